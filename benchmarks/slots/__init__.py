"""Slots of spoken expressions in twelve languages: right, asked back, or silently wrong."""
