"""What can go wrong with the records."""

from voicebot.errors import VoicebotError


class RecordsError(VoicebotError):
    """Something could not be stored or read now; what was committed before is untouched."""


class WindowFullError(RecordsError):
    """The time window of a callback has no place left; nothing was changed."""


class CallbackStateError(RecordsError):
    """There is no such callback, or it is not in the state for this change; nothing was changed."""
