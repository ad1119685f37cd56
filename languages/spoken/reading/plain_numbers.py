"""Ordinals, counted things, years and all other numbers; after them no digit is left."""

import re

from languages.spoken.forms import spoken_forms
from languages.spoken.number_words import ordinal, year
from languages.spoken.numbers import spoken_digits
from languages.spoken.reading.amounts import linked
from languages.spoken.reading.figures import Figure, number_pattern, parse, spoken, words_before
from languages.spoken.reading.rules import DASH, Rule, any_of, lower, put, word_before
from languages.spoken.reading_forms import OrdinalMarks

_LARGEST_ORDINAL = 999  # nobody counts further with ordinals in a text
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+\.?)")


def ordinal_rule(language: str) -> Rule:
    """Say "2nd" and "am 3. Tag" as ordinals."""
    kinds = [(kind, lower(kind.after)) for kind in spoken_forms(language).reading.ordinals]
    marks = any_of(mark for kind, _ in kinds for mark in kind.marks)
    pattern = re.compile(rf"(?<![\w.,:/-])(?P<number>\d{{1,3}})(?P<mark>{marks})(?!\w|\.\d)")

    def fits(kind: OrdinalMarks, after: frozenset[str], match: re.Match[str]) -> bool:
        if match["mark"] not in kind.marks:
            return False
        follows = match.string[match.end() :]
        if kind.before_lower_case:
            return bool(re.match(r"\s[^\W\d_]", follows)) and follows.lstrip()[:1].islower()
        if match["mark"] == "." and not re.match(r"\s*[^\W\d_]", follows):
            return False  # the end of a sentence
        return not after or word_before(match) in after

    def read(match: re.Match[str]) -> str:
        number = int(match["number"])
        if not 1 <= number <= _LARGEST_ORDINAL:
            return match[0]
        for kind, after in kinds:
            if fits(kind, after, match):
                return put(match, _ordinal(kind, number, language))
        return match[0]

    return lambda text: pattern.sub(read, text)


def algebraic_sign_rule(language: str) -> Rule:
    """Say the sign in front of a number."""
    forms = spoken_forms(language)
    plus = re.compile(r"\+\s?(?=\d)")
    minus = re.compile(r"(?<![^\s(])[-\u2212](?=\d)")

    def rule(text: str) -> str:
        text = plus.sub(lambda match: put(match, forms.plus).rstrip() + " ", text)
        return minus.sub(f"{forms.numbers.minus} ", text)

    return rule


def number_rule(language: str) -> Rule:
    """Say every number that is left, in the plain way."""
    forms = spoken_forms(language)
    numbers = forms.numbers
    cases = {word: name for name, case in numbers.year_cases.items() for word in case.followed_by}
    in_full = {name: case.followed_by[0] for name, case in numbers.year_cases.items()}
    short_years = re.compile(
        rf"(?<![\d.,])(\d{{4}})\s?({any_of(word for word in cases if word.endswith('.'))})(?!\w)"
    )
    # Numbers of chapters and versions, and dates that do not exist.
    dotted = re.compile(r"(?<!\d)\d+(?:\.\d+){2,}")
    grouped = re.compile(r"\d{1,3}(?:\.\d{3})+")
    first, last = numbers.year_like or (1, 0)
    number = rf"(?P<number>{number_pattern('mark_n')})"
    pattern = re.compile(rf"{number}(?P<link>\s?(?:{DASH}|[x×])\s?(?=\d))?")

    def read_short_year(match: re.Match[str]) -> str:
        case = cases[match[2]]
        return put(match, f"{year(int(match[1]), language, case)} {in_full[case]}")

    def read_dotted(match: re.Match[str]) -> str:
        if grouped.fullmatch(match[0]):
            return match[0]
        dot = f" {forms.reading.addresses.dot} "
        return put(
            match, dot.join(spoken(Figure(part, ""), language) for part in match[0].split("."))
        )

    def read(match: re.Match[str]) -> str:
        figure = parse(match["number"], language)
        follows = _NEXT_WORD.match(match.string, match.end())
        noun = follows[1] if follows else ""
        if noun not in cases:
            noun = noun.rstrip(".")
        is_year = match["number"].isdigit() and len(match["number"]) == 4 and figure.countable
        if is_year and (noun in cases or first <= int(figure.digits) <= last):
            said = year(int(figure.digits), language, cases.get(noun))
        else:
            said = spoken(figure, language, words_before(noun, language))
        if match["link"]:
            # What follows the link is a number and is said in its turn.
            return put(match, linked(said, match["link"].strip(), "", language)).rstrip() + " "
        return put(match, said)

    leftovers = re.compile(r"\d+")

    def rule(text: str) -> str:
        text = short_years.sub(read_short_year, text)
        text = pattern.sub(read, dotted.sub(read_dotted, text))
        return leftovers.sub(lambda match: put(match, spoken_digits(match[0], language)), text)

    return rule


def _ordinal(kind: OrdinalMarks, number: int, language: str) -> str:
    said = kind.words.get(number) or ordinal(number, language)
    if number not in kind.words:
        for ending, replacement in kind.endings.items():
            if said.endswith(ending):
                said = said.removesuffix(ending) + replacement
                break
    return kind.text.format(ordinal=said)
