"""Everything that all conversations share: knowledge, understanding, records, speech."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from loguru import logger

from dialogs.dialogue import Dialogue
from dialogs.house import House
from dialogs.opening import disclosure
from intents.errors import KnowledgeError
from intents.knowledge import load_knowledge
from intents.office import load_office
from intents.understanding import UnderstandingEngine
from languages.phrases import load_phrases
from voicebot.conversation import Conversation
from voicebot.errors import InputError
from voicebot.fulfilment import StartRecorder
from voicebot.models.store import model_folder
from voicebot.records.store import Records
from voicebot.settings import Settings
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.speech.synthesis.pool import SynthesiserPool
from voicebot.speech.synthesis.prepared import PreparedSpeech
from voicebot.speech.voices.catalogue import describe, find_voice
from voicebot.turns.completion import TurnCompletionPool
from voicebot.understanding import load_engine

CALL_SAMPLE_RATE = 8_000
"""Hertz at which speech is synthesised: the telephone's."""


def load_house(settings: Settings) -> House:
    """Read everything that the dialogue says from its files.

    Raises:
        InputError: A file is broken; the message names the file and the place.
    """
    try:
        return House(
            knowledge=load_knowledge(settings.languages),
            phrases=load_phrases(settings.languages),
            office=load_office(settings.office_file),
            languages=settings.languages,
            patience_seconds=settings.conversation.patience_seconds,
            max_call_seconds=settings.conversation.max_call_seconds,
            opening_languages=settings.conversation.opening_languages,
            opening_offers=settings.conversation.opening_offers,
            handover=settings.handover.target is not None,
            urgent_handover=settings.handover.urgent_target is not None,
            text_messages=settings.twilio.sends_messages,
            recording=settings.conversation.offer_recording,
        )
    except (KnowledgeError, ValueError) as error:
        raise InputError(str(error)) from error


@dataclass(frozen=True, slots=True)
class TextAssistant:
    """What a conversation needs without sound: chat, simulation in text."""

    settings: Settings
    house: House
    engine: UnderstandingEngine
    records: Records

    @classmethod
    def open(cls, settings: Settings) -> "TextAssistant":
        """Load knowledge and understanding and open the records; blocks.

        Raises:
            InputError: A file or the database cannot be used.
        """
        house = load_house(settings)
        engine = load_engine(settings)
        records = Records.open(
            settings.resolved_database_url, announces_callbacks=settings.webhook.url is not None
        )
        return cls(settings, house, engine, records)

    def now(self) -> datetime:
        """The office's wall clock."""
        return datetime.now(self.house.office.timezone)

    def conversation(
        self,
        call_id: str,
        now: Callable[[], datetime] | None = None,
        *,
        written: bool = False,
        start_recorder: StartRecorder | None = None,
    ) -> Conversation:
        """A new conversation about a call that is in the records.

        Args:
            call_id: Identifier of the call.
            now: Another clock than the office's.
            written: Whether the caller types.
            start_recorder: Begins to record the sound; None where there is none.
        """
        return Conversation(
            call_id=call_id,
            dialogue=Dialogue(self.house),
            engine=self.engine,
            records=self.records,
            languages=self.settings.languages,
            now=now or self.now,
            written=written,
            start_recorder=start_recorder,
        )


@dataclass(frozen=True, slots=True)
class Assistant(TextAssistant):
    """What a spoken conversation needs."""

    recogniser: RecogniserPool
    synthesiser: SynthesiserPool
    judge: TurnCompletionPool

    @classmethod
    async def start(cls, settings: Settings) -> "Assistant":
        """Load everything; afterwards calls can be taken at once.

        Raises:
            InputError: A file or the database cannot be used.
            ModelError: Weights are missing or damaged.
            SpeechError: A model could not be loaded.
        """
        recogniser = RecogniserPool(
            model_folder(settings.recogniser.model, settings), settings.recogniser
        )
        sources = {language: find_voice(language, settings) for language in settings.languages}
        for source in sources.values():
            (logger.warning if source.fallback else logger.info)(describe(source))
        prepared = PreparedSpeech(
            settings.data_folder / "prepared-speech",
            settings.voice.cache_megabytes * 1_000_000,
            CALL_SAMPLE_RATE,
        )
        synthesiser = SynthesiserPool(sources, settings.voice, prepared, CALL_SAMPLE_RATE)
        judge = TurnCompletionPool()
        text = await asyncio.to_thread(TextAssistant.open, settings)
        try:
            await asyncio.gather(
                recogniser.start(), synthesiser.start(text.house.greeting_languages), judge.start()
            )
        except BaseException:
            await asyncio.gather(recogniser.close(), synthesiser.close(), judge.close())
            await text.records.close()
            raise
        synthesiser.prepare(_approved_texts(text.house))
        return cls(settings, text.house, text.engine, text.records, recogniser, synthesiser, judge)

    async def close(self) -> None:
        """End the workers and close the records."""
        await asyncio.gather(self.recogniser.close(), self.synthesiser.close(), self.judge.close())
        await self.records.close()


def _approved_texts(house: House) -> Iterator[tuple[str, str]]:
    """All texts that are always said in the same words, the greeting's first."""
    yield disclosure(house, house.language).text, house.language
    for language in house.languages:
        yield from ((text, language) for text in house.phrases.fixed_texts(language))
        for topic in house.knowledge.topics:
            if text := house.answer(topic, language):
                yield text, language
        if house.speaks_easily(language):
            for topic in house.knowledge.topics:
                if text := house.answer(topic, language, easy=True):
                    yield text, language
