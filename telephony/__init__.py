"""How calls arrive: one call interface for Twilio, SIP, Asterisk and browsers; audio codecs."""
