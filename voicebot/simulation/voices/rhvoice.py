"""RHVoice: statistical parametric voices, which Debian has in its section non-free."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from telephony.call import Samples
from voicebot.simulation.voices.program import DebianPackage, speak_with
from voicebot.simulation.voices.telephone import telephone_speech
from voicebot.speech.voices.cleaning import clean

RHVOICE_VOICES: Mapping[str, tuple[str, ...]] = {
    "pl": ("magda", "natan"),
    "ru": ("tatiana", "aleksandr", "irina", "pavel", "anna", "evgeniy-rus"),
    "uk": ("natalia", "volodymyr", "marianna", "anatol"),
}
"""Names of the voices, by language, women and men in turn: those Whisper base hears best."""

_PROGRAM = "RHVoice-test"
_FOLDER = Path("/usr/share/RHVoice/voices")
_PACKAGES = {"pl": "rhvoice-polish", "ru": "rhvoice-russian", "uk": "rhvoice-ukrainian"}


@dataclass(frozen=True, slots=True)
class RHVoice:
    """A voice for pl, ru or uk.

    Attributes:
        voice: Name of the voice, for example ``anna``.
        speed: Factor of the speaking rate.
        pitch: Factor of the fundamental frequency.
    """

    voice: str
    speed: float = 1.0
    pitch: float = 1.0

    def speak(self, text: str) -> Samples:
        """Speak ``text``; see ``CallerVoice``."""
        percentages = ["-r", f"{self.speed:.0%}"[:-1], "-t", f"{self.pitch:.0%}"[:-1]]
        command = [_PROGRAM, "-p", self.voice, *percentages]
        return telephone_speech(*speak_with(command, "-o", clean(text)), self.voice)


def rhvoice_packages(language: str) -> tuple[DebianPackage, ...]:
    """What has to be installed for the voices of a language."""
    data = [_FOLDER / voice for voice in RHVOICE_VOICES[language]]
    return (
        DebianPackage("rhvoice", program=_PROGRAM),
        *(DebianPackage(_PACKAGES[language], data=folder) for folder in data),
    )
