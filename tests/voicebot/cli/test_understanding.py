import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from intents.engine.training import Progress
from intents.errors import KnowledgeError
from intents.rasa.errors import RasaTrainingError
from intents.rasa.project import Project
from intents.rasa.training import model_file
from intents.understanding import Alternative, Understanding
from voicebot.cli import understanding as commands
from voicebot.cli.understanding import EngineName, evaluate, train, understand
from voicebot.errors import InputError, VoicebotError
from voicebot.settings import load_settings


class FakeEngine:
    """Hears fees in everything, and accepts what holds the word ``kostet``."""

    def understand(self, text: str, language: str) -> Understanding:
        alternatives = (Alternative("fees", 0.87654321), Alternative("photo", 0.1))
        return Understanding(
            language,
            "fees",
            0.87654321,
            "kostet" in text,
            alternatives,
            slots={"day": "2026-11-24"},
        )


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VOICEBOT_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.setattr(commands, "load_own", lambda *_: FakeEngine())
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "sentences.tsv"
    file.write_text(
        "language\ttopic\tkind\ttext\n"
        "de\tfees\tshort\twas kostet das\n"
        "de\tphoto\tshort\two kostet ein Bild\n"
        "en\tnone\tshort\tnice weather\n",
        "utf-8",
    )
    return file


def test_a_sentence_is_printed_as_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    understand("was kostet das", language="de", as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "language": "de",
        "topic": "fees",
        "confidence": 0.8765,
        "accepted": True,
        "alternatives": [
            {"topic": "fees", "confidence": 0.8765},
            {"topic": "photo", "confidence": 0.1},
        ],
        "further": [],
        "slots": {"day": "2026-11-24"},
    }


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ich möchte gerne wissen, wann Sie heute geöffnet haben", "de"),
        ("I would like to know what time you are open today", "en"),
    ],
)
def test_the_language_is_found_when_it_is_not_given(
    text: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    understand(text, language="auto", as_json=True)
    assert json.loads(capsys.readouterr().out)["language"] == language


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    understand("egal", language="de", as_json=False)
    printed = capsys.readouterr().out
    assert "not accepted" in printed
    assert "0.88" in printed
    assert "2026-11-24" in printed


@pytest.mark.parametrize("language", ["fr", "xx", "", "DE"])
def test_an_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(InputError, match="unknown language"):
        understand("bonjour", language=language, as_json=True)


def test_an_evaluation_is_printed_as_one_json_document(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(table, as_json=True, html=None)
    document = json.loads(capsys.readouterr().out)
    assert (document["n"], document["accuracy"], document["false_accept"]) == (3, 0.5, 0.0)
    assert document["confusions"] == [
        {"expected": "photo", "got": "fees", "count": 1, "examples": ["wo kostet ein Bild"]}
    ]


def test_an_evaluation_can_be_read_as_a_table_and_as_a_page(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(table, as_json=False, html=tmp_path / "page.html")
    assert "0.500" in capsys.readouterr().out
    assert "wo kostet ein Bild" in (tmp_path / "page.html").read_text("utf-8")


def test_a_page_in_a_missing_folder_is_refused_before_anything_is_measured(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(commands, "load_own")
    with pytest.raises(InputError, match="does not exist"):
        evaluate(table, as_json=True, html=tmp_path / "nowhere" / "page.html")


def test_a_page_that_cannot_be_written_is_an_input_error(table: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        evaluate(table, as_json=True, html=tmp_path)


@pytest.mark.parametrize(
    "content", ["", "language\ttopic\n", "language\ttopic\tkind\ttext\nfr\tfees\tshort\tcombien\n"]
)
def test_an_unusable_file_is_an_input_error(content: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.tsv"
    file.write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"broken\.tsv"):
        evaluate(file, as_json=True, html=None)


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.tsv"):
        evaluate(tmp_path / "nothing.tsv", as_json=True, html=None)


def test_without_rasas_environment_training_says_how_to_make_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEBOT_RASA__ENVIRONMENT", str(tmp_path / "nothing"))
    with pytest.raises(InputError, match="make rasa-environment"):
        train(engine=EngineName.RASA, if_needed=False)
    assert not (tmp_path / "data").exists()


def test_a_training_of_rasas_that_fails_is_no_input_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> Path:
        raise RasaTrainingError("Rasa's training failed: no memory")

    monkeypatch.setattr(commands, "train_rasa", fail)
    with pytest.raises(VoicebotError, match="no memory") as caught:
        train(engine=EngineName.RASA, if_needed=False)
    assert not isinstance(caught.value, InputError)


def test_the_model_of_rasas_is_kept_beside_its_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folders: list[Path] = []

    def fake_train(project: Project, folder: Path, *_: object) -> Path:
        folders.append(folder)
        return model_file(folder, project)

    monkeypatch.setattr(commands, "train_rasa", fake_train)
    monkeypatch.setenv("VOICEBOT_RASA__PIPELINE", "diet")
    train(engine=EngineName.RASA, if_needed=False)
    assert folders == [tmp_path / "data" / "rasa" / "diet"]
    assert "diet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (KnowledgeError("de.yaml: line 3: the file is empty"), "line 3"),
        (OSError(30, "Read-only file system"), "Read-only file system"),
    ],
)
def test_training_that_fails_is_an_input_error(
    failure: Exception, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path, _languages: tuple[str, ...], *, on_progress: Progress) -> None:
        on_progress("reading the sentences", 0.5)
        raise failure

    monkeypatch.setattr(commands, "train_anew", fail)
    with pytest.raises(InputError, match=message):
        train(engine=EngineName.OWN, if_needed=False)
