"""eSpeak NG's phonemes spoken by MBROLA's diphones (Dutoit et al. 1996).

Whisper base understands them only in part, so they say little about recognition; but a caller
who is hard to understand shows how a call goes then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from telephony.call import Samples
from voicebot.simulation.voices.program import DebianPackage, speak_with
from voicebot.simulation.voices.telephone import telephone_speech
from voicebot.speech.voices.cleaning import clean

MBROLA_VOICES: Mapping[str, str] = {"ar": "ar1", "fa": "ir1", "ro": "ro1", "tr": "tr1"}
"""Name of the diphones, by language."""

_PROGRAM = "espeak-ng"
_FOLDER = Path("/usr/share/mbrola")
_WORDS_PER_MINUTE = 140
_MIDDLE_PITCH = 50


@dataclass(frozen=True, slots=True)
class MbrolaVoice:
    """A man's voice for ar, fa, ro or tr.

    Attributes:
        voice: Name of the diphones, for example ``tr1``.
        speed: Factor of the speaking rate.
        pitch: Factor of eSpeak NG's own measure of pitch.
    """

    voice: str
    speed: float = 1.0
    pitch: float = 1.0

    def speak(self, text: str) -> Samples:
        """Speak ``text``; see ``CallerVoice``."""
        speed = round(_WORDS_PER_MINUTE * self.speed)
        pitch = round(_MIDDLE_PITCH * self.pitch)
        command = [_PROGRAM, "-v", f"mb-{self.voice}", "-s", f"{speed}", "-p", f"{pitch}"]
        return telephone_speech(*speak_with([*command, "--stdin"], "-w", clean(text)), self.voice)


def mbrola_packages(language: str) -> tuple[DebianPackage, ...]:
    """What has to be installed for the voice of a language."""
    voice = MBROLA_VOICES[language]
    return (
        DebianPackage("espeak-ng", program=_PROGRAM),
        DebianPackage("mbrola", program="mbrola"),
        DebianPackage(f"mbrola-{voice}", data=_FOLDER / voice),
    )
