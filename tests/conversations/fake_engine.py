"""An engine that understands what a scenario declares."""

from intents.slots import extract_slots
from intents.understanding import Alternative, Understanding
from voicebot.simulation.step import Step

SURE = 0.9


class FakeEngine:
    """Understands the present step of a scenario as the step says, and nothing else.

    Slots are read from the words as in reality; they need no training.
    """

    def __init__(self) -> None:
        self._step: Step | None = None

    def expect(self, step: Step) -> None:
        self._step = step

    def understand(self, text: str, language: str) -> Understanding:
        slots = extract_slots(text, language)
        step = self._step
        if step is None or step.say is None:
            return Understanding(language, None, 0.0, accepted=False, slots=slots)
        alone = text.strip() == step.say.strip()
        # Any other text is the caller's last question and this together.
        topic = step.understanding if alone else step.in_context_as
        if topic is not None:
            further = step.further if alone else ()
            return Understanding(
                language,
                topic,
                SURE,
                accepted=True,
                alternatives=(Alternative(topic, SURE),),
                further=tuple(Alternative(one, SURE) for one in further),
                slots=slots,
            )
        considered = (step.alternatives or {}) if alone else {}
        alternatives = sorted(
            (Alternative(*one) for one in considered.items()), key=lambda one: -one.confidence
        )
        best = alternatives[0] if alternatives else None
        return Understanding(
            language,
            best.topic if best else None,
            best.confidence if best else 0.0,
            accepted=False,
            alternatives=tuple(alternatives),
            slots=slots,
        )
