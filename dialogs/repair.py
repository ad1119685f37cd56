"""When something goes wrong: not understood, nobody speaks, a failure, a key without meaning."""

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.actions import DraftReason, Expectation, HangUpReason, Say
from dialogs.answering import tell
from dialogs.asking import ask, ask_again, expectation, listen, prompt
from dialogs.booking.change import miss_change
from dialogs.booking.hearing import miss_booking
from dialogs.booking.number import finish_number
from dialogs.consent import decline
from dialogs.ending import say_goodbye
from dialogs.messages import decline_message
from dialogs.questions import (
    AskingBookedNumber,
    AskingChange,
    AskingConsent,
    AskingName,
    AskingNumber,
    AskingReference,
    AskingSubject,
    AskingTown,
    AskingWhatIsWrong,
    AskingWindow,
    BookingQuestion,
    ChangeQuestion,
    Choosing,
    ChoosingLanguage,
    OfferingCallback,
    OfferingMessage,
    Open,
    OpenPrompt,
    Question,
)
from dialogs.turn import Decision, Turn

# After two "I did not understand" a third one only annoys: people hang up or shout.
_MOST_MISSES = 2
# Two further tries for the callback offered then; after that nothing will help.
_LAST_MISS = 5
_LAST_SILENCE = 3


def no_match(turn: Turn, question: Question) -> Decision:  # noqa: PLR0911 - one per kind of question
    """React to words that were not understood."""
    misses = turn.state.misses + 1
    missed = turn.with_state(misses=misses, tries=turn.state.tries + 1)
    sorry = missed.say("sorry", misses - 1)
    if isinstance(question, ChoosingLanguage):
        question = question.then  # who speaks has no use for the menu
        missed = missed.with_state(standing=question)
    if isinstance(question, BookingQuestion):
        return miss_booking(missed, question, *sorry)
    if misses >= _LAST_MISS:
        return _give_up(missed)
    if isinstance(question, ChangeQuestion):
        return miss_change(missed, question, *sorry)
    if missed.state.tries >= _MOST_MISSES:
        match question:
            case OfferingMessage():
                return decline_message(missed)
            case AskingConsent():
                return decline(missed, question)
            case AskingTown(topic=topic):
                return tell(missed, topic)
    if isinstance(question, OfferingCallback):
        return _no_match_to_offer(missed, question, *sorry)
    if misses > _MOST_MISSES:
        offer = OfferingCallback(topic=None, after_misses=True)
        return ask(missed, offer, *missed.say("callback_may_help"), keep_misses=True)
    return ask_again(missed, question, *sorry)


def no_input(turn: Turn, question: Question) -> Decision:
    """React to silence: are you there, then how to go on without speaking, then goodbye."""
    if isinstance(question, AskingNumber) and question.digits:
        return finish_number(turn, question)  # the end of a dictation, not silence
    if isinstance(question, ChoosingLanguage):
        question = question.then  # the list was not what the caller needs
    silences = turn.state.silences + 1
    silent = turn.with_state(silences=silences)
    if silences >= _LAST_SILENCE:
        return say_goodbye(
            silent,
            *silent.say("no_input_goodbye"),
            reason=HangUpReason.NO_INPUT,
            unfinished=DraftReason.SILENCE,
        )
    if silences == 1:
        return ask_again(silent, question, *silent.say("still_there"))
    return ask_again(silent, question, *_hints(silent, question))


def recognition_failed(turn: Turn) -> Decision:
    """Ask to say it again: not the caller's fault, so no miss."""
    asked, words = prompt(turn, "please_repeat")
    return listen(asked, *words)


def key_ignored(turn: Turn, question: Question) -> Decision:
    """Say that a key has no meaning here, and ask again."""
    if isinstance(question, ChoosingLanguage):
        question = question.then
    return ask_again(turn, question, *turn.say("key_ignored"))


def _no_match_to_offer(turn: Turn, question: OfferingCallback, *sorry: Say) -> Decision:
    if turn.state.tries < _MOST_MISSES:
        return ask_again(turn, question, *sorry)
    if question.after_misses:
        return _give_up(turn)
    return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *turn.say("offer_declined"), keep_misses=True)


def _give_up(turn: Turn) -> Decision:
    return say_goodbye(
        turn, *turn.say("not_understood_goodbye"), reason=HangUpReason.NOT_UNDERSTOOD
    )


def _hints(turn: Turn, question: Question) -> tuple[Say, ...]:
    """How to go on where speaking does not work."""
    if isinstance(question, Open):
        menu = turn.say("hint_menu") if turn.state.language is None else ()
        return (*menu, *turn.say("hint_open"))
    if isinstance(question, AskingWindow) and len(question.offered) == 1:
        return turn.say("hint_yes_no")
    if expectation(question) is Expectation.YES_NO:
        return turn.say("hint_yes_no")
    key = _KEY_HINTS.get(type(question), "hint_speak")
    return turn.say(key)


_KEY_HINTS: Mapping[type[Question], str] = MappingProxyType(
    {
        Choosing: "hint_choice",
        AskingWindow: "hint_choice",
        AskingNumber: "hint_number",
        AskingBookedNumber: "hint_number",
        AskingReference: "hint_reference",
        AskingSubject: "hint_subject",
        AskingName: "hint_name",
        AskingWhatIsWrong: "hint_piece",
        AskingChange: "hint_change",
    }
)
