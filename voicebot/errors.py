"""Every error the application raises on purpose.

VoicebotError
├── InputError                what the user gave is wrong: one sentence, exit status 2
├── RecordsError              (voicebot.records) nothing could be stored or read now
├── ModelError                weights or voices are missing or damaged
└── SpeechError
    ├── RecogniserError
    └── VoiceError
"""


class VoicebotError(Exception):
    """Base of all errors raised on purpose; its message is one sentence for the operator."""


class InputError(VoicebotError):
    """A file, option or setting given by the user cannot be used; nothing was written."""


class ModelError(VoicebotError):
    """Weights or voices are missing, damaged or cannot be fetched."""


class SpeechError(VoicebotError):
    """Speech could not be recognised or produced now; the call goes on."""


class RecogniserError(SpeechError):
    """The recogniser's queue is full, its deadline passed or its worker died."""


class VoiceError(SpeechError):
    """There is no voice for the language, or its worker died."""
