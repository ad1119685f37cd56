"""What ``voicebot check`` looks at: what is missing, what is slow, what is unsafe."""
