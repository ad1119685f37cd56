"""Booking a callback: subject, name, number, time, everything read back, then committed."""
