"""Voices that are programs of Debian: whether they are there, and letting them speak."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from voicebot.errors import VoiceError

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class DebianPackage:
    """A package that a voice needs.

    Attributes:
        name: For ``apt-get install``.
        program: A program that it brings; None when it brings only data.
        data: A file or folder that it brings; None when it is known by its program.
    """

    name: str
    program: str | None = None
    data: Path | None = None

    @property
    def installed(self) -> bool:
        """Whether what it brings is there."""
        program_there = self.program is None or shutil.which(self.program) is not None
        return program_there and (self.data is None or self.data.exists())


def speak_with(
    command: Sequence[str], output_option: str, text: str
) -> tuple[NDArray[np.int16], int]:
    """Run a program that reads a text on standard input and writes a WAV file.

    Args:
        command: The program and its arguments.
        output_option: The argument before the file's name.
        text: What to say.

    Returns:
        Mono PCM of shape ``(samples,)``, and its sample rate in hertz.

    Raises:
        VoiceError: The program failed, hangs, or wrote nothing.
    """
    with tempfile.TemporaryDirectory(prefix="voicebot-caller-") as folder:
        path = Path(folder) / "speech.wav"
        try:
            subprocess.run(  # noqa: S603 - our own command; the text goes in as data
                [*command, output_option, str(path)],
                input=text.encode(),
                capture_output=True,
                check=True,
                timeout=_SECONDS,
            )
            # RHVoice ends with status 0 and no file when it has nothing to say.
            samples, rate = soundfile.read(path, dtype="int16")
        except (OSError, subprocess.SubprocessError, soundfile.LibsndfileError) as error:
            raise VoiceError(f"the program {command[0]} has not spoken a text") from error
    return samples, rate
