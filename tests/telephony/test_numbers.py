import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.numbers import e164_or_none


def test_a_number_in_international_form_is_taken() -> None:
    assert e164_or_none("+493023125001") == "+493023125001"
    assert e164_or_none("+49 30 23125-001") == "+493023125001"


@pytest.mark.parametrize(
    "reported",
    [
        None,
        "",
        "anonymous",
        "Restricted",
        "+266696687",
        "sip:desk@pbx.example",
        "+1",
        "030 23125001",
    ],
)
def test_what_cannot_be_called_back_is_no_number(reported: str | None) -> None:
    assert e164_or_none(reported) is None


@given(st.text(max_size=60))
def test_any_text_gives_a_number_or_nothing(reported: str) -> None:
    number = e164_or_none(reported)
    assert number is None or re.fullmatch(r"\+\d{5,15}", number)
