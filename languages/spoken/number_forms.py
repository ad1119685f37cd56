"""How a language says numbers, and what its file can say about it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Forms(BaseModel):
    """A section of a language's file; unknown entries are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class YearCase(Forms):
    """A case in which years are said, where a year is an ordinal ("of the ... sixth year").

    Attributes:
        followed_by: Written words behind a year that ask for this case.
        words: Cardinal words and what becomes of them at the end of a year.
        inflected: How many words at the end of a year are inflected.
        exact: Years that are said in a way of their own.
    """

    followed_by: tuple[str, ...] = ()
    words: dict[str, str]
    inflected: int = 1
    exact: dict[int, str] = Field(default_factory=dict)


class CountedNouns(Forms):
    """Nouns before which some numbers have another form ("eine Woche", "dwie osoby").

    Attributes:
        nouns: The nouns in all forms that follow figures.
        words: Numbers whose last word differs before these nouns.
    """

    nouns: tuple[str, ...]
    words: dict[int, str]


class NumberForms(Forms):
    """Numbers in words, as far as num2words does not know better.

    Attributes:
        minus: The word before negative numbers.
        decimal: A number with a fraction, with ``{whole}`` and ``{fraction}``; None takes the
            wording of num2words ("eight tenths").
        fraction: Whether the digits of a fraction are said one by one or as a number.
        replacements: Regular expressions that correct the words of num2words, in order.
        ordinals: Ordinals that num2words has wrong or in another form.
        year_cases: Cases of years by name.
        year_like: First and last number of four digits that are read as years.
        counted: Numbers before particular nouns.
    """

    minus: str
    decimal: str | None
    fraction: Literal["digits", "number"] = "number"
    replacements: dict[str, str] = Field(default_factory=dict)
    ordinals: dict[int, str] = Field(default_factory=dict)
    year_cases: dict[str, YearCase] = Field(default_factory=dict)
    year_replacements: dict[str, str] = Field(default_factory=dict)
    year_like: tuple[int, int] | None = None
    counted: tuple[CountedNouns, ...] = ()
