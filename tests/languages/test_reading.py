from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from languages.registry import LANGUAGES
from languages.spoken import read_aloud
from languages.spoken.forms import spoken_forms

ROOT = Path(__file__).parents[2]
EXAMPLES: dict[str, dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("reading_examples.yaml").read_text("utf-8")
)
FEWEST_EXAMPLES = {"de": 25, "en": 15}
LONGEST_READING_OF_ONE_CHARACTER = 40
SHAPES = [
    *"0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹²½Ⅷ①",
    *" .,:;-–—/()'’+%€§@&№°×x\n",
    *["Abs. ", "AufenthG", "Art. ", "z. B.", "usw.", "Uhr", "h", "am ", "der ", "März", "Mo", "Fr"],
    *["15.03.2026", "8:30", "+49 30 23125 001", "VB-4711", "a@b.example", "www.b.de", "1.200,50"],
    *["г.", "р.", "т. д.", "Пн", "до ", "с ", "año", "1er", "º", "الساعة ", "م", "تا", "'da"],
]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(SHAPES), max_size=25).map("".join))


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [(code, *pair) for code, pairs in EXAMPLES.items() for pair in pairs.items()],
)
def test_written_text_is_read_as_people_do(language: str, written: str, read: str) -> None:
    assert read_aloud(written, language) == read


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_examples(language: str) -> None:
    assert len(EXAMPLES[language]) >= FEWEST_EXAMPLES.get(language, 8)


@given(TEXTS, st.sampled_from(list(LANGUAGES)))
def test_whatever_is_read_has_no_figures_left_and_stays_when_read_again(
    text: str, language: str
) -> None:
    read = read_aloud(text, language)
    assert not any(character.isdigit() for character in read)
    assert len(read) <= LONGEST_READING_OF_ONE_CHARACTER * len(text)
    assert read_aloud(read, language) == read


@given(st.text(st.characters(categories=("Ll", "Lo", "Zs")), max_size=100))
def test_letters_and_spaces_alone_are_read_as_they_are(text: str) -> None:
    assert read_aloud(text, "de") == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_abbreviation_becomes_is_not_read_differently(language: str) -> None:
    reading = spoken_forms(language).reading
    spoken = [*reading.abbreviations.values(), *reading.signs.values(), *reading.law.names.values()]
    assert [read_aloud(words, language) for words in spoken] == spoken
    assert [read_aloud(f"{words}.", language) for words in spoken] == [f"{one}." for one in spoken]


def _approved_texts() -> list[tuple[str, str]]:
    texts = []
    for file in sorted((ROOT / "intents" / "topics").glob("*.yaml")):
        answers = yaml.safe_load(file.read_text("utf-8")).get("answers", {})
        texts += [(language, answer["spoken"]) for language, answer in answers.items()]
    for language in LANGUAGES:
        file = ROOT / "languages" / "phrases" / f"{language}.yaml"
        if file.is_file():
            phrases = yaml.safe_load(file.read_text("utf-8")).values()
            wordings = [
                one for each in phrases for one in ([each] if isinstance(each, str) else each)
            ]
            texts += [(language, wording) for wording in wordings]
    return texts


@pytest.mark.parametrize(("language", "text"), _approved_texts())
def test_approved_texts_lose_nothing(language: str, text: str) -> None:
    read = read_aloud(text, language)
    if any(character.isdigit() for character in text):
        said = {word.strip(".,") for word in read.split()}
        words = [word for word in text.split() if not any(map(str.isdigit, word))]
        assert [word for word in words if word.strip(".,") not in said] == []
    else:
        assert read == text


def test_a_full_stop_of_an_abbreviation_still_ends_the_text() -> None:
    assert read_aloud("Pass, Foto usw.", "de") == "Pass, Foto und so weiter."
    assert read_aloud("Es dauert 30 Min.", "de") == "Es dauert dreißig Minuten."


def test_an_abbreviation_that_ends_sentences_ends_this_one() -> None:
    read = read_aloud("Pass, Foto usw. Danach der Antrag.", "de")
    assert read == "Pass, Foto und so weiter. Danach der Antrag."


def test_a_language_without_spoken_forms_is_named() -> None:
    with pytest.raises(ValueError, match="unknown language 'xx'"):
        read_aloud("1", "xx")
