"""Number words as digits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from intents.slots.tokens import Token, fold, plain, split_attached, tokenise
from intents.slots.vocabulary import vocabulary
from languages.spoken.number_words import cardinal

_LARGEST = 999  # larger numbers are not dictated as part of a telephone number
_MOST_TOKENS = 4  # "quatre vingt dix neuf"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number found among tokens.

    Attributes:
        digits: As it would be written, leading zeros kept.
        length: How many tokens it took.
        doubtful: Whether the same words can be other digits, too: "two hundred thirty" is 230 or
            200 and 30, "thirty two" 32 or 30 and 2. A hyphen or a link leave no doubt.
    """

    digits: str
    length: int
    doubtful: bool = False


def number_tokens(text: str, language: str) -> tuple[Token, ...]:
    """The tokens of a text; words written together with a number word are cut from it."""
    attached = map(fold, vocabulary(language).numbers.attached)
    return split_attached(tokenise(text), attached, _first_words(language).__contains__)


@cache
def _first_words(language: str) -> frozenset[str]:
    """The words with which numbers begin."""
    others = vocabulary(language).numbers.others
    numbers = [cardinal(number, language) for number in range(100)]
    first = {tokenise(words)[0].key for words in (*others, *numbers)}
    return frozenset(first | number_words(language).keys())


def read_numeral(tokens: Sequence[Token], index: int, language: str) -> Numeral | None:
    """The number that begins at ``tokens[index]``, written or in words; the longest reading.

    Words are joined only where that is the one natural reading: "twenty three" and "drei und
    zwanzig" are 23 and "acht hundert" is 800, but "drei zehn" stays 3 and 10, and "achthundert
    drei" stays 800 and 3. Where languages say hundreds without a link, they are joined.
    """
    token = tokens[index]
    if token.kind == "number":
        return Numeral(token.text, 1)
    if token.kind == "plus":
        return None
    found = _below_hundred(tokens, index, language)
    if found and len(found.digits) == 3 and found.digits.endswith("00"):
        found = _with_rest(found, tokens, index, language)
    return found


def _below_hundred(tokens: Sequence[Token], index: int, language: str) -> Numeral | None:
    """A number of one word, or of several that are below a hundred or a round hundred."""
    table = number_words(language)
    keys = [tokens[index].key]
    found = Numeral(table[keys[0]], 1) if keys[0] in table else None
    hyphens = [False]
    for following in tokens[index + 1 : index + _MOST_TOKENS]:
        separator = following.before.strip()
        if following.kind != "word" or separator not in {"", "-"}:
            break
        keys.append(following.key)
        hyphens.append(separator == "-")
        digits = table.get("".join(keys), "")
        if len(digits) > 1 and _is_joined(int(digits), keys, table):
            found = Numeral(digits, len(keys), _is_ambiguous(keys, hyphens, table))
    return found


def _is_joined(number: int, keys: Sequence[str], table: Mapping[str, str]) -> bool:
    """Whether words are one number: "on bir" is eleven, but "drei zehn" is no thirteen."""
    if number % 100 == 0 or 20 < number < 100:
        return True
    first, rest = table.get(keys[0]), table.get("".join(keys[1:]))
    return 10 < number < 20 and (rest is None or (first is not None and int(first) > int(rest)))


def _is_ambiguous(keys: Sequence[str], hyphens: Sequence[bool], table: Mapping[str, str]) -> bool:
    """Whether words without hyphens are also two numbers that could have been dictated."""
    for split in range(1, len(keys)):
        first, rest = table.get("".join(keys[:split])), table.get("".join(keys[split:]))
        if first and rest and not hyphens[split]:
            return True
    return False


def _with_rest(hundred: Numeral, tokens: Sequence[Token], index: int, language: str) -> Numeral:
    """Add what follows a round hundred: "eight hundred and fifty", "двести тридцать"."""
    words = vocabulary(language).numbers
    begin = index + hundred.length
    linked = begin < len(tokens) and tokens[begin].key in map(fold, words.hundred_link)
    rest = _rest(tokens, begin + linked, language)
    if rest is None:
        return hundred
    if not linked and not words.hundreds_joined:
        return Numeral(hundred.digits, hundred.length, doubtful=True)
    return Numeral(
        str(int(hundred.digits) + int(rest.digits)),
        hundred.length + linked + rest.length,
        doubtful=hundred.doubtful or rest.doubtful or not linked,
    )


def _rest(tokens: Sequence[Token], index: int, language: str) -> Numeral | None:
    """What can follow a hundred: a number word from 1 to 99 without a pause before it."""
    if index >= len(tokens) or tokens[index].kind != "word" or tokens[index].before.strip(" -"):
        return None
    rest = _below_hundred(tokens, index, language)
    return rest if rest and len(rest.digits) <= 2 and int(rest.digits) else None


@cache
def number_words(language: str) -> Mapping[str, str]:
    """Digits by number word, folded, written without spaces and hyphens."""
    words = vocabulary(language).numbers
    table = {_joined(cardinal(number, language)): str(number) for number in range(_LARGEST + 1)}
    shortened = {
        word.removeprefix(beginning): digits
        for beginning in words.optional_beginnings
        for word, digits in table.items()
        if len(digits) == 3 and word.startswith(beginning)
    }
    others = {_joined(word): digits for word, digits in words.others.items()}
    table = table | _with_other_forms(language) | shortened | others
    for word, digits in list(table.items()):
        table.setdefault(plain(word), digits)
        table.setdefault(plain(word).replace("'", ""), digits)
    return table


def _with_other_forms(language: str) -> dict[str, str]:
    """Numbers of several words, each word in all its forms: "двадцати пяти"."""
    words = vocabulary(language).numbers
    forms: dict[str, list[str]] = {}
    for word, digits in words.others.items():
        forms.setdefault(digits, []).append(_joined(word))
    values = {_joined(cardinal(number, language)): str(number) for number in range(100)}
    links = tuple(map(fold, words.attached))
    found: dict[str, str] = {}
    for number in range(21, 100):
        parts = [
            _joined(token.text)
            for token in split_attached(
                tokenise(cardinal(number, language)), links, values.__contains__
            )
        ]
        if len(parts) > 1:
            choices = [(part, *forms.get(values.get(part, ""), ())) for part in parts]
            found |= {"".join(chosen): str(number) for chosen in product(*choices)}
    return found


def _joined(words: str) -> str:
    return "".join(letter for letter in fold(words) if letter.isalpha() or letter == "'")
