"""Expressions of time cut into words with known roles."""

from collections.abc import Mapping, Sequence

from intents.slots.numerals import read_numeral
from intents.slots.time_lexicon import TimeLexicon, time_lexicon
from intents.slots.time_roles import Role, Span, TimeWord
from intents.slots.tokens import Token, split_attached, tokenise


def read_time_words(text: str, language: str) -> list[TimeWord]:
    """Cut a text into words and phrases, the longest phrases first."""
    lexicon = time_lexicon(language)
    tokens = split_attached(tokenise(text), lexicon.attached, lexicon.knows)
    words: list[TimeWord] = []
    index = 0
    while index < len(tokens):
        for length in range(min(lexicon.longest, len(tokens) - index), 0, -1):
            key = tuple(token.key for token in tokens[index : index + length])
            if entry := lexicon.entries.get(key):
                break
        else:
            entry, length = lexicon.compound(tokens[index].key), 1
        numeral = read_numeral(tokens, index, language)
        numbers = dict(entry.numbers)
        if numeral and numeral.length >= length and len(numeral.digits) <= 4:
            length = numeral.length
            numbers[Role.NUMBER] = int(numeral.digits)
        if numeral and _has_suffix(tokens, index + length, lexicon):
            if tokens[index + length].key in lexicon.from_suffixes:
                numbers[Role.FROM] = 1
            length += 1
        if not entry.ignored:
            words.append(_word(tokens[index : index + length], numbers, entry.spans))
        index += length
    return words


def _has_suffix(tokens: Sequence[Token], index: int, lexicon: TimeLexicon) -> bool:
    """Whether the ending of a number in digits follows: "10'dan"."""
    return (
        index < len(tokens)
        and tokens[index - 1].kind == "number"
        and tokens[index].before in {"'", "’"}
        and tokens[index].key in lexicon.suffixes
    )


def _word(
    tokens: Sequence[Token], numbers: Mapping[Role, int], spans: Mapping[Role, Span]
) -> TimeWord:
    return TimeWord(
        numbers,
        spans,
        written=tokens[0].kind == "number",
        before=tokens[0].before,
        after=tokens[-1].after,
    )
