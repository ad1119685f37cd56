"""The section ``reading`` of a language's file: what its written texts are full of."""

from typing import Annotated

from pydantic import AfterValidator, Field

from languages.spoken.number_forms import Forms


def _with_other(forms: dict[str, str]) -> dict[str, str]:
    if "other" not in forms:
        raise ValueError("the plural form 'other' is missing")
    return forms


Plurals = str | Annotated[dict[str, str], AfterValidator(_with_other)]
"""A template with ``{number}``, or one for each plural category of Unicode CLDR."""


class RangeForms(Forms):
    """From one thing to another.

    Attributes:
        before: Said first, unless the text has it there already.
        between: Between the two ends.
        after: Said last, unless the text goes on with it.
        case: The case of the clock in which the ends are said.
    """

    before: str = ""
    between: str
    after: str = ""
    case: str | None = None


class AfterWords(Forms):
    """A wording that depends on the word before ("am fünfzehnten", "der fünfzehnte")."""

    after: tuple[str, ...]
    text: str


class WrittenDates(Forms):
    """Written dates, with ``{ordinal}`` (as inside a sentence), ``{day}`` and ``{month}``.

    Attributes:
        text: The wording that fits most sentences.
        variants: Wordings after particular words.
        months: Further names and abbreviations of months, by number.
        links: Words between day, month and year ("of", "de").
        year_marks: Words after a year that belong to it and are part of the spoken form.
        month_first: Whether the month may be written before the day.
    """

    text: str
    variants: tuple[AfterWords, ...] = ()
    months: dict[str, int] = Field(default_factory=dict)
    links: tuple[str, ...] = ()
    year_marks: tuple[str, ...] = ()
    month_first: bool = False


class WrittenTimes(Forms):
    """Written times of day.

    Attributes:
        dot: Whether hours and minutes may be parted by a full stop.
        dot_after: Words after which such a figure is a time even without one of ``marks``.
        letter: The letter that may part them ("8h30").
        marks: Words after a time that are part of its spoken form ("Uhr").
        fillers: Words after a time that are part of its spoken form, but alone tell of a duration.
        lead_ins: Words after which a figure is an hour.
        am: Words after a time before noon.
        pm: Words after a time after noon.
        links: Words between two times of a range.
        range: How a range written with a dash is said.
    """

    dot: bool
    dot_after: tuple[str, ...] = ()
    letter: str | None = None
    marks: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    lead_ins: tuple[str, ...] = ()
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()
    links: tuple[str, ...]
    range: RangeForms


class WrittenWeekdays(Forms):
    """Abbreviated weekdays and ranges of weekdays.

    Attributes:
        abbreviations: Abbreviations without their full stop, by weekday, 0 being Monday.
        start: The weekdays at the start of a range, where they differ from their names.
        end: The weekdays at the end of a range.
        range: From ``{start}`` to ``{end}``.
    """

    abbreviations: dict[str, int]
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    range: str


class WrittenMoney(Forms):
    """Amounts of money.

    Attributes:
        marks: How the currency is written behind or before a number.
        whole: The amount without cents.
        cents: What follows ``whole`` when there are cents.
        only_cents: An amount below one.
        words: Numbers that differ before the currency ("ein Euro").
        cent_words: Numbers that differ before cents.
    """

    marks: tuple[str, ...]
    whole: Plurals
    cents: Plurals
    only_cents: Plurals
    words: dict[int, str] = Field(default_factory=dict)
    cent_words: dict[int, str] = Field(default_factory=dict)


class OrdinalMarks(Forms):
    """Marks that turn figures into an ordinal.

    Attributes:
        marks: What is written directly after the figures.
        text: The wording, with ``{ordinal}``.
        after: Words one of which must stand before; none means any.
        before_lower_case: Whether a word in lower case must follow.
        endings: Endings of the ordinal and what they become.
        words: Ordinals that are said in a way of their own.
    """

    marks: tuple[str, ...]
    text: str = "{ordinal}"
    after: tuple[str, ...] = ()
    before_lower_case: bool = False
    endings: dict[str, str] = Field(default_factory=dict)
    words: dict[int, str] = Field(default_factory=dict)


class LawForms(Forms):
    """Citations of German law.

    Attributes:
        section: What "§" is called, with ``{numbers}``.
        sections: The same for "§§".
        article: What "Art." is called.
        paragraph: "Abs." with ``{numbers}``.
        sentence: "Satz".
        half_sentence: "Halbsatz".
        number: "Nr.".
        letter: "Buchstabe", "lit.".
        following: What "f." becomes.
        following_all: What "ff." becomes.
        joint: What is said between the parts of a citation.
        cited: A ``{citation}`` with its ``{law}``.
        links: Words that the text may have between a citation and the law.
        section_words: Words that are written instead of "§".
        article_words: Words that are written instead of "Art.".
        paragraph_words: Words that are written instead of "Abs.".
        sentence_words: Words that are written instead of "Satz".
        conjunctions: Words between numbers, besides the comma.
        names: Laws by their German abbreviation.
        cited_names: Laws inside ``cited``, where they are inflected there.
    """

    section: str
    sections: str
    article: str
    paragraph: str
    sentence: str
    half_sentence: str
    number: str
    letter: str
    following: str
    following_all: str
    joint: str
    cited: str
    links: tuple[str, ...] = ()
    section_words: tuple[str, ...] = ()
    article_words: tuple[str, ...] = ()
    paragraph_words: tuple[str, ...] = ()
    sentence_words: tuple[str, ...] = ()
    conjunctions: tuple[str, ...]
    names: dict[str, str]
    cited_names: dict[str, str] = Field(default_factory=dict)


class AddressForms(Forms):
    """The signs of e-mail and web addresses in words."""

    at: str
    dot: str
    dash: str
    underscore: str
    slash: str


class ReadingForms(Forms):
    """Everything in which languages differ when written text is read aloud.

    Attributes:
        dates: Dates.
        times: Times of day.
        weekdays: Weekdays.
        money: Amounts in euros.
        units: Units behind a number.
        ordinals: Ordinals, the first that fits.
        range: From one number to another.
        times_sign: The word between the two sides of an area, "×".
        suffix_marks: Marks between figures and an ending that is joined to the spoken number.
        endings: Endings that are joined to the spoken number ("10er").
        digit_words: Words after which a number is said digit by digit.
        law: Citations of law.
        addresses: E-mail and web addresses.
        letters: Names of Latin letters where the language is written in other ones.
        abbreviations: Abbreviations as they are written; one that begins with a hyphen is the
            end of a word ("-str.").
        closing: Abbreviations after which a sentence usually ends.
        signs: Single characters that are said as a word.
    """

    dates: WrittenDates
    times: WrittenTimes
    weekdays: WrittenWeekdays
    money: WrittenMoney
    units: dict[str, Plurals]
    ordinals: tuple[OrdinalMarks, ...] = ()
    range: RangeForms
    times_sign: str
    suffix_marks: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    digit_words: tuple[str, ...] = ()
    law: LawForms
    addresses: AddressForms
    letters: dict[str, str] = Field(default_factory=dict)
    abbreviations: dict[str, str]
    closing: tuple[str, ...] = ()
    signs: dict[str, str]
