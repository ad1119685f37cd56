import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from intents.answers import Fact
from intents.errors import KnowledgeError
from intents.knowledge import (
    Approval,
    Group,
    Knowledge,
    Response,
    load_knowledge,
)
from intents.spoken_text import CHARACTERS_PER_SECOND, LONGEST_SECONDS

LANGUAGES = ("de", "en")
SUBJECTS = {
    "address_change",
    "appointment_book",
    "appointment_change",
    "asylum_pending",
    "asylum_recognised",
    "brexit_turkey",
    "callback",
    "card_collect",
    "card_delivery",
    "card_lost",
    "card_pin",
    "case_status",
    "children",
    "complaint",
    "data_protection",
    "declaration_of_commitment",
    "documents_required",
    "documents_submit",
    "emergency_removal",
    "employer_change",
    "eu_citizen",
    "eu_long_term",
    "family_subsidiary",
    "fees",
    "human",
    "integration_course",
    "language_help",
    "long_absence",
    "naturalisation",
    "new_passport",
    "online_application",
    "opening_hours",
    "opportunity_card",
    "passport_expired",
    "permit_expired",
    "permit_extend",
    "permit_first",
    "photo",
    "processing_time",
    "provisional_certificate",
    "provisional_travel",
    "provisional_work",
    "residence_obligation",
    "responsibility",
    "right_to_stay",
    "separation",
    "settlement_permit",
    "skilled_worker",
    "spouse",
    "study",
    "toleration",
    "training",
    "travel_document",
    "ukraine",
    "visitor_visa",
    "work_allowed",
}


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return load_knowledge(LANGUAGES)


def _subject() -> dict[str, Any]:
    return {
        "id": "fees",
        "group": "office",
        "title": {"de": "Gebühren", "en": "Fees"},
        "response": "answer",
        "legal": "section 44 AufenthV",
        "reviewed": "2026-11-22",
        "author": "voicebot",
        "version": 1,
        "approval": "example",
        "offer_callback": False,
        "answers": {
            "de": {"spoken": "Das kostet in der Regel 93 Euro."},
            "en": {"spoken": "It usually costs 93 euros."},
        },
    }


def _write(folder: Path, content: object, name: str = "fees.yaml") -> Path:
    (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return folder


def _change(*path: str, to: object) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = to

    return change


def _remove(*path: str) -> Callable[[dict[str, Any]], None]:
    def remove(content: dict[str, Any]) -> None:
        for key in path[:-1]:
            content = content[key]
        del content[path[-1]]

    return remove


def test_shipped_subjects_are_those_of_this_version(shipped: Knowledge) -> None:
    assert set(shipped.topics) == SUBJECTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_subject_is_answered_or_answered_by_the_dialogue(
    shipped: Knowledge, language: str
) -> None:
    unspoken = {key for key in shipped.topics if shipped.answer(key, language) is None}
    assert unspoken == {"opening_hours", "callback"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_answers_take_between_8_and_25_seconds(shipped: Knowledge, language: str) -> None:
    for topic in shipped.topics.values():
        if language in topic.answers:
            seconds = len(topic.answers[language].spoken) / CHARACTERS_PER_SECOND
            assert 8 <= seconds <= LONGEST_SECONDS, topic.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_answers_are_whole(shipped: Knowledge, language: str) -> None:
    """A longer form, a message with its link, easy German, and the same additions everywhere."""
    for topic in shipped.topics.values():
        if language in topic.answers:
            answer = topic.answers[language]
            assert answer.longer, topic.id
            assert answer.message, topic.id
            assert answer.message.endswith("{link}"), topic.id
            assert set(answer.additions) == set(topic.answers["de"].additions), topic.id
            assert topic.easy_german, topic.id


def test_shipped_easy_german_has_sentences_of_at_most_ten_words(shipped: Knowledge) -> None:
    for topic in shipped.topics.values():
        if topic.easy_german:
            for sentence in re.split(r"(?<=[.?!:]) ", topic.easy_german.spoken):
                assert len(sentence.split()) <= 10, sentence


def test_shipped_answers_have_no_abbreviations(shipped: Knowledge) -> None:
    abbreviations = {"z.B.", "z. B.", "bzw.", "ggf.", "usw.", "e.g.", "i.e.", "etc.", "Abs.", "EUR"}
    for topic in shipped.topics.values():
        for answer in topic.answers.values():
            assert not [sign for sign in abbreviations if sign in answer.spoken], topic.id


def test_shipped_titles_are_distinct_so_that_a_choice_can_be_offered(shipped: Knowledge) -> None:
    for language in LANGUAGES:
        titles = [shipped.title(key, language) for key in shipped.topics]
        assert len(set(titles)) == len(titles)


def test_subjects_with_case_data_offer_a_callback(shipped: Knowledge) -> None:
    for key in ("case_status", "permit_expired", "emergency_removal", "human"):
        assert shipped.topic(key).offer_callback


def test_a_subject_is_read_with_all_its_fields(tmp_path: Path) -> None:
    content = _subject()
    content["answers"]["en"]["longer"] = "There are reductions."
    knowledge = load_knowledge(LANGUAGES, _write(tmp_path, content))
    topic = knowledge.topic("fees")
    assert topic.group is Group.OFFICE
    assert topic.response is Response.ANSWER
    assert topic.approval is Approval.EXAMPLE
    assert topic.reviewed.isoformat() == "2026-11-22"
    assert topic.answers["en"].longer == "There are reductions."
    assert knowledge.title("fees", "de") == "Gebühren"
    assert knowledge.answer("fees", "en") == topic.answers["en"]


def test_what_depends_on_the_office_is_said_where_the_office_states_it(tmp_path: Path) -> None:
    content = _subject()
    content["answers"]["en"]["additions"] = {
        "payment": "You can pay {payment}.",
        "photo_machine": "Photographs are taken here.",
    }
    knowledge = load_knowledge(LANGUAGES, _write(tmp_path, content))
    answer = knowledge.answer("fees", "en")
    assert answer is not None
    assert answer.say({}) == answer.spoken
    assert answer.say({Fact.PAYMENT: "in cash"}) == f"{answer.spoken} You can pay in cash."
    assert answer.say({Fact.PHOTO_MACHINE: "", Fact.CARD_BY_POST: ""}) == (
        f"{answer.spoken} Photographs are taken here."
    )


def test_easy_words_are_those_of_the_office_language_only(tmp_path: Path) -> None:
    content = _subject()
    assert not load_knowledge(LANGUAGES, _write(tmp_path, content)).speaks_easily("de")
    content["easy_german"] = {"spoken": "Es kostet meistens 93 Euro."}
    knowledge = load_knowledge(LANGUAGES, _write(tmp_path, content))
    assert knowledge.speaks_easily("de")
    assert not knowledge.speaks_easily("en")
    assert knowledge.answer("fees", "de", easy=True) == knowledge.topic("fees").easy_german
    assert knowledge.answer("fees", "en", easy=True) == knowledge.topic("fees").answers["en"]


def test_languages_that_were_not_asked_for_may_be_missing(tmp_path: Path) -> None:
    content = _subject()
    del content["title"]["en"], content["answers"]["en"]
    assert load_knowledge(["de"], _write(tmp_path, content)).answer("fees", "de")


def test_only_an_answer_needs_a_text(tmp_path: Path) -> None:
    content = _subject() | {"response": "callback"}
    del content["answers"], content["legal"]
    knowledge = load_knowledge(LANGUAGES, _write(tmp_path, content))
    assert knowledge.answer("fees", "de") is None


def test_other_files_of_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("notes", "utf-8")
    assert list(load_knowledge(LANGUAGES, _write(tmp_path, _subject())).topics) == ["fees"]


@pytest.mark.parametrize(
    "spoken",
    [
        "Wählen Sie die 112 oder die 110.",
        "Call 116 116, or 115 for all authorities.",
        "Seit Mai 2025 kostet das 6 Euro.",
        "The salary has to be at least 48.300 euros.",
        "Article 15 applies from 4 March 2027.",
    ],
)
def test_amounts_years_and_numbers_known_everywhere_are_allowed(
    tmp_path: Path, spoken: str
) -> None:
    content = _subject()
    content["answers"]["en"]["spoken"] = spoken
    knowledge = load_knowledge(LANGUAGES, _write(tmp_path, content))
    assert knowledge.topic("fees").answers["en"].spoken == spoken


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_change("colour", to="red"), "colour"),
        (_change("answers", "de", "shorter", to="Ja."), "answers.de.shorter"),
        (_change("group", to="kitchen"), "group"),
        (_change("response", to="sing"), "response"),
        (_change("approval", to="maybe"), "approval"),
        (_change("reviewed", to="last week"), "reviewed"),
        (_change("version", to=0), "version"),
        (_change("legal", to=""), "legal"),
        (_change("id", to="charges"), "id: 'charges' is not the name of the file"),
        (_change("id", to="Fees!"), "id"),
        (_change("title", "de", to=" "), "title: .*'de' is empty"),
        (_change("title", "ge", to="Gebühren"), "title: .*unknown language 'ge'"),
        (_change("answers", "ge", to={"spoken": "Ja."}), "answers: .*unknown language 'ge'"),
        (_change("answers", "de", "spoken", to="  "), "answers.de.spoken: .*empty"),
        (_change("answers", "de", "longer", to=""), "answers.de.longer: .*empty"),
        (
            _change("answers", "de", "message", to="Mehr: {web}"),
            "answers.de.message: .*placeholder",
        ),
        (_change("answers", "de", "message", to="a" * 321), "answers.de.message: .*at most"),
        (_change("answers", "de", "additions", to={"bar": "Ja."}), "answers.de.additions"),
        (
            _change("answers", "de", "additions", to={"payment": "{address}"}),
            "answers.de: .*placeholder",
        ),
        (
            _change("answers", "de", "additions", to={"photo_machine": "Wort " * 70}),
            "answers.de: .*with all additions",
        ),
        (_change("follow_ups", to=["fees"]), "follow_ups: 'fees' is not another subject"),
        (_change("follow_ups", to=["nothing"]), "follow_ups: 'nothing' is not another subject"),
        (_remove("author"), "author"),
        (_remove("title", "en"), "title.en: missing"),
        (_remove("answers", "en"), "answers.en: missing"),
        (_remove("answers"), "answers.de: missing"),
        (_remove("group"), "group"),
    ],
)
def test_a_broken_subject_is_refused_with_file_and_field(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], place: str
) -> None:
    content = _subject()
    change(content)
    with pytest.raises(KnowledgeError, match=f"fees.yaml: {place}"):
        load_knowledge(LANGUAGES, _write(tmp_path, content))


def test_a_lead_in_in_one_language_only_is_refused(tmp_path: Path) -> None:
    content = _subject() | {"response": "human"}
    del content["answers"]["en"]
    with pytest.raises(KnowledgeError, match=r"fees.yaml: answers.en: missing"):
        load_knowledge(LANGUAGES, _write(tmp_path, content))


@pytest.mark.parametrize(
    ("spoken", "reason"),
    [
        ("Das Büro öffnet um {hour} Uhr.", "placeholder"),
        ("Das steht in § 81.", "cannot be read aloud"),
        ("Pass und/oder Ausweis.", "cannot be read aloud"),
        ("Siehe www.example.org im Netz.", "cannot be read aloud"),
        ("Schreiben Sie an amt@example.org bitte.", "cannot be read aloud"),
        ("Rufen Sie 030 23125 000 an.", "telephone number"),
        ("Rufen Sie +49 30 23125-000 an.", "telephone number"),
        ("Rufen Sie (030) 23125000 an.", "telephone number"),
        ("Rufen Sie 23 12 50 an.", "telephone number"),
        ("Rufen Sie +112 an.", "telephone number"),
        ("Sie finden uns in 12345 Musterstadt.", "postcode"),
        ("Sie finden uns in der Musterstraße 1.", "address"),
        ("You find us at Musterplatz 3.", "address"),
    ],
)
def test_what_cannot_be_read_aloud_or_belongs_into_configuration_is_refused(
    tmp_path: Path, spoken: str, reason: str
) -> None:
    content = _subject()
    content["answers"]["de"]["spoken"] = spoken
    with pytest.raises(KnowledgeError, match=rf"fees.yaml: answers.de.spoken: .*{reason}"):
        load_knowledge(LANGUAGES, _write(tmp_path, content))


def test_a_text_may_last_as_long_as_a_caller_can_follow(tmp_path: Path) -> None:
    content = _subject()
    longest = "a" * (LONGEST_SECONDS * CHARACTERS_PER_SECOND)
    content["answers"]["de"]["spoken"] = longest
    knowledge = load_knowledge(LANGUAGES, _write(tmp_path, content))
    assert knowledge.topic("fees").answers["de"].spoken == longest
    content["answers"]["de"]["spoken"] = longest + "a"
    with pytest.raises(KnowledgeError, match=r"fees.yaml: answers.de.spoken: .*to read"):
        load_knowledge(LANGUAGES, _write(tmp_path, content))


@pytest.mark.parametrize("raw", [b"id: [", b"\xff\xfe", b"- a list", b""])
def test_a_file_that_is_no_subject_at_all_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "fees.yaml").write_bytes(raw)
    with pytest.raises(KnowledgeError, match=r"fees.yaml"):
        load_knowledge(LANGUAGES, tmp_path)


def test_a_folder_without_subjects_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no YAML file"):
        load_knowledge(LANGUAGES, tmp_path)
    with pytest.raises(KnowledgeError, match="does not exist"):
        load_knowledge(LANGUAGES, tmp_path / "nowhere")


def test_an_unknown_subject_is_a_key_error(shipped: Knowledge) -> None:
    with pytest.raises(KeyError):
        shipped.answer("weather", "de")
