from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from intents.corpus import (
    CONVERSATIONAL_ACTS,
    OUT_OF_SCOPE,
    EvaluationSentence,
    TrainingSentence,
    load_training,
    load_tsv,
    normal_form,
    strip_annotations,
)
from intents.errors import KnowledgeError
from intents.knowledge import load_knowledge

LANGUAGES = ("de", "en")
KINDS = {"short", "plain", "messy", "situation"}
HEADER = "language\ttopic\tkind\ttext\n"


@pytest.fixture(scope="module")
def training() -> tuple[TrainingSentence, ...]:
    return load_training(LANGUAGES)


@pytest.fixture(scope="module")
def development() -> tuple[EvaluationSentence, ...]:
    folder = resources.files("intents").joinpath("development")
    sentences: list[EvaluationSentence] = []
    for language in LANGUAGES:
        with resources.as_file(folder.joinpath(f"{language}.tsv")) as path:
            sentences.extend(load_tsv(path))
    return tuple(sentences)


@pytest.fixture(scope="module")
def subjects() -> set[str]:
    return set(load_knowledge(LANGUAGES).topics)


def _train(folder: Path, text: str) -> tuple[TrainingSentence, ...]:
    (folder / "de.yaml").write_text(text, "utf-8")
    return load_training(["de"], folder)


def _tsv(folder: Path, text: str) -> tuple[EvaluationSentence, ...]:
    (folder / "some.tsv").write_text(text, "utf-8")
    return load_tsv(folder / "some.tsv")


def test_every_topic_has_enough_training_sentences_in_every_language(
    training: tuple[TrainingSentence, ...], subjects: set[str]
) -> None:
    counts = Counter((sentence.language, sentence.topic) for sentence in training)
    for language in LANGUAGES:
        assert all(counts[language, subject] >= 16 for subject in subjects)
        assert all(counts[language, act] >= 14 for act in CONVERSATIONAL_ACTS)
        assert counts[language, OUT_OF_SCOPE] >= 150


def test_every_topic_has_enough_development_sentences_in_every_language(
    development: tuple[EvaluationSentence, ...], subjects: set[str]
) -> None:
    counts = Counter((sentence.language, sentence.topic) for sentence in development)
    for language in LANGUAGES:
        assert all(counts[language, subject] >= 4 for subject in subjects)
        assert all(counts[language, act] >= 3 for act in CONVERSATIONAL_ACTS)
        assert counts[language, OUT_OF_SCOPE] >= 40


def test_every_topic_is_a_known_subject_or_act(
    training: tuple[TrainingSentence, ...],
    development: tuple[EvaluationSentence, ...],
    subjects: set[str],
) -> None:
    known = subjects | set(CONVERSATIONAL_ACTS) | {OUT_OF_SCOPE}
    assert {sentence.topic for sentence in training} == known
    assert {sentence.topic for sentence in development} == known


def test_development_sentences_are_of_a_known_kind_and_language(
    development: tuple[EvaluationSentence, ...],
) -> None:
    assert {sentence.kind for sentence in development} == KINDS
    assert {sentence.language for sentence in development} == set(LANGUAGES)


def test_no_sentence_stands_in_both_training_and_development(
    training: tuple[TrainingSentence, ...], development: tuple[EvaluationSentence, ...]
) -> None:
    learnt = {normal_form(sentence.text) for sentence in training}
    measured = {normal_form(sentence.text) for sentence in development}
    assert not learnt & measured


def test_no_sentence_stands_twice_in_one_language(
    training: tuple[TrainingSentence, ...], development: tuple[EvaluationSentence, ...]
) -> None:
    for sentences in (training, development):
        counts = Counter((sentence.language, normal_form(sentence.text)) for sentence in sentences)
        assert [key for key, count in counts.items() if count > 1] == []


def test_shipped_training_is_what_rasa_reads(training: tuple[TrainingSentence, ...]) -> None:
    # An independent reading, by values instead of nodes.
    expected = 0
    for language in LANGUAGES:
        file = resources.files("intents").joinpath("training", f"{language}.yaml")
        content = yaml.safe_load(file.read_text("utf-8"))
        assert content["version"] == "3.1"
        for entry in content["nlu"]:
            expected += sum(line.startswith("- ") for line in entry["examples"].splitlines())
    assert len(training) == expected


def test_sentences_are_read_in_order_without_annotations(tmp_path: Path) -> None:
    sentences = _train(
        tmp_path,
        'version: "3.1"\nnlu:\n'
        "- intent: responsibility\n  examples: |\n"
        "    - ich wohne in [Kempen](town)\n"
        '    - wer macht [Willich]{"entity": "town"}\n'
        "- intent: greeting\n  examples: |\n    - hallo\n",
    )
    assert sentences == (
        TrainingSentence("ich wohne in Kempen", "responsibility", "de"),
        TrainingSentence("wer macht Willich", "responsibility", "de"),
        TrainingSentence("hallo", "greeting", "de"),
    )


@pytest.mark.parametrize(
    ("annotated", "plain"),
    [
        ("am [Montag](day) um [neun](hour)", "am Montag um neun"),
        ('[Kempen]{"entity": "town", "value": "kempen"} bitte', "Kempen bitte"),
        ('[Kempen][{"entity": "town"}, {"entity": "place"}]', "Kempen"),
        ("[[Kempen](town)](place)", "Kempen"),
        ("ein [offenes Wort", "ein [offenes Wort"),
        ("nur [geklammert] ohne", "nur [geklammert] ohne"),
    ],
)
def test_annotations_of_rasa_are_stripped(annotated: str, plain: str) -> None:
    assert strip_annotations(annotated) == plain


@given(st.text())
def test_stripping_never_fails_and_leaves_nothing_to_strip(text: str) -> None:
    once = strip_annotations(text)
    assert strip_annotations(once) == once


_WORD = st.text(alphabet="abcäöüßxyz", min_size=1, max_size=6)
_ENTITY = st.sampled_from(["(town)", "(town:kempen)", '{"entity": "t"}', '[{"entity": "t"}]'])


@given(st.lists(st.tuples(_WORD, st.none() | _ENTITY), min_size=1, max_size=6))
def test_an_annotated_sentence_reads_like_the_plain_one(
    words: list[tuple[str, str | None]],
) -> None:
    annotated = " ".join(f"[{word}]{entity}" if entity else word for word, entity in words)
    assert strip_annotations(annotated) == " ".join(word for word, _ in words)


@given(text=st.text())
def test_any_training_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("training")
    indented = "\n    ".join(text.split("\n"))
    for content in (
        text,
        f'version: "3.1"\nnlu:\n- intent: fees\n  examples: |\n    - ja\n    {indented}\n',
    ):
        (folder / "de.yaml").write_bytes(content.encode("utf-8", "surrogatepass"))
        refusal = None
        try:
            sentences = load_training(["de"], folder)
        except KnowledgeError as error:
            refusal = str(error)
        if refusal is None:
            assert all(normal_form(sentence.text) for sentence in sentences)
        else:
            assert refusal.startswith("de.yaml: ")


@given(text=st.text())
def test_any_tsv_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("tsv") / "some.tsv"
    for content in (text, HEADER + text, HEADER + f"de\tfees\tshort\t{text}\n"):
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        refusal = None
        try:
            sentences = load_tsv(path)
        except KnowledgeError as error:
            refusal = str(error)
        if refusal is None:
            assert sentences
            assert all(sentence.text for sentence in sentences)
        else:
            assert refusal.startswith("some.tsv: ")


def test_the_same_sentence_under_two_topics_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"de.yaml: line 9: .*fees and deny"):
        _train(
            tmp_path,
            'version: "3.1"\nnlu:\n'
            "- intent: fees\n  examples: |\n    - Was kostet das?\n    - wie teuer\n"
            "- intent: deny\n  examples: |\n    - was kostet  DAS\n",
        )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1"),
        ("nlu: [", "not readable as YAML"),
        ("- a list\n", "line 1"),
        ('version: "3.1"\n', "line 1: 'nlu' is missing"),
        ('version: "2.0"\nnlu: []\n', "line 1: the version"),
        ('version: "3.1"\nnlu: {}\n', "line 2"),
        ('version: "3.1"\nnlu:\n- synonym: fees\n', "line 3: 'synonym' is unknown"),
        ('version: "3.1"\nversion: "3.1"\nnlu: []\n', "line 2: 'version'"),
        ('version: "3.1"\nnlu:\n- intent: fees\n', "line 3: 'examples' is missing"),
        ('version: "3.1"\nnlu:\n- intent: Fees 1\n  examples: |\n    - a\n', "line 3: 'Fees 1'"),
        ('version: "3.1"\nnlu:\n- intent: fees\n  examples: [a]\n', "line 4: not a text"),
        ('version: "3.1"\nnlu:\n- intent: fees\n  examples: "- a"\n', "line 4: `examples`"),
        ('version: "3.1"\nnlu:\n- intent: fees\n  examples: |\n\n    - a\n    b\n', "line 7"),
        ('version: "3.1"\nnlu:\n- intent: fees\n  examples: |\n    - ?!\n', "line 5: there are no"),
    ],
)
def test_a_broken_training_file_is_refused_with_file_and_line(
    tmp_path: Path, text: str, place: str
) -> None:
    with pytest.raises(KnowledgeError, match=f"de.yaml: {place}"):
        _train(tmp_path, text)


def test_a_language_without_training_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"de.yaml: cannot be read"):
        load_training(["de"], tmp_path)


def test_tab_separated_sentences_are_read_by_column_name(tmp_path: Path) -> None:
    sentences = _tsv(
        tmp_path,
        "\ufefftext\tkind\ttopic\tlanguage\tnote\n"
        "was kostet das\tplain\tfees\tde\t\n\n"
        "pizza\tshort\tnone\ten\tnear nothing\n",
    )
    assert sentences == (
        EvaluationSentence("de", "fees", "plain", "was kostet das"),
        EvaluationSentence("en", OUT_OF_SCOPE, "short", "pizza"),
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1: the header lacks language, topic, kind, text"),
        ("language\ttext\n", "line 1: the header lacks topic, kind"),
        (HEADER, "there is no sentence"),
        (HEADER + "de\tfees\tshort\n", "line 2: 3 columns instead of 4"),
        (HEADER + "\nde\tfees\tshort\t \n", "line 3: a column is empty"),
        (HEADER + "de\tSome Fees\tshort\twas\n", "line 2: a column is empty or no topic"),
    ],
)
def test_a_broken_tsv_file_is_refused_with_file_and_line(
    tmp_path: Path, text: str, place: str
) -> None:
    with pytest.raises(KnowledgeError, match=f"some.tsv: {place}"):
        _tsv(tmp_path, text)


def test_a_missing_or_binary_tsv_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"none.tsv: cannot be read"):
        load_tsv(tmp_path / "none.tsv")
    (tmp_path / "some.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnowledgeError, match=r"some.tsv: cannot be read"):
        load_tsv(tmp_path / "some.tsv")
