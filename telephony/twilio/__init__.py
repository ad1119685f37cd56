"""Calls that arrive over Twilio: webhook, signature, one-time token and Media Stream."""
