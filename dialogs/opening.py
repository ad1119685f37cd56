"""The first words of a call: who answers, that a machine speaks, and in which languages."""

from dataclasses import replace
from itertools import chain

import phonenumbers
from babel.languages import get_official_languages

from dialogs.actions import Say
from dialogs.asking import listen
from dialogs.events import CallStarted
from dialogs.house import House
from dialogs.questions import Open, OpenPrompt
from dialogs.turn import Decision, Turn
from intents.spoken_text import CHARACTERS_PER_SECOND

_LONGEST_SECONDS = 9.0
"""Who hears a longer opening begins to speak into it."""


def greet(turn: Turn, event: CallStarted) -> Decision:
    """Disclose in the office's language, say which others are spoken, then invite.

    A caller who called before is greeted in the language of that call, too, and is spared what
    they know: the privacy notice and the other languages.
    """
    house = turn.house
    known = event.last_language if event.last_language in house.languages else None
    languages = tuple(dict.fromkeys([house.language, *([known] if known else [])]))
    needed = (
        *(disclosure(house, language) for language in languages),
        *(() if known else _privacy_notice(turn)),
    )
    invitation = turn.say_in(languages[-1], OpenPrompt.INVITATION)
    offers = [] if known else _offers(turn, event.caller_number, (*needed, invitation))
    offered = [offer.language for offer in offers]
    started = turn.with_state(
        standing=Open(OpenPrompt.INVITATION),
        # Until the caller has spoken, questions are asked in two languages: more would be a
        # recital, and callers say which one they want in any case.
        greeting_languages=tuple(dict.fromkeys(chain(languages, offered)))[:2],
        disclosed=frozenset(languages),
        written=event.written,
        caller_number=event.caller_number,
        started_at=event.at,
        last_prompt=(OpenPrompt.INVITATION, 0),
    )
    return listen(started, *needed, *offers, invitation)


def disclosure(house: House, language: str) -> Say:
    """Who answers and that a machine speaks; the caller cannot talk over it."""
    return Say(
        text=house.phrases.text("disclosure", language, office=house.office_name(language)),
        language=language,
        source="phrase:disclosure",
        interruptible=False,
    )


def disclose_again(turn: Turn, decision: Decision) -> Decision:
    """Tell a caller who was greeted in another language that a machine speaks, once."""
    language = decision.state.language
    speaks = any(isinstance(action, Say) for action in decision.actions)
    if language is None or language in decision.state.disclosed or not speaks:
        return decision
    told = replace(decision.state, disclosed=decision.state.disclosed | {language})
    words = replace(turn, state=told).say("disclosure_again")
    spoken = tuple(replace(say, interruptible=False) for say in words)
    return Decision(told, (*spoken, *decision.actions))


def _privacy_notice(turn: Turn) -> tuple[Say, ...]:
    language = turn.house.language
    where = (turn.house.office.privacy_notice or {}).get(language)
    # What the office file does not state is not said; `voicebot check` asks for it.
    return (turn.say_in(language, "privacy_at", where=where),) if where else ()


def _offers(turn: Turn, caller_number: str | None, needed: tuple[Say, ...]) -> list[Say]:
    """As many languages as may be offered and still leave the opening short enough."""
    left = _LONGEST_SECONDS * CHARACTERS_PER_SECOND - sum(len(say.text) for say in needed)
    offers = []
    for language in _offered_languages(turn.house, caller_number):
        offer = turn.say_in(language, "speak_here")
        left -= len(offer.text)
        if left < 0:
            break
        offers.append(offer)
    return offers


def _offered_languages(house: House, caller_number: str | None) -> tuple[str, ...]:
    """The languages that are offered: that of the caller's country first."""
    near = [code for code in _languages_of(caller_number) if code in house.languages]
    order = dict.fromkeys((*near, *house.greeting_languages))
    return tuple(code for code in order if code != house.language)[: house.opening_offers]


def _languages_of(caller_number: str | None) -> tuple[str, ...]:
    if caller_number is None:
        return ()
    try:
        number = phonenumbers.parse(caller_number)
    except phonenumbers.NumberParseException:
        return ()
    country = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return tuple(get_official_languages(country, regional=True, de_facto=True))
