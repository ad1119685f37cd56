"""Who speaks which language among simulated callers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from telephony.call import Samples
from voicebot.errors import InputError
from voicebot.simulation.voices.mbrola import MBROLA_VOICES, MbrolaVoice, mbrola_packages
from voicebot.simulation.voices.pico import PICO_VOICES, PicoVoice
from voicebot.simulation.voices.program import DebianPackage
from voicebot.simulation.voices.rhvoice import RHVOICE_VOICES, RHVoice, rhvoice_packages

# Within these bounds Whisper base recognises Pico and RHVoice as well as at their neutral
# settings. Numbers of speeds, of pitches and of a language's voices have no common divisor, so
# that all combinations come up.
_SPEEDS = (1.0, 0.92, 1.06, 0.96, 1.1)
_PITCHES = (1.0, 0.88, 1.12, 0.94, 1.06, 0.91, 1.09)


class CallerVoice(Protocol):
    """Speaks what a simulated caller says; must be picklable."""

    def speak(self, text: str) -> Samples:
        """Speak ``text``: mono PCM at 8 kHz without silence around it, shape ``(samples,)``.

        Raises:
            VoiceError: The text cannot be spoken.
        """
        ...


_Voice = Callable[[str, float, float], CallerVoice]


@dataclass(frozen=True, slots=True)
class _Cast:
    """The voices of one language, and what has to be installed for them."""

    voice: _Voice
    names: tuple[str, ...]
    packages: tuple[DebianPackage, ...] = ()

    def missing(self) -> list[str]:
        return sorted({package.name for package in self.packages if not package.installed})


_CASTS: Mapping[str, _Cast] = {
    **{code: _Cast(PicoVoice, (name,)) for code, name in PICO_VOICES.items()},
    **{
        code: _Cast(RHVoice, names, rhvoice_packages(code))
        for code, names in RHVOICE_VOICES.items()
    },
    **{
        code: _Cast(MbrolaVoice, (name,), mbrola_packages(code))
        for code, name in MBROLA_VOICES.items()
    },
}


def caller_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that simulated callers speak on this machine."""
    return tuple(sorted(code for code, cast in _CASTS.items() if not cast.missing()))


def caller_voice(language: str, index: int) -> CallerVoice:
    """The voice of the ``index``-th call: the same one whenever it is asked for.

    Person, speed and pitch vary with the index; 35 calls in a row have different voices.

    Raises:
        InputError: No voice of a simulated caller speaks ``language``, or it is not installed.
    """
    if language not in _CASTS:
        raise InputError(
            f"no simulated caller speaks {language!r}; there are voices for "
            f"{', '.join(sorted(_CASTS))}"
        )
    cast = _CASTS[language]
    if missing := cast.missing():
        raise InputError(
            f"simulated callers who speak {language!r} need Debian packages (sections main, "
            f"contrib and non-free): apt-get install {' '.join(missing)}"
        )
    return cast.voice(
        cast.names[index % len(cast.names)],
        _SPEEDS[index % len(_SPEEDS)],
        _PITCHES[index % len(_PITCHES)],
    )


def speak_all(voice: CallerVoice, texts: Sequence[str]) -> list[Samples]:
    """Speak several texts; importable, so that it can run in another process."""
    return [voice.speak(text) for text in texts]
