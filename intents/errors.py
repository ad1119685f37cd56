"""Errors of the knowledge files."""


class KnowledgeError(ValueError):
    """A knowledge, training or office file is broken; the message names the file and the place."""
