from dialogs.actions import Action, Expectation, HangUp, HangUpReason, Listen, Say
from dialogs.outlook import Outlook, outlook
from dialogs.questions import AskingNumber, Draft, Open, OpenPrompt
from dialogs.state import State
from dialogs.turn import Decision

OPEN = State(standing=Open(OpenPrompt.INVITATION), language="de")
NUMBER = State(standing=AskingNumber(Draft()), language="de")
SAY = Say("Text", "de", "phrase:test")
LISTEN = Listen(Expectation.ANYTHING, 7.0)


def foreseen(
    before: State,
    after: State,
    *actions: Action,
    says_goodbye: bool = False,
) -> Outlook:
    return outlook(before, Decision(after, actions), says_goodbye=says_goodbye)


def test_words_that_lead_on_are_an_answer() -> None:
    assert foreseen(OPEN, OPEN, SAY, LISTEN) is Outlook.ANSWER


def test_words_that_were_missed_are_unclear() -> None:
    missed = State(standing=OPEN.standing, language="de", misses=1)
    assert foreseen(OPEN, missed, SAY, LISTEN) is Outlook.UNCLEAR


def test_words_that_end_the_call_are_a_farewell_until_goodbye_is_said() -> None:
    end = HangUp(HangUpReason.GOODBYE)
    assert foreseen(OPEN, OPEN, SAY, end) is Outlook.FAREWELL
    assert foreseen(OPEN, OPEN, SAY, end, says_goodbye=True) is Outlook.GOODBYE


def test_part_of_a_number_is_waited_on() -> None:
    more = State(standing=AskingNumber(Draft(), digits="030"), language="de")
    assert foreseen(NUMBER, more, SAY, LISTEN) is Outlook.MORE
    assert foreseen(OPEN, OPEN, LISTEN) is Outlook.MORE
