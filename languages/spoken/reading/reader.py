"""All rules of reading in their order."""

import re
from dataclasses import dataclass
from functools import cache

from languages.spoken.forms import spoken_forms
from languages.spoken.reading.abbreviations import (
    abbreviation_pattern,
    abbreviation_rule,
    sign_rule,
)
from languages.spoken.reading.addresses import MAIL, WEB, address_rule
from languages.spoken.reading.amounts import money_rule, unit_rule
from languages.spoken.reading.dates import date_rule
from languages.spoken.reading.figures import ANY_DIGIT, with_ascii_digits
from languages.spoken.reading.law import law_names, law_rule
from languages.spoken.reading.phone_numbers import phone_number_rule
from languages.spoken.reading.plain_numbers import algebraic_sign_rule, number_rule, ordinal_rule
from languages.spoken.reading.references import reference_rule
from languages.spoken.reading.rules import JOINED, NEVER, Rule, any_of
from languages.spoken.reading.times import time_rule
from languages.spoken.reading.weekdays import weekday_patterns, weekday_rule


@dataclass(frozen=True, slots=True)
class _Reader:
    """The rules of one language, compiled.

    Attributes:
        anything_to_do: Finds what any of the rules may act upon; most sentences have nothing.
        rules: The rules in the order in which they are applied.
    """

    anything_to_do: re.Pattern[str]
    rules: tuple[Rule, ...]


def read_aloud(text: str, language: str) -> str:
    """Write out what synthesisers guess at; text that is written out already stays as it is.

    Numbers, amounts, dates, times, telephone and reference numbers, citations of law,
    abbreviations and addresses become words; no digit of any script is left. What is read aloud
    once more stays the same.

    Args:
        text: A sentence or several.
        language: ISO 639-1 code.

    Raises:
        ValueError: The language has no spoken forms.
    """
    reader = _reader(language)
    while reader.anything_to_do.search(text):
        before = text
        for rule in reader.rules:
            text = rule(text)
        # Words written out may complete an abbreviation with what stood beside them; every
        # round takes signs away, so this ends.
        if text == before:
            break
    return text


@cache
def _reader(language: str) -> _Reader:
    reading = spoken_forms(language).reading
    patterns = [
        ANY_DIGIT,
        any_of(reading.signs),
        MAIL,
        WEB,
        law_names(language),
        *(re.sub(r"\?P<\w+>", "?:", pattern) for pattern in weekday_patterns(language)),
        abbreviation_pattern(language),
    ]
    marks = "".join(map(re.escape, reading.suffix_marks))
    joints = re.compile(
        (rf"(?<=[\d€%])[{marks}](?=[^\W\d_])" if marks else NEVER)
        + rf"|(?<=\d)(?=(?:{any_of(reading.endings)})(?![^\W_]))"
    )
    return _Reader(
        re.compile("|".join(patterns)),
        (
            with_ascii_digits,
            lambda text: joints.sub(JOINED, text),
            address_rule(language),
            law_rule(language),
            date_rule(language),
            weekday_rule(language),
            time_rule(language),
            phone_number_rule(language),
            algebraic_sign_rule(language),
            money_rule(language),
            unit_rule(language),
            reference_rule(language),
            abbreviation_rule(language),
            ordinal_rule(language),
            number_rule(language),
            sign_rule(language),
            lambda text: text.replace(JOINED, ""),
        ),
    )
