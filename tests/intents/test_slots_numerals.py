import pytest

from intents.slots.numerals import number_tokens, read_numeral
from languages.registry import LANGUAGES
from languages.spoken.number_words import cardinal


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_in_words_is_read_as_that_number(language: str) -> None:
    for number in range(1000):
        tokens = number_tokens(cardinal(number, language), language)
        found = read_numeral(tokens, 0, language)
        assert found is not None
        assert (found.digits, found.length) == (str(number), len(tokens))
