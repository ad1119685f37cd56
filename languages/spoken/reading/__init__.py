"""Written text turned into text that every synthesiser reads out as people do.

Each module knows one kind of thing that is written shorter than it is said; ``reader`` calls
them in the order in which they must not take pieces from each other. What differs between
languages is in the section ``reading`` of their files.
"""

from languages.spoken.reading.reader import read_aloud

__all__ = ["read_aloud"]
