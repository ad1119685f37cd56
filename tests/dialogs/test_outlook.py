from dialogs.actions import Expectation, HangUp, HangUpReason, Listen, Say
from dialogs.outlook import Outlook, outlook
from dialogs.state import AskingNumber, Draft, Open, OpenPrompt, State
from dialogs.turn import Decision

OPEN = State(standing=Open(OpenPrompt.INVITATION), language="de")
NUMBER = State(standing=AskingNumber(Draft()), language="de")
SAY = Say("Text", "de", "phrase:test")
LISTEN = Listen(Expectation.ANYTHING, 7.0)


def test_words_that_lead_on_are_an_answer() -> None:
    assert outlook(OPEN, Decision(OPEN, (SAY, LISTEN)), said_goodbye=False) is Outlook.ANSWER


def test_words_that_were_missed_are_unclear() -> None:
    missed = State(standing=OPEN.standing, language="de", misses=1)
    assert outlook(OPEN, Decision(missed, (SAY, LISTEN)), said_goodbye=False) is Outlook.UNCLEAR


def test_words_that_end_the_call_are_a_farewell_until_goodbye_is_said() -> None:
    hanging_up = Decision(OPEN, (SAY, HangUp(HangUpReason.GOODBYE)))
    assert outlook(OPEN, hanging_up, said_goodbye=False) is Outlook.FAREWELL
    assert outlook(OPEN, hanging_up, said_goodbye=True) is Outlook.ANSWER


def test_part_of_a_number_is_waited_on() -> None:
    more = State(standing=AskingNumber(Draft(), digits="030"), language="de")
    assert outlook(NUMBER, Decision(more, (SAY, LISTEN)), said_goodbye=False) is Outlook.MORE
    assert outlook(OPEN, Decision(OPEN, (LISTEN,)), said_goodbye=False) is Outlook.MORE
