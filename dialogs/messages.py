"""Text messages: an answer with its link, or the confirmation of a callback."""

import phonenumbers
from babel.dates import format_date, format_time
from phonenumbers import PhoneNumberType

from dialogs.actions import Say, SendMessage
from dialogs.asking import ask
from dialogs.closed_answers import ClosedAnswer
from dialogs.questions import OfferingMessage, Open, OpenPrompt
from dialogs.turn import Decision, Turn, Utterance
from dialogs.waiting import Messaging
from intents.calendar import CallbackWindow
from languages.registry import LANGUAGES

# What is neither: an unknown range may be a new mobile one, and a message to it costs nothing.
_WITHOUT_MESSAGES = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)


def can_be_sent(turn: Turn, number: str | None) -> bool:
    """Whether text messages can be sent to ``number`` (E.164)."""
    if number is None or not turn.house.text_messages:
        return False
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) not in _WITHOUT_MESSAGES


def answer_can_be_sent(turn: Turn) -> bool:
    """Whether the subject answered last can be sent to the number the caller calls from."""
    topic = turn.state.last_answer
    return (
        topic is not None
        and can_be_sent(turn, turn.state.caller_number)
        and turn.house.message(topic, turn.language) is not None
    )


def offer_answer(turn: Turn) -> Decision:
    """Ask whether the last answer shall go to the caller's own number, if it can."""
    topic, number = turn.state.last_answer, turn.state.caller_number
    text = turn.house.message(topic, turn.language) if topic else None
    if topic is None or number is None or text is None or not can_be_sent(turn, number):
        words = turn.say("message_not_possible")
        return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *words)
    return ask(turn, OfferingMessage(number, text, f"topic:{topic}"))


def confirmation(
    turn: Turn, number: str, window: CallbackWindow, reference: str
) -> OfferingMessage | None:
    """The text message that confirms a callback; None if none can be sent."""
    if not can_be_sent(turn, number):
        return None
    text = turn.text(
        "message_callback",
        office=turn.house.office_name(turn.language),
        window=_written_window(window, turn.language),
        reference=reference,
    )
    return OfferingMessage(number, text, "phrase:message_callback", confirms_callback=True)


def hear_message_offer(turn: Turn, question: OfferingMessage, said: Utterance) -> Decision | None:
    """React to an offered text message: yes or no; None if it was not understood."""
    match said.agrees:
        case True:
            return send(turn, question)
        case False:
            return decline_message(turn)
        case None:
            return send(turn, question) if ClosedAnswer.MESSAGE in said.answers else None


def press_message_offer(turn: Turn, question: OfferingMessage, key: str) -> Decision | None:
    """Answer by key: 1 is yes, 2 is no; None for any other."""
    match key:
        case "1":
            return send(turn, question)
        case "2":
            return decline_message(turn)
        case _:
            return None


def send(turn: Turn, message: OfferingMessage, *before: Say) -> Decision:
    """Have a message put into the outbox."""
    waiting = turn.with_state(standing=Messaging(message))
    request = SendMessage(message.number, message.text, message.source)
    return Decision(waiting.state, (*before, request))


def decline_message(turn: Turn) -> Decision:
    """Go on without a text message."""
    return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *turn.say("message_declined"))


def _written_window(window: CallbackWindow, language: str) -> str:
    locale = LANGUAGES[language].locale
    day = format_date(window.start, "full", locale)
    start, end = (
        format_time(moment.timetz(), "short", locale=locale)
        for moment in (window.start, window.end)
    )
    return f"{day}, {start}–{end}"
