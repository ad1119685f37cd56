import asyncio
from collections.abc import Mapping, Sequence

import numpy as np
import py_nanotts
import soxr
from numpy.typing import NDArray

from dialogs.actions import Expectation
from dialogs.outlook import Outlook
from languages.turn_words import Ending
from voicebot.errors import RecogniserError
from voicebot.settings import TurnSettings
from voicebot.speech.interfaces import NO_HINTS, Transcript
from voicebot.turns.listener import CallerTurn, TurnListener
from voicebot.turns.patience import Evidence

RATE = 8_000
SILENCE = np.zeros(RATE, dtype=np.int16)


class FakeRecogniser:
    idle = True

    def __init__(self, text: str, *, fails: bool = False) -> None:
        self._text = text
        self.heard: list[NDArray[np.int16]] = []
        self.hints: list[Mapping[str, str]] = []
        self._fails = fails

    async def transcribe(
        self,
        samples: NDArray[np.int16],
        languages: Sequence[str],
        *,
        expected: str | None = None,
        hints: Mapping[str, str] = NO_HINTS,
    ) -> Transcript:
        self.heard.append(samples)
        self.hints.append(hints)
        if self._fails:
            raise RecogniserError("the worker died")
        return Transcript(self._text, "de", {"de": 1.0}, 0.9, no_speech=not self._text)


class FakeJudge:
    def __init__(self, probability: float | None) -> None:
        self._probability = probability

    async def completion(self, samples: NDArray[np.int16]) -> float | None:
        return self._probability


def speech() -> NDArray[np.int16]:
    data = py_nanotts.NanoTTS().speak("Was kostet die Verlängerung?", voice="de-DE")
    samples = soxr.resample(np.frombuffer(data, dtype=np.int16), 16_000, RATE)
    return np.asarray(samples, dtype=np.int16)


class Ears:
    """A listener with notes of what it reported."""

    def __init__(
        self,
        completion: float | None = 0.9,
        *,
        text: str = "Was kostet die Verlängerung?",
        outlook: Outlook = Outlook.ANSWER,
        fails: bool = False,
        partial_seconds: float | None = None,
    ) -> None:
        self.foreseen: list[str] = []
        self._outlook = outlook
        self.turns: list[CallerTurn] = []
        self.partials: list[str] = []
        self.speech_begun = 0
        self.recogniser = FakeRecogniser(text, fails=fails)
        self.listener = TurnListener(
            sample_rate=RATE,
            settings=TurnSettings(partial_seconds=partial_seconds),
            recogniser=self.recogniser,
            judge=FakeJudge(completion),
            languages=("de", "en"),
            foresee=self._foresee,
            on_speech=self._on_speech,
            on_turn=self._on_turn,
            on_partial=self._on_partial,
        )

    async def _foresee(self, transcript: Transcript) -> Outlook:
        self.foreseen.append(transcript.text)
        return self._outlook

    async def _on_speech(self) -> None:
        self.speech_begun += 1

    async def _on_turn(self, turn: CallerTurn) -> None:
        self.turns.append(turn)

    async def _on_partial(self, transcript: Transcript) -> None:
        self.partials.append(transcript.text)

    async def hear(self, samples: NDArray[np.int16]) -> None:
        for at in range(0, len(samples), 160):
            await self.listener.hear(samples[at : at + 160])
            await asyncio.sleep(0)  # lets the trial's tasks run, as 20 ms of real time would

    async def settle(self) -> None:
        if self.listener._finishing:
            await self.listener._finishing


async def test_a_sentence_becomes_a_turn_with_its_transcript() -> None:
    ears = Ears()
    await ears.hear(np.concatenate((SILENCE, speech(), SILENCE)))
    await ears.settle()
    assert ears.speech_begun == 1
    assert [turn.transcript.text for turn in ears.turns if turn.transcript] == [
        "Was kostet die Verlängerung?"
    ]


async def test_the_recogniser_hears_the_whole_sentence_at_16_khz() -> None:
    ears = Ears()
    sentence = speech()
    await ears.hear(np.concatenate((SILENCE, sentence, SILENCE)))
    await ears.settle()
    heard = ears.recogniser.heard[-1]
    assert len(sentence) * 2 * 0.9 < len(heard) < len(sentence) * 2 + 16_000


async def waited(ears: Ears) -> float:
    await ears.hear(np.concatenate((SILENCE, speech(), SILENCE, SILENCE)))
    await ears.settle()
    (turn,) = ears.turns
    return turn.decided_at - turn.ended_at


async def test_what_is_plainly_finished_is_waited_for_least() -> None:
    question = await waited(Ears())
    statement = await waited(Ears(text="Ich habe meinen Ausweis in Krefeld verloren."))
    melody_goes_on = await waited(
        Ears(completion=0.1, text="Ich habe meinen Ausweis in Krefeld verloren.")
    )
    words_go_on = await waited(Ears(text="Was kostet die"))
    assert question < statement < melody_goes_on < words_go_on


async def test_what_cannot_be_answered_is_waited_for_longer() -> None:
    assert await waited(Ears()) < await waited(Ears(outlook=Outlook.UNCLEAR))


async def test_a_noise_that_interrupts_is_soon_over_and_nobody_is_asked_about_it() -> None:
    ears = Ears(text="")
    ears.listener.assistant_speaks = True
    assert await waited(ears) < TurnSettings().noise_seconds + 0.1
    assert ears.foreseen == []


async def test_a_turn_says_what_its_end_was_decided_from() -> None:
    ears = Ears(completion=0.8)
    await waited(ears)
    assert ears.turns[0].evidence == Evidence(
        0.8,
        no_speech=False,
        ending=Ending.COMPLETE,
        question=True,
        words=4,
        confidence=0.9,
        outlook=Outlook.ANSWER,
        expectation=Expectation.ANYTHING,
    )


async def test_a_dictated_number_gets_the_longest_pause() -> None:
    ears = Ears(text="Null drei null.", outlook=Outlook.MORE)
    ears.listener.expect(Expectation.PHONE_NUMBER, "de")
    await ears.hear(np.concatenate((SILENCE, speech(), SILENCE)))
    assert ears.turns == []
    await ears.hear(np.concatenate((SILENCE, SILENCE)))
    await ears.settle()
    assert len(ears.turns) == 1


async def test_the_recogniser_is_told_what_is_likely_to_be_said() -> None:
    ears = Ears()
    ears.listener.expect(Expectation.YES_NO, "de")
    await ears.hear(np.concatenate((SILENCE, speech(), SILENCE)))
    assert "Ja, bitte" in ears.recogniser.hints[-1]["de"]


async def test_a_trial_is_thrown_away_when_speech_goes_on() -> None:
    ears = Ears(text="Was kostet die")
    await ears.hear(np.concatenate((SILENCE, speech(), SILENCE[: RATE // 2], speech())))
    await ears.hear(np.concatenate((SILENCE, SILENCE)))
    await ears.settle()
    assert len(ears.turns) == 1
    assert len(ears.recogniser.heard) >= 2
    assert len(ears.recogniser.heard[-1]) > len(ears.recogniser.heard[0])


async def test_a_failing_recogniser_is_reported_as_a_turn_without_transcript() -> None:
    ears = Ears(fails=True)
    await ears.hear(np.concatenate((SILENCE, speech(), SILENCE)))
    await ears.settle()
    assert [turn.transcript for turn in ears.turns] == [None]


async def test_memory_stays_flat_in_silence() -> None:
    ears = Ears()
    await ears.hear(np.tile(SILENCE, 20))
    assert len(ears.listener._audio) < RATE * 2


async def test_words_so_far_are_reported_only_when_asked_for_and_a_recogniser_is_idle() -> None:
    partials = []
    for seconds, idle in ((None, True), (0.4, False), (0.4, True)):
        ears = Ears(partial_seconds=seconds)
        ears.recogniser.idle = idle
        await ears.hear(np.concatenate((SILENCE, speech(), SILENCE)))
        partials.append(len(ears.partials))
    assert partials[:2] == [0, 0]
    assert partials[2] >= 2
