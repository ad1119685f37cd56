"""The application: speech, calls, records, settings and the command line."""
