"""The processor that speaks: sentences in, audio and marks out."""

from loguru import logger
from pipecat.frames.frames import Frame, TTSAudioRawFrame, TTSStartedFrame, TTSStoppedFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voicebot.call.frames import MarkFrame, SentenceFrame
from voicebot.errors import VoiceError
from voicebot.speech.interfaces import Synthesiser


class Mouth(FrameProcessor):
    """Synthesises each ``SentenceFrame`` and marks its end.

    Args:
        synthesiser: Shared synthesiser.
    """

    def __init__(self, synthesiser: Synthesiser) -> None:
        super().__init__()
        self._synthesiser = synthesiser

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Speak sentences; pass everything else."""
        await super().process_frame(frame, direction)
        if isinstance(frame, SentenceFrame):
            await self._speak(frame)
        else:
            await self.push_frame(frame, direction)

    async def _speak(self, sentence: SentenceFrame) -> None:
        await self._push(TTSStartedFrame(), sentence)
        try:
            async for chunk in self._synthesiser.speak(
                sentence.sentence, sentence.language, pace=sentence.pace
            ):
                audio = TTSAudioRawFrame(
                    audio=chunk.samples.tobytes(), sample_rate=chunk.sample_rate, num_channels=1
                )
                await self._push(audio, sentence)
        except VoiceError as error:
            # The mark still follows, so that the call goes on instead of waiting for ever.
            logger.error("a sentence could not be spoken: {}", error)
        await self._push(TTSStoppedFrame(), sentence)
        await self._push(MarkFrame(sentence.mark), sentence)

    async def _push(self, frame: Frame, sentence: SentenceFrame) -> None:
        frame.interruptible = sentence.interruptible
        await self.push_frame(frame)
