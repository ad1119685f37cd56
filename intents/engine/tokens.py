"""Text into pieces of words, as the pretrained encoder has learnt to read it."""

import re
from functools import cache

from tokenizers import Tokenizer
from tokenizers.models import Unigram

from intents.engine.normalisation import spoken_form
from intents.engine.pretrained import vocabulary

MAX_TOKENS = 128
"""Longest text that is encoded; the rest of a longer one is left away. What callers say has 14 on
average, and its subject is named by then."""

_TASK = "query: "
"""Stands before every text: the encoder was trained with it for short texts of one kind."""

_WORD_BEGINS = "\u2581"
_SPACES = re.compile(" +")


def tokenize(text: str) -> list[int]:
    """Return the numbers of the pieces of ``text``, at most ``MAX_TOKENS``, never fewer than two.

    Punctuation and symbols are left away first (``spoken_form``): training sentences have none,
    recognisers set it as they like.
    """
    known = vocabulary()
    written = f" {_TASK}{spoken_form(text)}".translate(known.replacements)
    marked = _SPACES.sub(_WORD_BEGINS, written)
    pieces = _tokenizer().encode(marked).ids[: MAX_TOKENS - 2]
    return [known.begin, *pieces, known.end]


@cache
def _tokenizer() -> Tokenizer:
    known = vocabulary()
    return Tokenizer(Unigram(list(zip(known.pieces, known.scores, strict=True)), known.unknown))
