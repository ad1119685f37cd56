from pathlib import Path

import pytest
import yaml

from intents.corpus import OUT_OF_SCOPE, TrainingSentence, load_training
from intents.rasa.project import PIPELINES, RASA_VERSION, Project
from voicebot.settings import RasaSettings

_SENTENCES = (
    TrainingSentence("Was kostet's?", "fees", "de"),
    TrainingSentence("how much is it", "fees", "en"),
    TrainingSentence("/photo: ein Foto, bitte", "photo", "de"),
    TrainingSentence("eine Pizza", OUT_OF_SCOPE, "de"),
)
_ROOT = Path(__file__).parents[3]


def test_rasa_learns_sentences_as_it_will_hear_them(tmp_path: Path) -> None:
    Project.of(_SENTENCES, "small").write(tmp_path)
    german = (tmp_path / "data" / "de.yml").read_text("utf-8")
    assert yaml.safe_load(german)["nlu"] == [
        {"intent": "fees", "examples": "- Was kostets\n"},
        {"intent": "photo", "examples": "- photo ein Foto bitte\n"},
    ]
    assert "examples: |" in german


def test_the_domain_has_all_topics_but_not_what_is_out_of_scope(tmp_path: Path) -> None:
    Project.of(_SENTENCES, "small").write(tmp_path)
    domain = yaml.safe_load((tmp_path / "domain.yml").read_text("utf-8"))
    assert domain["intents"] == ["fees", "photo"]
    assert "Pizza" not in "".join(file.read_text("utf-8") for file in (tmp_path / "data").iterdir())


def test_our_reader_understands_what_is_written(tmp_path: Path) -> None:
    project = Project.of(_SENTENCES, "small")
    project.write(tmp_path)
    for language in ("de", "en"):
        (tmp_path / "data" / f"{language}.yml").rename(tmp_path / f"{language}.yaml")
    again = load_training(["de", "en"], tmp_path)
    assert Project.of(again, "small").examples == project.examples


def test_what_an_earlier_project_left_is_removed_and_models_stay(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "fr.yml").write_text("old")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "old.tar.gz").write_text("kept")
    Project.of(_SENTENCES, "small").write(tmp_path)
    assert not (tmp_path / "data" / "fr.yml").exists()
    assert (tmp_path / "models" / "old.tar.gz").exists()


def test_the_fingerprint_changes_with_sentences_and_pipeline_only() -> None:
    fingerprint = Project.of(_SENTENCES, "small").fingerprint
    assert Project.of(_SENTENCES[::-1], "small").fingerprint == fingerprint
    assert Project.of(_SENTENCES[:-1], "small").fingerprint == fingerprint  # out of scope
    assert Project.of(_SENTENCES[1:], "small").fingerprint != fingerprint
    assert Project.of(_SENTENCES, "diet").fingerprint != fingerprint


@pytest.mark.parametrize("name", PIPELINES)
def test_every_pipeline_ranks_all_topics(name: str) -> None:
    """With Rasa's own limit of ten the right one may be missing among the alternatives."""
    pipeline = yaml.safe_load(Project.of(_SENTENCES, name).pipeline)
    assert pipeline["pipeline"][-1]["ranking_length"] == 0


def test_every_pipeline_can_be_set() -> None:
    annotation = RasaSettings.model_fields["pipeline"].annotation
    assert annotation is not None
    assert annotation.__args__ == PIPELINES


def test_the_release_is_the_one_that_is_installed() -> None:
    lock = (_ROOT / "docker" / "rasa" / "requirements.txt").read_text("utf-8")
    assert f"rasa=={RASA_VERSION} " in lock
    assert "://" not in lock
