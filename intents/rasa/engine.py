"""Rasa beside the in-process engine: Rasa says which topic, everything else stays ours."""

from collections.abc import Collection
from dataclasses import replace
from typing import Protocol

from loguru import logger

from intents.engine.normalisation import spoken_form
from intents.rasa.circuit import CircuitBreaker
from intents.rasa.errors import RasaAnswerError
from intents.understanding import Alternative, Understanding, UnderstandingEngine

_ALTERNATIVES = 5


class IntentRanking(Protocol):
    """Anything that ranks intents for a sentence; ``RasaClient``."""

    def ranking(self, text: str) -> tuple[Alternative, ...]:
        """Return intents, best first; raises ``RasaAnswerError``."""
        ...


class RasaEngine:
    """Reads sentences with Rasa; safe to use from several threads.

    The in-process engine reads every sentence as well. Its gate decides whether the sentence is
    in scope: DIET is sure of nine in ten sentences that are out of scope, so no confidence of
    Rasa's ever accepts anything, and whatever engine runs, the same sentences are let through.
    The slots are its, too, and its topic stands when Rasa gives none.

    Args:
        own: The in-process engine.
        rasa: The server.
        circuit: Keeps callers from waiting for a server that is down.
        topics: What may be answered; what else an outdated model knows is ignored.
    """

    def __init__(
        self,
        own: UnderstandingEngine,
        rasa: IntentRanking,
        circuit: CircuitBreaker,
        topics: Collection[str],
    ) -> None:
        self._own = own
        self._rasa = rasa
        self._circuit = circuit
        self._topics = frozenset(topics)

    def understand(self, text: str, language: str) -> Understanding:
        """Read ``text`` as a sentence of ``language``; blocks, never raises.

        Without Rasa (down, slow, broken) the answer is the in-process engine's.
        """
        own = self._own.understand(text, language)
        if own.topic is None:
            return own  # what no person can have said is not sent anywhere
        ranked = [one for one in self._ranking(text) if one.topic in self._topics]
        if not ranked:
            return own
        return replace(
            own,
            topic=ranked[0].topic,
            confidence=ranked[0].confidence,
            alternatives=tuple(ranked[:_ALTERNATIVES]),
            further=tuple(one for one in own.further if one.topic != ranked[0].topic),
        )

    def _ranking(self, text: str) -> tuple[Alternative, ...]:
        if not self._circuit.allows():
            return ()
        was_open = self._circuit.is_open
        try:
            ranking = self._rasa.ranking(spoken_form(text))
        except RasaAnswerError as problem:
            self._circuit.failed()
            if self._circuit.is_open and not was_open:
                logger.warning("Rasa is left alone for a while: {}", problem)
            return ()
        self._circuit.succeeded()
        if was_open:
            logger.info("Rasa answers again")
        return ranking
