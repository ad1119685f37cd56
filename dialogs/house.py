"""What a dialogue speaks for: the office, its knowledge, its sentences."""

from dataclasses import dataclass

from intents.knowledge import Knowledge
from intents.office import Office
from languages.phrases import Phrases

# Asking for a callback, for a person or for the hours says nothing about the matter.
_NO_MATTER = frozenset({"callback", "human", "opening_hours"})


@dataclass(frozen=True, slots=True)
class House:
    """Everything a dialogue knows besides the call itself.

    Attributes:
        knowledge: The subjects with their approved answers.
        phrases: The assistant's own sentences.
        office: Name, hours, callbacks.
        languages: ISO 639-1 codes spoken, the office's own first; also the order of the keys.
        opening_languages: Codes of other languages that are offered in the opening, in order.
        opening_offers: How many of them are; each makes the opening longer.
        patience_seconds: Silence after which the caller is asked whether they are there.
        max_call_seconds: A call that lasts longer is ended politely.
        handover: Whether there are people to whom calls can be put through in service hours.
        urgent_handover: Whether there are at any hour, for urgent matters.
        text_messages: Whether text messages can be sent.
        recording: Whether callers are asked for consent to be recorded.
    """

    knowledge: Knowledge
    phrases: Phrases
    office: Office
    languages: tuple[str, ...]
    patience_seconds: float
    max_call_seconds: float
    opening_languages: tuple[str, ...] = ()
    opening_offers: int = 3
    handover: bool = False
    urgent_handover: bool = False
    text_messages: bool = False
    recording: bool = False

    @property
    def language(self) -> str:
        """The office's own language, in which every new caller is greeted."""
        return self.languages[0]

    @property
    def greeting_languages(self) -> tuple[str, ...]:
        """The office's own language and those that every new caller is offered."""
        order = (self.language, *self.opening_languages, *self.languages)
        spoken = [code for code in dict.fromkeys(order) if code in self.languages]
        return tuple(spoken[: 1 + self.opening_offers])

    def office_name(self, language: str) -> str:
        """The office's name in ``language``, in its own language where it has no other."""
        return self.office.name.get(language, self.office.name[self.office.language])

    def answer(
        self, topic: str, language: str, *, longer: bool = False, easy: bool = False
    ) -> str | None:
        """The approved text about a subject, as it is true for this office; None if it has none.

        Args:
            topic: The subject.
            language: ISO 639-1 code.
            longer: The form that tells more; the subject has one in this language.
            easy: In easy words, where there are any.
        """
        answer = self.knowledge.answer(topic, language, easy=easy)
        if answer is None:
            return None
        if longer and answer.longer:
            return answer.longer
        return answer.say(self.office.facts(language))

    def has_longer(self, topic: str, language: str) -> bool:
        """Whether more can be told about a subject than its answer."""
        answer = self.knowledge.answer(topic, language)
        return answer is not None and answer.longer is not None

    def speaks_easily(self, language: str) -> bool:
        """Whether there are answers in easy words of ``language``."""
        return self.knowledge.speaks_easily(language)

    def is_subject(self, topic: str) -> bool:
        """Whether a callback can be about ``topic``."""
        return topic in self.knowledge.topics and topic not in _NO_MATTER

    def message(self, topic: str, language: str) -> str | None:
        """The text message about a subject with the office's link, None where there is none."""
        answer = self.knowledge.answer(topic, language)
        if answer is None or answer.message is None:
            return None
        return " ".join(answer.message.replace("{link}", self.office.link(topic) or "").split())
