"""A token opens one stream of one call, for a while."""

import pytest

from telephony.call import CallInfo
from telephony.twilio.tokens import OneTimeTokens, TokenError


class FakeClock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def tokens(clock: FakeClock) -> OneTimeTokens:
    return OneTimeTokens(60, clock)


def test_a_token_gives_the_call_it_was_issued_for(tokens: OneTimeTokens) -> None:
    token = tokens.issue("CA1", "+493023125001", "+493023125000")
    assert tokens.redeem(token) == CallInfo("CA1", "twilio", "+493023125001", "+493023125000")


def test_a_withheld_number_stays_withheld(tokens: OneTimeTokens) -> None:
    assert tokens.redeem(tokens.issue("CA1", None, None)).caller_number is None


def test_a_token_works_once(tokens: OneTimeTokens) -> None:
    token = tokens.issue("CA1", None, None)
    tokens.redeem(token)
    with pytest.raises(TokenError, match="used before"):
        tokens.redeem(token)


def test_a_token_expires(tokens: OneTimeTokens, clock: FakeClock) -> None:
    token = tokens.issue("CA1", None, None)
    clock.now += 60
    with pytest.raises(TokenError, match="expired"):
        tokens.redeem(token)


def test_a_token_is_good_until_it_expires(tokens: OneTimeTokens, clock: FakeClock) -> None:
    token = tokens.issue("CA1", None, None)
    clock.now += 59.9
    assert tokens.redeem(token).call_id == "CA1"


@pytest.mark.parametrize("token", ["", "guessed", "\ud800"])
def test_an_invented_token_is_unknown(tokens: OneTimeTokens, token: str) -> None:
    tokens.issue("CA1", None, None)
    with pytest.raises(TokenError, match="unknown"):
        tokens.redeem(token)


def test_tokens_differ_even_for_one_call(tokens: OneTimeTokens) -> None:
    assert len({tokens.issue("CA1", None, None) for _ in range(100)}) == 100


def test_expired_tokens_are_forgotten_used_or_not(tokens: OneTimeTokens, clock: FakeClock) -> None:
    for number in range(50):
        token = tokens.issue(f"CA{number}", None, None)
        if number % 2:
            tokens.redeem(token)
    clock.now += 30
    tokens.issue("CA50", None, None)
    assert len(tokens) == 51
    clock.now += 30
    tokens.issue("CA51", None, None)
    assert len(tokens) == 2


def test_the_number_of_the_caller_does_not_travel_in_the_token(tokens: OneTimeTokens) -> None:
    assert "23125001" not in tokens.issue("CA1", "+493023125001", None)


def test_only_good_and_unused_tokens_are_outstanding(
    tokens: OneTimeTokens, clock: FakeClock
) -> None:
    used = tokens.issue("CA1", None, None)
    tokens.issue("CA2", None, None)
    assert tokens.outstanding == 2
    tokens.redeem(used)
    assert tokens.outstanding == 1
    clock.now += 60
    assert tokens.outstanding == 0
