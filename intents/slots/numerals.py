"""Number words as digits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from num2words import num2words

from intents.slots.tokens import Token, fold
from intents.slots.vocabulary import vocabulary

_LARGEST = 999  # larger numbers are not dictated as part of a telephone number
_MOST_TOKENS = 3  # "drei und zwanzig"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number found among tokens.

    Attributes:
        digits: As it would be written, leading zeros kept.
        length: How many tokens it took.
    """

    digits: str
    length: int


def read_numeral(tokens: Sequence[Token], index: int, language: str) -> Numeral | None:
    """The number that begins at ``tokens[index]``, written or in words; the longest reading.

    Words are joined only where that is the one natural reading: "twenty three" and "drei und
    zwanzig" are 23 and "acht hundert" is 800, but "drei zehn" stays 3 and 10, and "achthundert
    drei" stays 800 and 3.
    """
    token = tokens[index]
    if token.kind == "number":
        return Numeral(token.text, 1)
    if token.kind == "plus":
        return None
    table = _number_words(language)
    found = Numeral(table[token.key], 1) if token.key in table else None
    joined = token.key
    for length in range(2, _MOST_TOKENS + 1):
        if index + length > len(tokens):
            break
        following = tokens[index + length - 1]
        if following.kind != "word" or following.before.strip() not in {"", "-"}:
            break
        joined += following.key
        digits = table.get(joined, "")
        if len(digits) > 1 and (20 < int(digits) < 100 or int(digits) % 100 == 0):
            found = Numeral(digits, length)
    if found and len(found.digits) == 3 and found.digits.endswith("00"):
        return _with_rest(found, tokens, index, language)
    return found


def number_word(word: str, language: str) -> str | None:
    """The digits that a single word stands for."""
    return _number_words(language).get(word)


def _with_rest(hundred: Numeral, tokens: Sequence[Token], index: int, language: str) -> Numeral:
    """Add what follows a round hundred behind its link: "eight hundred and fifty"."""
    link = index + hundred.length
    links = {fold(word) for word in vocabulary(language).numbers.hundred_link}
    if link + 1 < len(tokens) and tokens[link].key in links and tokens[link + 1].kind == "word":
        rest = read_numeral(tokens, link + 1, language)
        if rest and len(rest.digits) <= 2 and int(rest.digits) > 0:
            total = int(hundred.digits) + int(rest.digits)
            return Numeral(str(total), hundred.length + 1 + rest.length)
    return hundred


@cache
def _number_words(language: str) -> Mapping[str, str]:
    """Digits by number word, written without spaces and hyphens."""
    words = vocabulary(language).numbers
    table = {
        _joined(num2words(number, lang=language)): str(number) for number in range(_LARGEST + 1)
    }
    shortened = {
        word.removeprefix(beginning): digits
        for beginning in words.optional_beginnings
        for word, digits in table.items()
        if len(digits) == 3 and word.startswith(beginning)
    }
    return table | shortened | {_joined(word): digits for word, digits in words.others.items()}


def _joined(words: str) -> str:
    return "".join(letter for letter in fold(words) if letter.isalpha())
