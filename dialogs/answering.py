"""Questions of the caller: the open question, subjects and their answers, "do you mean ...?"."""

from dialogs.actions import Say
from dialogs.asking import ask, ask_again
from dialogs.booking.course import start_booking
from dialogs.closed_answers import ClosedAnswer
from dialogs.ending import say_goodbye
from dialogs.opening_hours import opening_hours_text
from dialogs.state import Choosing, OfferingCallback, Open, OpenPrompt
from dialogs.turn import Decision, Turn, Utterance
from intents.knowledge import Response
from intents.understanding import Understanding
from languages.spoken import spoken_digits

# "Do you mean A or B?" pays off only where it is very probably one of them: below this sum
# every second caller would have to say "neither", and has lost a turn.
_LEAST_SUM = 0.5
# And only where the engine cannot tell them apart: with less than half of the first's
# probability the second is rarely meant, and asking for other words helps more.
_LEAST_RATIO = 0.5


def hear_open(turn: Turn, question: Open, utterance: Utterance) -> Decision | None:
    """React to what was said to the open question; None if it was not understood."""
    if (decision := _hear_politeness(turn, question, utterance)) is not None:
        return decision
    if (subject := _subject(turn, utterance)) is not None:
        return answer(turn, subject)
    if (choice := _close_subjects(turn, utterance.understanding)) is not None:
        return ask(turn, choice, keep_misses=True)
    done = ClosedAnswer.DONE in utterance.answers
    if utterance.topic is None and (utterance.is_short or done):
        return _hear_yes_or_no(turn, question, utterance)
    return None


def hear_choice(turn: Turn, question: Choosing, utterance: Utterance) -> Decision | None:
    """React to what was said to "do you mean A or B?"; None if it was not understood."""
    if (subject := _subject(turn, utterance)) is not None:
        return answer(turn, subject)
    if utterance.ordinal is not None:
        return answer(turn, (question.first, question.second)[utterance.ordinal])
    if (named := _named(question, utterance.understanding)) is not None:
        return answer(turn, named)
    match utterance.agrees:
        case True:
            return answer(turn, question.first)
        case False:
            # Still a miss: someone who is offered wrong pairs again and again needs a person.
            missed = turn.with_state(misses=turn.state.misses + 1)
            return ask(
                missed, Open(OpenPrompt.WHAT_IS_IT), *turn.say("misunderstood"), keep_misses=True
            )
        case None:
            return None


def hear_offer(turn: Turn, question: OfferingCallback, utterance: Utterance) -> Decision | None:
    """React to what was said to "would you like a callback?"; None if it was not understood."""
    if utterance.topic == "callback":
        return start_booking(turn, question.topic)
    if (subject := _subject(turn, utterance)) is not None:
        return answer(turn, subject)
    match utterance.agrees:
        case True:
            return start_booking(turn, question.topic)
        case False if ClosedAnswer.DONE in utterance.answers:
            return say_goodbye(turn)  # "no, that was all" declines and says goodbye at once
        case False:
            return decline_offer(turn)
        case None:
            return None


def decline_offer(turn: Turn) -> Decision:
    """Go on without a callback."""
    return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *turn.say("offer_declined"))


def press_choice(turn: Turn, question: Choosing, key: str) -> Decision | None:
    """Choose by key: 1 or 2; None for any other."""
    match key:
        case "1":
            return answer(turn, question.first)
        case "2":
            return answer(turn, question.second)
        case _:
            return None


def press_offer(turn: Turn, question: OfferingCallback, key: str) -> Decision | None:
    """Answer by key: 1 is yes, 2 is no; None for any other."""
    match key:
        case "1":
            return start_booking(turn, question.topic)
        case "2":
            return decline_offer(turn)
        case _:
            return None


def answer(turn: Turn, topic: str, *before: Say) -> Decision:
    """Respond to a subject as its file says."""
    known = turn.house.knowledge.topic(topic)
    if known.response is Response.CALLBACK:
        return start_booking(turn, callback_subject(turn))
    # Who asks for the same again wants to know more, not to hear the same again.
    again = topic == turn.state.last_answer and not turn.state.longer
    longer = again and turn.house.has_longer(topic, turn.language)
    answered = turn.with_state(last_answer=topic, longer=longer)
    words = (*before, *topic_words(answered, topic))
    if known.response is Response.HUMAN or known.offer_callback:
        about = topic if turn.house.is_subject(topic) else callback_subject(turn)
        return ask(answered, OfferingCallback(about), *words)
    return ask(answered, Open(OpenPrompt.ANYTHING_ELSE), *words)


def topic_words(turn: Turn, topic: str) -> tuple[Say, ...]:
    """What is said about a subject in the language of the call."""
    if turn.house.knowledge.topic(topic).response is Response.OPENING_HOURS:
        text: str | None = opening_hours_text(turn)
    else:
        text = turn.house.answer(
            topic, turn.language, longer=turn.state.longer, easy=turn.state.easy
        )
    if text is None:
        return turn.say("cannot_put_through")
    return (turn.speak(text, turn.language, source=f"topic:{topic}"),)


def repeat_last(turn: Turn, question: Open, *before: Say) -> Decision:
    """Say the last answer, or the reference of the callback, once more."""
    if turn.state.last_answer is not None:
        words = topic_words(turn, turn.state.last_answer)
    elif turn.state.reference is not None:
        spoken = spoken_digits(turn.state.reference, turn.language)
        words = turn.say("reference_again", reference=spoken)
    else:
        return ask_again(turn, question, *before, in_full=True)
    return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *before, *words)


def callback_subject(turn: Turn) -> str | None:
    """What a callback would be about: the subject answered last."""
    last = turn.state.last_answer
    return last if last is not None and turn.house.is_subject(last) else None


def _subject(turn: Turn, utterance: Utterance) -> str | None:
    return utterance.topic if utterance.topic in turn.house.knowledge.topics else None


def _hear_politeness(turn: Turn, question: Open, utterance: Utterance) -> Decision | None:
    match utterance.topic:
        case "affirm" | "deny":
            return _hear_yes_or_no(turn, question, utterance)
        case "thanks":
            return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *turn.say("you_are_welcome"))
        case "greeting":
            return ask(turn, Open(OpenPrompt.WHAT_IS_IT), *turn.say("greeting_back"))
        case "correction":
            return ask(turn, Open(OpenPrompt.WHAT_IS_IT), *turn.say("misunderstood"))
        case _:
            return None


def _hear_yes_or_no(turn: Turn, question: Open, utterance: Utterance) -> Decision | None:
    match utterance.agrees:
        case True:
            return ask(turn, Open(OpenPrompt.WHAT_IS_IT), *turn.say("gladly"))
        case False if question.prompt is OpenPrompt.ANYTHING_ELSE:
            return say_goodbye(turn)
        case None if question.prompt is OpenPrompt.ANYTHING_ELSE and utterance.is_short:
            return say_goodbye(turn) if ClosedAnswer.DONE in utterance.answers else None
        case _:
            return None


def _close_subjects(turn: Turn, understanding: Understanding | None) -> Choosing | None:
    """The two subjects between which the caller has to choose, if it is only about these."""
    if understanding is None or understanding.accepted or len(understanding.alternatives) < 2:
        return None
    first, second = understanding.alternatives[:2]
    topics = turn.house.knowledge.topics
    plausible = (
        first.topic in topics
        and second.topic in topics
        and first.confidence + second.confidence >= _LEAST_SUM
        and second.confidence >= _LEAST_RATIO * first.confidence
    )
    return Choosing(first.topic, second.topic) if plausible else None


def _named(question: Choosing, understanding: Understanding | None) -> str | None:
    """Which of the two was named, when only these two can be meant."""
    alternatives = understanding.alternatives if understanding else ()
    heard = {alternative.topic: alternative.confidence for alternative in alternatives}
    first, second = heard.get(question.first, 0.0), heard.get(question.second, 0.0)
    if min(first, second) >= _LEAST_RATIO * max(first, second):
        return None
    return question.first if first > second else question.second
