"""What holds for every conversation, whatever happens in it.

Each example is a conversation of up to 500 events, chosen by bytes that Hypothesis draws and can
shrink. Together they are more than 100,000 decisions.
"""

from copy import copy
from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from dialogs.actions import (
    BookCallback,
    CancelCallback,
    HangUp,
    KeepDraft,
    Listen,
    MoveCallback,
    ReadCalendar,
    Request,
    Say,
    SendMessage,
    StartRecording,
    Transfer,
)
from dialogs.events import (
    CallbackCancelled,
    CallbackCommitted,
    CallbackFound,
    CallbackMoved,
    Event,
    MessageAccepted,
    RecordingStarted,
)
from dialogs.house import House
from dialogs.questions import BookingQuestion, OfferingCallback
from dialogs.state import Ended, State
from languages.phrases import Claim
from tests.dialogs.moves import WRONG_RESULTS, all_moves, result_of
from tests.dialogs.script import CALLER, MOBILE_CALLER, Script, shipped_house

EXAMPLES, EVENTS = 260, 500
MOVES = all_moves()
PROOFS: dict[type[Event], Claim] = {
    CallbackCommitted: "callback_committed",
    CallbackFound: "callback_found",
    CallbackMoved: "callback_moved",
    CallbackCancelled: "callback_cancelled",
    MessageAccepted: "message_accepted",
    RecordingStarted: "recording_started",
}


def equipped_house() -> House:
    """The shipped house with everything that can be set up."""
    return replace(
        shipped_house(),
        handover=True,
        urgent_handover=True,
        text_messages=True,
        recording=True,
    )


class Referee:
    """Plays a conversation and checks every decision of it."""

    def __init__(self, call: Script) -> None:
        self.call = call
        self.steps = 0
        self._prompts: list[str] = []
        self._reference: str | None = None
        self._check(State(), just=None)

    def play(self, first: int, second: int) -> None:
        """Let one thing happen, chosen by two bytes."""
        before = self.call.state
        self.steps += 1
        if self.call.is_waiting:
            event = (
                WRONG_RESULTS[second % len(WRONG_RESULTS)](self.call)
                if first < 16
                else result_of(self.call, second)
            )
            awaited = self.call.request
            self.call.play(event)
            unchanged = self.call.state == before
            self._check(before, just=None if unchanged else event, awaited=awaited)
            if unchanged:
                # Nothing came of it; the request is still being carried out.
                self.call.actions = () if awaited is None else (awaited,)
            return
        move = MOVES[(first * 256 + second) % len(MOVES)]
        move(self.call)
        self._check(before, just=None)

    def _check(self, before: State, just: Event | None, awaited: Request | None = None) -> None:
        self._check_form(before)
        self._check_claims(just)
        self._check_effects(just, awaited)
        self._check_prompts()

    def _check_form(self, before: State) -> None:
        call = self.call
        if not call.actions:
            assert call.state == before or call.ended
            return
        *others, last = call.actions
        assert all(isinstance(action, Say | KeepDraft) for action in others)
        assert isinstance(last, Listen | HangUp) or (isinstance(last, Request) and call.is_waiting)
        assert call.is_waiting == isinstance(last, Request)
        assert call.ended == isinstance(last, HangUp)
        for say in call.everything_said:
            assert say.text.strip()
            assert say.language in call.house.languages
        assert not isinstance(last, ReadCalendar), "the script answers it at once"

    def _check_claims(self, just: Event | None) -> None:
        """No sentence claims what was not committed right before, or earlier in this call."""
        claims = self.call.house.phrases.claims
        proven = {PROOFS[type(just)]} if just is not None and type(just) in PROOFS else set()
        if isinstance(just, CallbackCommitted):
            self._reference = just.reference
        if self._reference is not None:
            proven.add("callback_committed")
        for say in self.call.everything_said:
            claim = claims.get(say.source.removeprefix("phrase:"))
            assert claim is None or claim in proven, (say.source, just)

    def _check_effects(self, just: Event | None, awaited: Request | None) -> None:
        call = self.call
        if isinstance(just, CallbackCommitted):
            assert isinstance(awaited, BookCallback)
            assert call.sources[0] == "callback_confirmed", "a booking that nobody hears of"
            assert call.state.reference == just.reference or call.ended
        if isinstance(just, CallbackMoved):
            assert isinstance(awaited, MoveCallback)
            assert "callback_moved" in call.sources
        if isinstance(just, CallbackCancelled):
            assert isinstance(awaited, CancelCallback)
            assert "callback_cancelled" in call.sources
            if awaited.reference == self._reference:
                self._reference = None
        assert call.ended or call.state.reference == self._reference, "a booking was dropped"
        if isinstance(call.request, StartRecording | Transfer | SendMessage):
            assert not call.state.written or isinstance(call.request, SendMessage)
        for kept in call.actions:
            if isinstance(kept, KeepDraft):
                assert kept.number or kept.name

    def _check_prompts(self) -> None:
        call = self.call
        if call.says and isinstance(call.actions[-1], Listen):
            self._prompts.append(call.prompt)
        looping = len(self._prompts) > 2 and len(set(self._prompts[-3:])) == 1
        assert not looping, self._prompts[-1]

    def check_way_out(self) -> None:
        """A person or a callback is within four moves of here: asked for, or by not being heard."""
        if self.call.is_waiting or self.call.ended:
            return
        ways = (
            lambda call: call.hear("Rückruf", "callback"),
            lambda call: call.press("0"),
            lambda call: call.hear("Blub"),
        )
        assert any(self._reaches_somebody(way) for way in ways), self.call.state.standing

    def _reaches_somebody(self, way) -> bool:  # type: ignore[no-untyped-def]
        call = copy(self.call)
        for _ in range(4):
            way(call)
            standing = call.state.standing
            if call.is_waiting:
                return True
            if isinstance(standing, BookingQuestion | OfferingCallback):
                return True
            if "no_windows" in call.sources or isinstance(standing, Ended):
                return "no_windows" in call.sources or "not_understood_goodbye" in call.sources
        return False

    def check_end(self) -> None:
        """Silence ends every call, whatever was asked."""
        for _ in range(12):
            if self.call.ended:
                return
            if self.call.is_waiting:
                self.call.play(result_of(self.call, 7))
            else:
                self.call.stay_silent()
        assert self.call.ended, self.call.state.standing


def _walk(chance: bytes, *, number: str | None, last: str | None) -> Referee:
    call = Script(equipped_house(), caller=number, last_language=last)
    referee = Referee(call)
    for first, second in pairwise(chance):
        if call.ended:
            # Most moves end no call; where one does, another call begins.
            call = Script(equipped_house(), caller=number, last_language=last)
            steps, referee = referee.steps, Referee(call)
            referee.steps = steps
        referee.play(first, second)
        if first == second:
            referee.check_way_out()
    return referee


@settings(
    deadline=None,
    max_examples=EXAMPLES,
    # Shrinking 500 events takes longer than reading the last ones, which the assertion names.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.large_base_example, HealthCheck.data_too_large],
)
@given(
    number=st.sampled_from([None, CALLER, MOBILE_CALLER]),
    last=st.sampled_from([None, "en", "xx"]),
    chance=st.binary(min_size=EVENTS + 1, max_size=EVENTS + 1),
)
@example(number=CALLER, last=None, chance=bytes(range(256)) * 4)
def test_no_sequence_of_events_leads_astray(
    number: str | None, last: str | None, chance: bytes
) -> None:
    referee = _walk(chance, number=number, last=last)
    assert referee.steps >= EVENTS
    referee.check_end()


def test_these_are_a_hundred_thousand_steps() -> None:
    assert EXAMPLES * EVENTS >= 100_000
