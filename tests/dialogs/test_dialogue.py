"""What holds for every conversation, whatever happens in it."""

from collections.abc import Callable
from datetime import datetime

from hypothesis import event, given, settings
from hypothesis import strategies as st

from dialogs.actions import BookCallback, HangUp, Listen, Say
from dialogs.dialogue import Dialogue
from dialogs.events import CallStarted, SilenceElapsed
from dialogs.house import House
from dialogs.state import State
from tests.dialogs.script import CALLER, TUESDAY_MORNING, Script, shipped_house

Move = Callable[[Script], Script]

TEXTS = [
    "Ja", "Nein", "Ja, aber nein", "Die erste", "Die zweite", "Abbrechen", "Egal", "Blub",
    "Anna Beispiel", "null drei null", "zwei drei eins", "030 23125 002", "der Name",
    "die Nummer", "die Zeit", "das Thema", "am Sonntag um zehn", "Donnerstag nachmittag",
    "fertig", "Englisch", "Auf Deutsch, bitte", "yes", "no", "the first one", "My name is Ann",
    "oh three oh two three one two five oh oh two", "Thursday afternoon", "Langsamer, bitte",
    "Sprechen Sie wieder normal", "   ",
]  # fmt: skip
TOPICS = [
    "fees", "case_status", "human", "callback", "opening_hours", "emergency_removal", "affirm",
    "deny", "repeat", "slower", "simpler", "change_language", "greeting", "thanks", "goodbye",
    "are_you_human", "wait", "correction", "something_unknown",
]  # fmt: skip


def says(text: str, topic: str | None, language: str) -> Move:
    def move(call: Script) -> Script:
        call.language = language
        return call.hear(text, topic)

    return move


def doubts(first: str, second: str) -> Move:
    return lambda call: call.hear(
        "Hm", first, accepted=False, alternatives=((first, 0.4), (second, 0.35))
    )


def presses(keys: str) -> Move:
    return lambda call: call.press(keys)


def waits(seconds: float) -> Move:
    return lambda call: call.wait(seconds).stay_silent()


LANGUAGES = st.sampled_from(["de", "de", "de", "en", "tr"])
UTTERANCES = st.builds(
    says,
    st.sampled_from(TEXTS) | st.text(max_size=30),
    st.none() | st.sampled_from(TOPICS),
    LANGUAGES,
)
PLAIN_ANSWERS = st.builds(says, st.sampled_from(TEXTS), st.none(), st.just("de"))
EVENTS: st.SearchStrategy[Move] = st.sampled_from(
    [
        Script.stay_silent,
        Script.mumble,
        Script.break_recogniser,
        Script.store,
        Script.refuse_to_store,
    ]
)
MOVES: st.SearchStrategy[Move] = st.one_of(
    PLAIN_ANSWERS,
    UTTERANCES,
    EVENTS,
    st.builds(presses, st.text("0123456789*#", min_size=1, max_size=13)),
    st.builds(doubts, st.sampled_from(TOPICS), st.sampled_from(TOPICS)),
    st.builds(waits, st.floats(0, 400)),
)
# Rarely: most conversations shall become long.
ENDINGS: st.SearchStrategy[Move] = st.just(Script.hang_up)
PRELUDES: st.SearchStrategy[list[Move]] = st.sampled_from(
    [
        [],
        [says("Rückruf", "callback", "de")],
        [says("Rückruf", "callback", "de"), says("Hund", None, "de"), says("Anna", None, "de")],
        [
            says("Mein Antrag", "case_status", "de"),
            says("Ja", None, "de"),
            says("Anna Beispiel", None, "de"),
            presses("1"),
            presses("1"),
        ],
    ]
)


class Referee:
    """Checks every decision of one conversation."""

    def __init__(self, call: Script) -> None:
        self._call = call
        self._prompts: list[str] = []
        self._committed = False

    def watch(self, move: Move) -> None:
        call = self._call
        storing, ended, before = call.is_storing, call.ended, call.state
        move(call)
        stored = storing and move is Script.store
        self._committed |= stored
        self._check_ends_well(was_over=ended, before=before)
        self._check_claims(just_committed=stored)
        self._check_prompts()

    def _check_ends_well(self, *, was_over: bool, before: State) -> None:
        call = self._call
        if not call.actions:
            unexpected = call.state == before
            assert unexpected or call.ended
            return
        assert not was_over
        *speech, last = call.actions
        assert all(isinstance(action, Say) for action in speech)
        assert isinstance(last, Listen | BookCallback | HangUp)
        assert call.is_storing == isinstance(last, BookCallback)
        assert call.ended == isinstance(last, HangUp)
        assert all(say.text and say.language in call.house.languages for say in call.says)
        assert all(say.pace is call.state.pace for say in call.says)

    def _check_claims(self, *, just_committed: bool) -> None:
        claiming = {f"phrase:{key}" for key in self._call.house.phrases.claims}
        said = {say.source for say in self._call.says}
        assert self._committed or not claiming & said
        assert ("phrase:callback_confirmed" in said) == just_committed

    def _check_prompts(self) -> None:
        if self._call.says and isinstance(self._call.actions[-1], Listen):
            self._prompts.append(self._call.prompt)
        assert len(self._prompts) < 3 or len(set(self._prompts[-3:])) > 1


@settings(deadline=None, max_examples=300)
@given(
    caller=st.sampled_from([None, CALLER]),
    prelude=PRELUDES,
    moves=st.lists(MOVES, max_size=40),
    ending=st.none() | ENDINGS,
)
def test_no_sequence_of_events_leads_astray(
    caller: str | None, prelude: list[Move], moves: list[Move], ending: Move | None
) -> None:
    call = Script(shipped_house(), caller=caller)
    referee = Referee(call)
    for move in (*prelude, *moves, *([ending] if ending else [])):
        referee.watch(move)
    event(type(call.state.standing).__name__)
    if ending:
        assert call.ended


@settings(deadline=None, max_examples=100)
@given(move=MOVES, prelude=PRELUDES)
def test_the_same_prompt_is_never_heard_three_times_running(
    move: Move, prelude: list[Move]
) -> None:
    referee = Referee(Script(shipped_house(), caller=CALLER))
    for step in (*prelude, *[move] * 12):
        referee.watch(step)


def test_deciding_changes_no_state_and_gives_the_same_again(house: House) -> None:
    dialogue = Dialogue(house)
    start = dialogue.decide(dialogue.initial_state(), CallStarted(TUESDAY_MORNING, CALLER)).state
    silence = SilenceElapsed(TUESDAY_MORNING)
    assert dialogue.decide(start, silence) == dialogue.decide(start, silence)
    assert start == Script(house, caller=CALLER).state


def test_a_decision_unpacks_into_state_and_actions(house: House) -> None:
    dialogue = Dialogue(house)
    state, actions = dialogue.decide(dialogue.initial_state(), CallStarted(TUESDAY_MORNING))
    assert state != dialogue.initial_state()
    assert isinstance(actions[-1], Listen)


def test_before_the_call_starts_nothing_happens(house: House) -> None:
    dialogue = Dialogue(house)
    before = dialogue.initial_state()
    assert dialogue.decide(before, SilenceElapsed(datetime.now(TUESDAY_MORNING.tzinfo))) == (
        before,
        (),
    )


def test_a_second_start_changes_nothing(call: Script) -> None:
    before = call.state
    call.play(CallStarted(call.at, CALLER))
    assert (call.state, call.actions) == (before, ())
