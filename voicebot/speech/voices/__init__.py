"""The voices: one file an engine, and the catalogue that chooses one for a language."""
