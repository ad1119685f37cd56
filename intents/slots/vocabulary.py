"""The words by which slots are recognised, read from a language's YAML file."""

from datetime import time
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberWords(_Words):
    """Number words besides those of num2words.

    Attributes:
        others: Further words, among them other forms of the same ones ("двух"), with the digits
            they stand for. Numbers of several words are understood in all combinations of them.
        optional_beginnings: What may be left out at the begin of hundreds ("[ein]hundert").
        hundred_link: Words between a round hundred and the rest of the number.
        hundreds_joined: Whether hundreds are said with their rest without such a word.
        attached: Words that are written together with the next one (Arabic "و").
    """

    others: dict[str, str] = {}
    optional_beginnings: tuple[str, ...] = ()
    hundred_link: tuple[str, ...] = ()
    hundreds_joined: bool = False
    attached: tuple[str, ...] = ()


class PhoneNumberWords(_Words):
    """Words of dictated telephone numbers.

    Attributes:
        plus: The sign in front of a country code.
        weak_zeros: Words that mean zero only right beside other digits ("oh").
        repeats: Phrases that repeat the next digit, and how often it is said in all.
        repeat_links: Words allowed between such a phrase and its digit.
        repeats_behind: Phrases that repeat the digit before them; always doubtful, because a
            caller may mean the next one.
        counted_digits: Forms of digits behind their number ("два нуля", "three fives").
        doubtful_counts: The same, where the form sounds like the digit alone ("deux zéros").
        fillers: Words that do not interrupt a number.
        introductions: Words after which a new number begins.
        corrections: Words that take back the digits before them.
        units: Words after a number of one or two digits that make it an hour, an age, a count.
        date_links: Words between a day and its month in digits ("5 de enero").
    """

    plus: tuple[str, ...]
    weak_zeros: tuple[str, ...] = ()
    repeats: dict[str, int]
    repeat_links: tuple[str, ...] = ()
    repeats_behind: dict[str, int] = {}
    counted_digits: dict[str, str] = {}
    doubtful_counts: dict[str, str] = {}
    fillers: tuple[str, ...]
    introductions: tuple[str, ...]
    corrections: tuple[str, ...]
    units: tuple[str, ...]
    date_links: tuple[str, ...] = ()


class NameWords(_Words):
    """Words around names.

    Attributes:
        introductions: Phrases before a name.
        closings: Phrases after a name.
        titles: Words of address that are not part of a name.
        fillers: Words that may stand before or between the parts of a name.
        not_names: Words that no name holds; a name ends before them.
        particles: Parts of names written small.
        spelling_links: Words between a letter and its spelling word ("M as in Mike").
        ending_links: Words before the spelled end of a name ("Schmidt mit D T").
        letters: Names of letters that are not the letter itself.
        letter_words: Words that stand for their first letter where at least three follow each
            other, for languages that spell without "as in" ("Ancona, Napoli, Torino").
        letter_endings: Endings of a letter behind its spelling word ("Ankara'nın A'sı").
        doubles: Words that double the next letter.
        capitals: Small letters whose capital is not the usual one.
    """

    introductions: tuple[str, ...]
    closings: tuple[str, ...]
    titles: tuple[str, ...]
    fillers: tuple[str, ...]
    not_names: tuple[str, ...]
    particles: tuple[str, ...]
    spelling_links: tuple[str, ...]
    ending_links: tuple[str, ...] = ()
    letters: dict[str, str]
    letter_words: tuple[str, ...] = ()
    letter_endings: tuple[str, ...] = ()
    doubles: tuple[str, ...]
    capitals: dict[str, str] = {}


class ReferenceWords(_Words):
    """Words of dictated file and case numbers.

    Attributes:
        introductions: Phrases that name the number ("Aktenzeichen").
        fillers: Words that do not interrupt it.
        signs: Words for the signs in it.
        ends: Words after which something else begins.
    """

    introductions: tuple[str, ...]
    fillers: tuple[str, ...]
    signs: dict[str, str]
    ends: tuple[str, ...]


class TownWords(_Words):
    """Words around the place of residence.

    Attributes:
        introductions: Phrases before it ("ich wohne in").
        closings: Phrases behind it ("'de oturuyorum").
        fillers: Words between such a phrase and the place.
        ends: Words that are no part of a place.
        suffixes: Endings that the name of a place can take.
        attached: What is written together with the name behind it (Arabic "ب").
        names: The towns of ``towns.yaml`` in the letters and sounds of the language.
    """

    introductions: tuple[str, ...]
    closings: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    ends: tuple[str, ...]
    suffixes: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()
    names: dict[str, tuple[str, ...]] = {}


class DayPart(_Words):
    """Part of a day.

    Attributes:
        words: How it is called.
        start: When it begins.
        end: When it ends; None if it is open.
    """

    words: tuple[str, ...]
    start: time
    end: time | None = None


class TimeWords(_Words):
    """Words of days and times. Every entry may be a phrase of several words.

    Attributes:
        ignored: Phrases that look like times and are none ("good morning").
        skipped: Words that do not separate the parts of an expression ("of").
        any_time: Phrases that leave the time to the office.
        negations: Words that exclude what follows.
        negations_behind: Words that turn the time before them around ("vor drei nicht").
        days: Words for days by their distance from today.
        weekdays: Further words for weekdays, 0 being Monday.
        weekday_suffixes: Endings that the name of a weekday can take.
        next_week: Phrases that move a weekday into the next calendar week.
        distance: Words before a number of days ("in").
        distance_behind: Words behind a number of days ("sonra").
        distance_units: Lengths in days.
        on: Words before a day of the month.
        ordinals: Further ordinals, each with or without endings, by their number.
        ordinal_endings: What stands behind the words of ``ordinals``; "" if nothing may.
        ordinal_suffixes: Endings that an ordinal of num2words can take.
        day_suffixes: Endings that make a number the day of a month ("beşinde").
        ordinal_marks: What follows a written day of the month (``th``).
        on_numbers: Words before a day of the month that is a plain number ("le 24").
        day_marks: Words behind a number that make it a day of the month ("числа").
        bare_ordinals: Whether an ordinal alone is a day ("двадцать четвёртого").
        months: Further words for months.
        parts: Parts of the day.
        attached: Words that are written together with the next one (Arabic "و", "ب").
        hours: Words for hours that are not the plain number, without ``hour_endings``.
        hour_endings: What stands behind the words of ``hours``; "" if nothing may.
        number_suffixes: Endings of any number ("üçte").
        from_suffixes: Those of them that make it the begin of a range ("ondan").
        from_words: Last words of times that are the begin of a range ("buçuktan").
        ones: Words that mean one only in front of a unit or of the word for the hour.
        after: Words before the earliest time.
        before: Words before the latest time.
        after_behind: Words behind the earliest time ("onwards").
        before_behind: Words behind the latest time ("at the latest").
        at: Words before a point in time.
        between: Words before a range.
        between_behind: Words behind a range.
        links: Words between the ends of a range begun by ``between``.
        until: Words between the ends of any range.
        oclock: Words after an hour.
        am: Words after a time before noon.
        pm: Words after a time after noon.
        offsets: Phrases before an hour, with the minutes they add to it.
        offsets_behind: Phrases behind an hour, with the minutes they add to it.
        plus: Words between an hour and the minutes after it ("y", "e").
        minus: Words between an hour and the minutes before it ("menos").
        to_before: Words before the minutes that are missing to the hour behind them ("без").
        past_behind: Words behind an hour and the minutes after it ("geçe").
        to_behind: Words behind an hour and the minutes before it ("kala").
        past: Words between minutes and the hour they follow.
        to: Words between minutes and the hour they precede.
        minutes: Words after a number of minutes.
        moments: Times with a name of their own.
    """

    ignored: tuple[str, ...]
    skipped: tuple[str, ...]
    any_time: tuple[str, ...]
    negations: tuple[str, ...]
    negations_behind: tuple[str, ...] = ()
    days: dict[str, int]
    weekdays: dict[str, int] = {}
    weekday_suffixes: tuple[str, ...] = ()
    next_week: tuple[str, ...]
    distance: tuple[str, ...]
    distance_behind: tuple[str, ...] = ()
    distance_units: dict[str, int]
    on: tuple[str, ...]
    ordinals: dict[str, int] = {}
    ordinal_endings: tuple[str, ...] = ("",)
    ordinal_suffixes: tuple[str, ...] = ()
    day_suffixes: tuple[str, ...] = ()
    ordinal_marks: tuple[str, ...] = ()
    on_numbers: tuple[str, ...] = ()
    day_marks: tuple[str, ...] = ()
    bare_ordinals: bool = False
    months: dict[str, int] = {}
    parts: tuple[DayPart, ...]
    attached: tuple[str, ...] = ()
    hours: dict[str, int] = {}
    hour_endings: tuple[str, ...] = ("",)
    number_suffixes: tuple[str, ...] = ()
    from_suffixes: tuple[str, ...] = ()
    from_words: tuple[str, ...] = ()
    ones: tuple[str, ...]
    after: tuple[str, ...]
    before: tuple[str, ...]
    after_behind: tuple[str, ...] = ()
    before_behind: tuple[str, ...] = ()
    at: tuple[str, ...]
    between: tuple[str, ...]
    between_behind: tuple[str, ...] = ()
    links: tuple[str, ...]
    until: tuple[str, ...]
    oclock: tuple[str, ...]
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()
    offsets: dict[str, int]
    offsets_behind: dict[str, int] = {}
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    to_before: tuple[str, ...] = ()
    past_behind: tuple[str, ...] = ()
    to_behind: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    minutes: tuple[str, ...]
    moments: dict[str, time]


class Vocabulary(_Words):
    """All slot words of one language."""

    numbers: NumberWords
    phone_numbers: PhoneNumberWords
    names: NameWords
    references: ReferenceWords
    towns: TownWords
    times: TimeWords


@cache
def vocabulary(language: str) -> Vocabulary:
    """The slot words of a language.

    Args:
        language: ISO 639-1 code.

    Raises:
        ValueError: There is no file for ``language``, or it is broken.
    """
    # isalpha: the code becomes part of a file name.
    file = resources.files("intents.slots").joinpath(f"{language}.yaml")
    if not (language.isalpha() and file.is_file()):
        raise ValueError(f"no slots are described for language {language!r}")
    return Vocabulary.model_validate(yaml.safe_load(file.read_text("utf-8")))
