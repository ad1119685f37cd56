"""Answers: what is approved about a subject, and what follows it."""

from dialogs.actions import Say
from dialogs.asking import ask, ask_again
from dialogs.booking.course import start_booking
from dialogs.consent import ask_after_answer
from dialogs.handover import hand_over, hand_over_at_once
from dialogs.messages import answer_can_be_sent
from dialogs.opening_hours import opening_hours_text
from dialogs.questions import AskingTown, OfferingCallback, Open, OpenPrompt
from dialogs.residence import named_town, residence_words
from dialogs.turn import Decision, Turn, Utterance
from intents.knowledge import Response
from languages.spoken import spoken_digits

# More answers in a row are a lecture: nobody remembers what they asked first.
_MOST_ANSWERS = 3


def answer_all(turn: Turn, *topics: str) -> Decision:
    """Respond to several subjects of one utterance in the order in which they were asked."""
    *first, last = topics[:_MOST_ANSWERS]
    before: tuple[Say, ...] = ()
    for topic in first:
        if turn.house.knowledge.topic(topic).response in {Response.CALLBACK, Response.HUMAN}:
            continue  # who wants an answer and a callback is asked about that once
        turn = _answered(turn, topic)
        before = (*before, *topic_words(turn, topic), *turn.say("next_question"))
    return answer(turn, last, *before)


def answer(turn: Turn, topic: str, *before: Say) -> Decision:
    """Respond to a subject as its file says."""
    known = turn.house.knowledge.topic(topic)
    if known.response is Response.CALLBACK:
        return start_booking(turn, callback_subject(turn), *before)
    if known.urgent and (at_once := hand_over_at_once(turn, topic, *before)) is not None:
        return at_once
    if known.response is Response.HUMAN and not known.urgent:
        about = callback_subject(turn)
        if (put_through := hand_over(turn, about, *before)) is not None:
            return put_through
    if known.asks_town and turn.house.office.residence is not None:
        town = named_town(turn)
        if town is None:
            return ask(turn, AskingTown(topic), *before)
        return tell_about_town(turn, topic, town, *before)
    return tell(turn, topic, *before)


def tell_about_town(turn: Turn, topic: str, town: str, *before: Say) -> Decision:
    """Say which office is responsible for a town."""
    answered = _answered(turn, topic)
    words = (*before, *residence_words(turn, town))
    return ask_after_answer(answered, _next_question(answered, topic), *words)


def hear_town(turn: Turn, question: AskingTown, said: Utterance) -> Decision | None:
    """React to what was said to "where do you live?"; None if it was no town."""
    town = named_town(turn)
    if town is not None:
        return tell_about_town(turn, question.topic, town)
    topic = said.topic
    if topic in turn.house.knowledge.topics and topic is not None and topic != question.topic:
        return answer(turn, topic)
    return tell(turn, question.topic) if said.is_plain_no else None


def come_back(turn: Turn, topic: str | None) -> Decision:
    """Nobody took the call: tell what is approved about an urgent matter, offer a callback."""
    words = turn.say("nobody_answered")
    if topic is not None and turn.house.knowledge.topic(topic).urgent:
        turn = _answered(turn, topic)
        words = (*words, *topic_words(turn, topic))
    return ask(turn, OfferingCallback(topic), *words)


def tell(turn: Turn, topic: str, *before: Say) -> Decision:
    """Say what is approved about a subject, more of it when it is asked for again."""
    known = turn.house.knowledge.topic(topic)
    again = topic == turn.state.last_answer and known.response is not Response.OPENING_HOURS
    more = again and not turn.state.longer and turn.house.has_longer(topic, turn.language)
    if again and not more:
        # All has been said about it; to say it a third time would help nobody.
        words = turn.say("no_more_known")
        return ask(turn, OfferingCallback(_callback_about(turn, topic)), *before, *words)
    return _say_answer(_answered(turn, topic, longer=more), topic, *before)


def tell_more(turn: Turn) -> Decision | None:
    """The longer form of the last answer; None if there was no answer."""
    topic = turn.state.last_answer
    return None if topic is None else tell(turn, topic)


def topic_words(turn: Turn, topic: str) -> tuple[Say, ...]:
    """What is said about a subject in the language of the call."""
    if turn.house.knowledge.topic(topic).response is Response.OPENING_HOURS:
        text: str | None = opening_hours_text(turn, turn.state.last_question)
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


def _answered(turn: Turn, topic: str, *, longer: bool = False) -> Turn:
    question = turn.heard or turn.state.last_question
    return turn.with_state(last_answer=topic, last_question=question, longer=longer)


def _say_answer(turn: Turn, topic: str, *before: Say) -> Decision:
    known = turn.house.knowledge.topic(topic)
    words = (*before, *topic_words(turn, topic))
    if known.response is Response.HUMAN or known.offer_callback:
        return ask(turn, OfferingCallback(_callback_about(turn, topic)), *words)
    return ask_after_answer(turn, _next_question(turn, topic), *words)


def _callback_about(turn: Turn, topic: str) -> str | None:
    return topic if turn.house.is_subject(topic) else callback_subject(turn)


def _next_question(turn: Turn, topic: str) -> Open:
    more = not turn.state.longer and turn.house.has_longer(topic, turn.language)
    if answer_can_be_sent(turn):
        return Open(OpenPrompt.MORE_MESSAGE_OR_NEXT if more else OpenPrompt.MESSAGE_OR_NEXT)
    return Open(OpenPrompt.MORE_OR_NEXT if more else OpenPrompt.ANYTHING_ELSE)
