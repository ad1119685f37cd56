"""The description that lies beside every Piper voice, ``NAME.onnx.json``."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from voicebot.errors import ModelError


class _Audio(BaseModel):
    sample_rate: int = Field(ge=8_000, le=48_000)
    quality: str = ""


class _Espeak(BaseModel):
    voice: str


class _Language(BaseModel):
    code: str


class PiperConfigFile(BaseModel):
    """What we rely on; Piper's own reader takes the rest.

    Attributes:
        audio: Sample rate in hertz, and the quality Piper names it by.
        espeak: The eSpeak NG voice that turns text into phonemes.
        language: Locale, for example ``de_DE``; old voices lack it.
        phoneme_type: ``text`` voices read letters instead of phonemes.
        phoneme_id_map: Numbers of the phonemes.
    """

    audio: _Audio
    espeak: _Espeak
    language: _Language | None = None
    phoneme_type: Literal["espeak", "text"] = "espeak"
    phoneme_id_map: dict[str, list[int]] = Field(min_length=1)

    @property
    def language_code(self) -> str:
        """ISO 639-1 code of what the voice speaks."""
        code = self.language.code if self.language else self.espeak.voice
        return code.replace("_", "-").split("-")[0].lower()

    @property
    def knows_capitals(self) -> bool:
        """Whether capital letters have numbers; always so for phonemes."""
        return self.phoneme_type == "espeak" or any(
            symbol != symbol.lower() for symbol in self.phoneme_id_map
        )


def read_piper_config(model: Path) -> tuple[PiperConfigFile, dict[str, Any]]:
    """Read the description of the voice ``model`` (``NAME.onnx``), checked and as it is.

    Raises:
        ModelError: It is missing or not such a description.
    """
    path = model.with_name(f"{model.name}.json")
    try:
        raw = json.loads(path.read_text("utf-8"))
        return PiperConfigFile.model_validate(raw), raw
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "(all)"
        raise ModelError(f"{path} is no Piper voice: {place}: {first['msg']}") from error
    except ValueError as error:
        raise ModelError(f"{path} is not JSON: {error}") from error
