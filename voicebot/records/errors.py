"""What can go wrong with the records."""

from voicebot.errors import VoicebotError


class RecordsError(VoicebotError):
    """Something could not be stored or read now; what was committed before is untouched."""


class WindowFullError(RecordsError):
    """The time window has as many callbacks as fit into it."""
