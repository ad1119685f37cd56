"""What can go wrong with the records."""

from voicebot.errors import VoicebotError


class RecordsError(VoicebotError):
    """Something could not be stored or read now; what was committed before is untouched."""
