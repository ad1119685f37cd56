"""Which models are installed, and where."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from voicebot.errors import ModelError
from voicebot.models.digests import difference
from voicebot.models.manifest import ModelEntry, load_manifest
from voicebot.settings import Settings


class ModelState(StrEnum):
    """Whether a model can be used."""

    PRESENT = "present"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What was found.

    Attributes:
        state: Whether the model can be used.
        folder: Where its files are or would be.
        problem: The first file that is wrong, as half a sentence; empty when there is none.
    """

    state: ModelState
    folder: Path
    problem: str = ""


def installed(entry: ModelEntry, settings: Settings, *, digests: bool = False) -> ModelStatus:
    """Look whether a model is installed.

    Args:
        entry: The model.
        settings: Say where models are kept.
        digests: Read all bytes and compare the digests; otherwise only the sizes.
    """
    folder = settings.models_folder / entry.name
    if not any((folder / file.path).is_file() for file in entry.files):
        return ModelStatus(ModelState.MISSING, folder)
    for file in entry.files:
        path = folder / file.path
        if not path.is_file():
            return ModelStatus(ModelState.DAMAGED, folder, f"{file.path} is missing")
        size = path.stat().st_size
        if size != file.bytes:
            problem = f"{file.path} has {size} bytes instead of {file.bytes}"
            return ModelStatus(ModelState.DAMAGED, folder, problem)
        if digests and (problem := difference(path, file) or ""):
            return ModelStatus(ModelState.DAMAGED, folder, f"{file.path}: {problem}")
    return ModelStatus(ModelState.PRESENT, folder)


def model_folder(name: str, settings: Settings) -> Path:
    """Return the folder of an installed model.

    Raises:
        InputError: The manifest has no such model.
        ModelError: It is not installed or damaged; the message says what to do.
    """
    status = installed(load_manifest().find(name), settings)
    if status.state is ModelState.MISSING:
        raise ModelError(f"the model {name} is not installed; run `voicebot models pull {name}`")
    if status.state is ModelState.DAMAGED:
        raise ModelError(
            f"the model {name} is damaged ({status.problem}); run `voicebot models pull {name}`"
        )
    return status.folder
