"""Weights and voices: what there is, where it comes from, and whether it is here and whole."""
