"""The HTTP server: webhooks and media streams of providers."""
