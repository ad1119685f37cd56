"""Training sentences as a recogniser heard them over the telephone: recordings, not imitations.

``heard/LANGUAGE.tsv`` beside the training sentences holds what was said and what was written down,
for languages in which a simulated caller can say it; ``benchmarks.heard_sentences`` makes the
files.
"""

from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from intents.errors import KnowledgeError

FOLDER = "heard"
_HEADER = "text\theard"


def load_heard(training: Traversable, language: str) -> Mapping[str, str]:
    """Read what was heard of the training sentences of a language, by what was said.

    Args:
        training: Folder of the training sentences.
        language: ISO 639-1 code.

    Returns:
        Nothing for a language whose sentences nobody has spoken; an empty text where the
        recogniser heard no words.

    Raises:
        KnowledgeError: The file cannot be used; the message names file and line.
    """
    file = training.joinpath(FOLDER).joinpath(f"{language}.tsv")
    if not file.is_file():
        return {}
    try:
        header, *rows = file.read_text("utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{FOLDER}/{file.name}: cannot be read: {error}") from error
    if header != _HEADER:
        raise KnowledgeError(f"{FOLDER}/{file.name}: line 1: the header is not text and heard")
    heard = {}
    for number, row in enumerate(rows, start=2):
        match row.split("\t"):
            case [said, written] if said.strip():
                heard[said] = written
            case _:
                raise KnowledgeError(f"{FOLDER}/{file.name}: line {number}: not text and heard")
    return heard


def write_heard(training: Path, language: str, heard: Iterable[tuple[str, str]]) -> None:
    """Write what was said and what was heard; the counterpart of ``load_heard``."""
    file = training / FOLDER / f"{language}.tsv"
    file.parent.mkdir(exist_ok=True)
    rows = (f"{said}\t{' '.join(written.split())}\n" for said, written in heard)
    file.write_text(f"{_HEADER}\n{''.join(rows)}", "utf-8")
