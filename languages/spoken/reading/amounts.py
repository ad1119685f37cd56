"""Amounts: money and what is measured in units."""

import re
from collections.abc import Callable, Mapping

from languages.spoken.forms import spoken_forms
from languages.spoken.number_words import counted, plural_template
from languages.spoken.reading.figures import Figure, number_pattern, parse, spoken, words_before
from languages.spoken.reading.rules import DASH, Rule, any_of, put

_FIRST = rf"(?:(?P<first>{number_pattern('mark_f')})\s?(?P<link>{DASH}|[x×])\s?)?"
_LAST = rf"(?P<last>{number_pattern('mark_l')})"
_NO_CENTS = rf"(?:,{DASH}{{1,2}})?"
_START = r"(?<![^\W_])(?<![.,]\d)(?<!\d[.,])"


def money_rule(language: str) -> Rule:
    """Say "28,80 €" as "achtundzwanzig Euro achtzig"."""
    money = spoken_forms(language).reading.money
    marks = any_of(money.marks)
    pattern = re.compile(
        rf"{_START}{_FIRST}{_LAST}{_NO_CENTS}\s?(?:{marks})(?!\w)"
        rf"|(?<!\w)(?:{marks})\s?{_again(_FIRST)}{_again(_LAST)}{_NO_CENTS}"
    )

    def amount(figure: Figure) -> str:
        if not figure.countable or len(figure.fraction) not in {0, 2}:
            template = plural_template(money.whole, figure.value, language)
            return template.format(number=spoken(figure, language))
        euros, cents = int(figure.digits), int(figure.fraction or 0)
        template = plural_template(money.whole, euros, language)
        whole = template.format(number=counted(euros, language, money.words))
        if not cents:
            return whole
        template = plural_template(money.cents if euros else money.only_cents, cents, language)
        return template.format(whole=whole, number=counted(cents, language, money.cent_words))

    return _amounts(pattern, amount, money.words, language)


def unit_rule(language: str) -> Rule:
    """Say "19 %" and "35 x 45 mm" with their units."""
    units = {_plain(unit): forms for unit, forms in spoken_forms(language).reading.units.items()}
    pattern = re.compile(
        rf"{_START}{_FIRST}{_LAST}\s?(?P<unit>{any_of(units)})(?!\w)"
        rf"|(?<!\w)(?P<sign>%)\s?{_again(_FIRST)}{_again(_LAST)}"
    )

    def read(match: re.Match[str]) -> str:
        forms = units[match["unit"] or match["sign"]]

        def amount(figure: Figure) -> str:
            value = figure.value if figure.fraction else int(figure.digits)
            template = plural_template(forms, value, language)
            noun = template.rpartition(" ")[2]
            return template.format(number=spoken(figure, language, words_before(noun, language)))

        return _read(match, amount, {}, language)

    return lambda text: pattern.sub(read, text)


def linked(first: str, link: str, last: str, language: str) -> str:
    """Two spoken numbers with the sign between them: a dash, or that of an area."""
    reading = spoken_forms(language).reading
    if link in "x×":
        return f"{first} {reading.times_sign} {last}"
    return f"{first}{reading.range.between}{last}"


def _amounts(
    pattern: re.Pattern[str],
    amount: Callable[[Figure], str],
    words: Mapping[int, str],
    language: str,
) -> Rule:
    return lambda text: pattern.sub(lambda match: _read(match, amount, words, language), text)


def _read(
    match: re.Match[str],
    amount: Callable[[Figure], str],
    words: Mapping[int, str],
    language: str,
) -> str:
    first = match["first"] or match["first_"]
    said = amount(parse(match["last"] or match["last_"], language))
    if first:
        link = match["link"] or match["link_"]
        said = linked(spoken(parse(first, language), language, words), link, said, language)
    return put(match, said)


def _again(pattern: str) -> str:
    """The same pattern with other names of groups, for the second side of an alternative."""
    return re.sub(r"(\(\?P[<=]\w+)", r"\1_", pattern)


def _plain(unit: str) -> str:
    return unit.replace("²", "2").replace("³", "3")
