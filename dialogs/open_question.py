"""What callers say when they may ask anything, or choose, or are offered a callback."""

from dialogs.answering import answer, answer_all, tell_more
from dialogs.asking import ask
from dialogs.booking.course import start_booking
from dialogs.closed_answers import ClosedAnswer
from dialogs.ending import say_goodbye
from dialogs.messages import offer_answer
from dialogs.questions import Choosing, Confirming, OfferingCallback, Open, OpenPrompt
from dialogs.turn import Decision, Turn, Utterance
from intents.understanding import Understanding

# "Do you mean A or B?" pays off only where it is very probably one of them: below this sum
# every second caller would have to say "neither", and has lost a turn.
_LEAST_SUM = 0.5
# And only where the engine cannot tell them apart: with less than half of the first's
# probability the second is rarely meant, and asking for other words helps more.
_LEAST_RATIO = 0.5
# Of the development sentences in scope that the gate refuses 40 % have such a guess, and of these
# 93 % are right; it is also asked of 26 % of those out of scope. With 0.55 it is 54, 84 and 41 %.
_LEAST_GUESS = 0.7
# Who is put through for nothing loses a minute; who is asked back may lose more.
_LEAST_URGENT_GUESS = 0.9
# "Please tell me more about that".
_MOST_WORDS_ASKING_FOR_MORE = 6
# "And how much is it for my husband?" has eight; longer questions say what they are about.
_MOST_WORDS_REFERRING_BACK = 8


def hear_open(  # noqa: PLR0911 - one per kind of words
    turn: Turn, question: Open, utterance: Utterance
) -> Decision | None:
    """React to what was said to the open question; None if it was not understood."""
    offered = question.prompt.offers_message
    if (decision := _hear_offered(turn, utterance, offered=offered)) is not None:
        return decision
    if (decision := _hear_politeness(turn, question, utterance)) is not None:
        return decision
    if (subjects := _subjects(turn, utterance)) != ():
        return answer_all(turn, *subjects)
    if (urgent := _urgent_guess(turn, utterance.understanding)) is not None:
        return answer(turn, urgent)
    if (doubt := _doubtful_subject(turn, utterance.understanding)) is not None:
        return ask(turn, doubt, keep_misses=True)
    done = ClosedAnswer.DONE in utterance.answers
    if utterance.topic is None and (utterance.is_short or done):
        return _hear_yes_or_no(turn, question, utterance)
    return None


def hear_choice(  # noqa: PLR0911 - one per kind of answer
    turn: Turn, question: Choosing, utterance: Utterance
) -> Decision | None:
    """React to what was said to "do you mean A or B?"; None if it was not understood."""
    if (subjects := _subjects(turn, utterance)) != ():
        return answer_all(turn, *subjects)
    if utterance.ordinal is not None:
        return answer(turn, (question.first, question.second)[utterance.ordinal])
    if ClosedAnswer.NEITHER in utterance.answers:
        return _neither(turn)
    if (named := _named(question, utterance.understanding)) is not None:
        return answer(turn, named)
    match utterance.agrees:
        case True:
            return answer(turn, question.first)
        case False:
            return _neither(turn)
        case None:
            return None


def hear_confirmation(turn: Turn, question: Confirming, utterance: Utterance) -> Decision | None:
    """React to what was said to "is it about this subject?"; None if it was not understood."""
    if (subjects := _subjects(turn, utterance)) != ():
        return answer_all(turn, *subjects)
    match utterance.agrees:
        case True:
            return answer(turn, question.topic)
        case False:
            return _neither(turn)
        case None:
            return None


def press_confirmation(turn: Turn, question: Confirming, key: str) -> Decision | None:
    """Answer by key: 1 is yes, 2 is no; None for any other."""
    match key:
        case "1":
            return answer(turn, question.topic)
        case "2":
            return _neither(turn)
        case _:
            return None


def hear_offer(  # noqa: PLR0911 - one per kind of answer
    turn: Turn, question: OfferingCallback, utterance: Utterance
) -> Decision | None:
    """React to what was said to "would you like a callback?"; None if it was not understood."""
    if utterance.topic == "callback":
        return start_booking(turn, question.topic)
    if not question.after_misses:
        offered = _hear_offered(turn, utterance, offered=False)
        if offered is not None:
            return offered
    if (subjects := _subjects(turn, utterance)) != ():
        return answer_all(turn, *subjects)
    if utterance.topic == "thanks" and utterance.agrees is None:
        return ask(turn, Open(OpenPrompt.ANYTHING_ELSE), *turn.say("you_are_welcome"))
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


def _subjects(turn: Turn, utterance: Utterance) -> tuple[str, ...]:
    """The subjects of an utterance, in order; one that refers back is about the last one."""
    topics = turn.house.knowledge.topics
    if utterance.topic is None or utterance.topic not in topics:
        return _in_context(turn, utterance)
    understanding = utterance.understanding
    further = understanding.further if understanding else ()
    named = dict.fromkeys([utterance.topic, *(one.topic for one in further if one.topic in topics)])
    if len(named) == 1 and (form := _aspect(turn, utterance)) is not None:
        return (form,)
    return tuple(named)


def _aspect(turn: Turn, utterance: Utterance) -> str | None:
    """The last subject, where "how much is that?" is answered by its own text."""
    last = turn.state.last_answer
    refers_back = (
        ClosedAnswer.REFERS_BACK in utterance.answers
        and len(utterance.text.split()) <= _MOST_WORDS_REFERRING_BACK
    )
    if last is None or not refers_back or utterance.topic == last:
        return None
    return last if utterance.topic in turn.house.knowledge.topic(last).aspects else None


def _in_context(turn: Turn, utterance: Utterance) -> tuple[str, ...]:
    """The subject of words that make sense only after the question before ("and my wife?")."""
    context = utterance.in_context
    if utterance.topic is not None or context is None or not context.accepted:
        return ()
    known = context.topic is not None and context.topic in turn.house.knowledge.topics
    refers_back = ClosedAnswer.REFERS_BACK in utterance.answers
    return (context.topic,) if known and refers_back and context.topic else ()


def _neither(turn: Turn) -> Decision:
    # Still a miss: someone who is offered wrong pairs again and again needs a person.
    missed = turn.with_state(misses=turn.state.misses + 1)
    return ask(missed, Open(OpenPrompt.WHAT_IS_IT), *turn.say("misunderstood"), keep_misses=True)


def takes_offer(question: Open, utterance: Utterance) -> bool:
    """Whether more, or a text message, was offered and is plainly wanted.

    "More, please" sounds to the engine like "once more", "send me a message" like "wait".
    """
    more = question.prompt.offers_more and _wants_more(utterance)
    return more or (question.prompt.offers_message and ClosedAnswer.MESSAGE in utterance.answers)


def _wants_more(utterance: Utterance) -> bool:
    # "No more, thank you" and "that was all, no more" want the opposite.
    declined = utterance.agrees is False or ClosedAnswer.DONE in utterance.answers
    brief = len(utterance.text.split()) <= _MOST_WORDS_ASKING_FOR_MORE
    return ClosedAnswer.MORE in utterance.answers and brief and not declined


def _hear_offered(turn: Turn, utterance: Utterance, *, offered: bool) -> Decision | None:
    """React to "more" and "text message", which can be asked for after any answer."""
    if turn.state.last_answer is None:
        return None
    other_subject = utterance.topic in turn.house.knowledge.topics
    if ClosedAnswer.MESSAGE in utterance.answers and (offered or not other_subject):
        return offer_answer(turn)
    return tell_more(turn) if _wants_more(utterance) and not other_subject else None


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
    prompt = question.prompt
    match utterance.agrees:
        case True if prompt.offers_more:
            return tell_more(turn)
        case True if prompt.offers_message:
            return offer_answer(turn)
        case True:
            return ask(turn, Open(OpenPrompt.WHAT_IS_IT), *turn.say("gladly"))
        case False if prompt.follows_answer:
            return say_goodbye(turn)
        case None if prompt.follows_answer and utterance.is_short:
            return say_goodbye(turn) if ClosedAnswer.DONE in utterance.answers else None
        case _:
            return None


def _urgent_guess(turn: Turn, understanding: Understanding | None) -> str | None:
    """A subject such as a deportation today, if it is very probable: a question costs time."""
    if understanding is None or understanding.confidence < _LEAST_URGENT_GUESS:
        return None
    topic = understanding.topic
    known = topic is not None and topic in turn.house.knowledge.topics
    return topic if topic and known and turn.house.knowledge.topic(topic).urgent else None


def _doubtful_subject(
    turn: Turn, understanding: Understanding | None
) -> Choosing | Confirming | None:
    """What to ask where the engine has a guess, but not one that may be answered."""
    if understanding is None or understanding.accepted or not understanding.alternatives:
        return None
    choice = _close_subjects(turn, understanding)
    if choice is not None:
        return choice
    best = understanding.alternatives[0]
    likely = best.confidence >= _LEAST_GUESS and best.topic in turn.house.knowledge.topics
    return Confirming(best.topic) if likely else None


def _close_subjects(turn: Turn, understanding: Understanding) -> Choosing | None:
    """The two subjects between which the caller has to choose, if it is only about these."""
    if len(understanding.alternatives) < 2:
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
