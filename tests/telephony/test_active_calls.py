"""Who is on the line, and whether another fits."""

import pytest

from telephony.active_calls import ActiveCalls, AdmissionError


def test_a_call_in_progress_is_not_admitted_twice() -> None:
    calls = ActiveCalls(limit=2)
    calls.admit("CA1")
    with pytest.raises(AdmissionError, match="already in progress"):
        calls.admit("CA1")
    assert len(calls) == 1


def test_when_all_lines_are_busy_nobody_is_admitted_until_one_is_free() -> None:
    calls = ActiveCalls(limit=1)
    calls.admit("CA1")
    with pytest.raises(AdmissionError, match="lines are busy"):
        calls.admit("CA2")
    calls.release("CA1")
    calls.admit("CA2")
    assert len(calls) == 1


def test_lines_are_full_at_the_limit_not_before() -> None:
    calls = ActiveCalls(limit=2)
    seen = [calls.full]
    for call_id in ("CA1", "CA2"):
        calls.admit(call_id)
        seen.append(calls.full)
    assert seen == [False, False, True]


def test_releasing_a_call_twice_frees_one_line_only() -> None:
    calls = ActiveCalls(limit=2)
    calls.admit("CA1")
    calls.admit("CA2")
    calls.release("CA1")
    calls.release("CA1")
    assert len(calls) == 1
