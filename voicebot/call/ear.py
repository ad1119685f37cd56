"""The processor that listens: sound in, finished turns out."""

from collections.abc import Awaitable, Callable

import numpy as np
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    UserStartedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.utils.time import time_now_iso8601

from dialogs.outlook import Outlook
from voicebot.call.frames import CallerTurnFrame, ExpectFrame
from voicebot.settings import TurnSettings
from voicebot.speech.interfaces import Recogniser, Transcript
from voicebot.turns.listener import CallerTurn, CompletionJudge, TurnListener


class Ear(FrameProcessor):
    """Wraps a ``TurnListener``; audio ends here.

    Args:
        sample_rate: Hertz of the call.
        settings: Thresholds of turn taking.
        recogniser: Shared recogniser.
        judge: Shared judge of completeness.
        languages: ISO 639-1 codes that may be spoken.
        foresee: Tells what the dialogue would make of a transcript.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        settings: TurnSettings,
        recogniser: Recogniser,
        judge: CompletionJudge,
        languages: tuple[str, ...],
        foresee: Callable[[Transcript], Awaitable[Outlook]],
    ) -> None:
        super().__init__()
        self._listener = TurnListener(
            sample_rate=sample_rate,
            settings=settings,
            recogniser=recogniser,
            judge=judge,
            languages=languages,
            foresee=foresee,
            on_speech=self._on_speech,
            on_turn=self._on_turn,
            on_partial=self._on_partial,
        )

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Take the caller's sound and the dialogue's expectations; pass everything else."""
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            await self._listener.hear(np.frombuffer(frame.audio, dtype=np.int16))
        elif isinstance(frame, ExpectFrame):
            self._listener.expect(frame.expectation, frame.language)
        else:
            if isinstance(frame, BotStartedSpeakingFrame | BotStoppedSpeakingFrame):
                self._listener.assistant_speaks = isinstance(frame, BotStartedSpeakingFrame)
            await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Give up what is in progress."""
        await super().cleanup()
        await self._listener.close()

    async def _on_speech(self) -> None:
        await self.push_frame(UserStartedSpeakingFrame())

    async def _on_turn(self, turn: CallerTurn) -> None:
        await self.push_frame(CallerTurnFrame(turn))

    async def _on_partial(self, transcript: Transcript) -> None:
        await self.push_frame(
            InterimTranscriptionFrame(
                text=transcript.text,
                user_id="caller",
                timestamp=time_now_iso8601(),
            )
        )
