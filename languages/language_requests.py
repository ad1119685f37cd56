"""Whether a caller asks for a language, whatever language is spoken.

The name of a language is not yet a request: there are German courses and Russian passports. It is
one when nothing but the name is said ("Türkçe, lütfen"), or when it is said close to words that
ask for it ("can we speak Turkish, I have a question"). All twelve languages are searched at once,
since callers ask in the language that they want as often as in the one that they hear.
``language_names.yaml`` has the names, ``language_requests.yaml`` the words around them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from languages.request_words import Span, plain_words, request_words

EASY_GERMAN = "de-simple"
"""German in easy words; the variant subtag ``simple`` is BCP 47's for simplified text."""

_CLAUSE_BREAK = re.compile(r"[.,;:!?؟۔،؛…]+|\s[-–—]+\s")
_MOST_WORDS_OF_A_BARE_REQUEST = 10
# Words between a name and what is said about it.
_REACH = 3


@dataclass(frozen=True, slots=True)
class LanguageWish:
    """What is said about languages to be spoken.

    Languages are ISO 639-1 codes or ``EASY_GERMAN``.

    Attributes:
        wanted: The language that is asked for, None when none is.
        named: All that are named as languages and not refused, in order.
        refused: Those that the caller does not speak or want.
        bare: Whether the caller says nothing else.
    """

    wanted: str | None
    named: tuple[str, ...]
    refused: frozenset[str]
    bare: bool


def requested_language(text: str) -> str | None:
    """The language that a caller asks to be spoken.

    Args:
        text: What was recognised or typed, in any of the twelve languages.

    Returns:
        ISO 639-1 code or ``EASY_GERMAN``; None when no language is asked for.
    """
    return language_wish(text).wanted


def language_wish(text: str) -> LanguageWish:
    """Everything that is said about languages to be spoken.

    Args:
        text: What was recognised or typed, in any of the twelve languages.
    """
    clauses = [_read(part) for part in _CLAUSE_BREAK.split(text)]
    refused = frozenset(code for clause in clauses for code in clause.refused)
    mentions = [
        mention for clause in clauses for mention in clause.mentions if mention.code not in refused
    ]
    bare = (
        bool(mentions or refused)
        and sum(clause.words for clause in clauses) <= _MOST_WORDS_OF_A_BARE_REQUEST
        and all(clause.only_asks for clause in clauses)
    )
    asked = [(one.asked_within, one.code) for one in mentions if one.asked_within is not None]
    wanted = min(asked, key=lambda one: one[0])[1] if asked else None
    if wanted is None and bare and mentions:
        wanted = mentions[0].code
    return LanguageWish(
        wanted=wanted,
        named=tuple(dict.fromkeys(mention.code for mention in mentions)),
        refused=refused,
        bare=bare,
    )


@dataclass(frozen=True, slots=True)
class _Mention:
    """The name of a language that is spoken; in "a German passport" there is none.

    Attributes:
        code: The language.
        asked_within: Words between it and the nearest that ask, None when none are near.
    """

    code: str
    asked_within: int | None


@dataclass(frozen=True, slots=True)
class _Clause:
    """What is found between two punctuation marks.

    Attributes:
        words: How many there are.
        mentions: The languages named.
        refused: Those of them that are refused.
        only_asks: Whether every word belongs to a request.
    """

    words: int
    mentions: Sequence[_Mention]
    refused: frozenset[str]
    only_asks: bool


def _read(text: str) -> _Clause:
    known, words = request_words(), plain_words(text)
    taken: set[int] = set()
    names = list(known.names.find(words, taken))
    taken.update(index for name, _ in names for index in range(*name))
    # "Können wir nicht Englisch sprechen?" asks: the words that ask come first.
    asks = [span for span, _ in known.asks.find(words, taken)]
    taken.update(index for ask in asks for index in range(*ask))
    following = [span for span, _ in known.refuse_next.find(words, taken)]
    preceding = [span for span, _ in known.refuse_last.find(words, taken)]
    matters = [span for span, _ in known.matters.find(words, taken)]
    taken.update(index for span in (*following, *preceding) for index in range(*span))
    spoken = [
        (name, code) for name, code in names if all(one.gap(name) > _REACH for one in matters)
    ]
    return _Clause(
        words=len(words),
        mentions=[
            _Mention(
                code,
                min((gap for ask in asks if (gap := ask.gap(name)) <= _REACH), default=None),
            )
            for name, code in spoken
        ],
        refused=frozenset(_refused(spoken, following, preceding)),
        only_asks=all(
            index in taken or known.beside.meaning((word,)) is not None
            for index, word in enumerate(words)
        ),
    )


def _refused(
    names: Sequence[tuple[Span, str]], following: Sequence[Span], preceding: Sequence[Span]
) -> Iterator[str]:
    """The language to which each refusal belongs; what may stand on either side stands before."""
    done: list[Span] = []
    for refusal in following:
        after = [code for name, code in names if 0 <= name.begin - refusal.end <= _REACH]
        if after:
            done.append(refusal)
            yield after[0]
    for refusal in preceding:
        if any(refusal.gap(other) < 0 for other in done):
            continue
        before = [code for name, code in names if 0 <= refusal.begin - name.end <= _REACH]
        if before:
            yield before[-1]
