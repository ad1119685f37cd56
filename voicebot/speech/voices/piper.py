"""Piper: neural voices on ordinary processors (https://github.com/OHF-Voice/piper1-gpl).

piper-tts turns texts into phonemes and their numbers; the network is run here, so that a
sentence can be heard before it is computed to its end.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from piper import PiperVoice as Engine
from piper.config import PiperConfig
from piper.tashkeel import TASHKEEL_DIR, TashkeelDiacritizer

from voicebot.errors import ModelError, VoiceError
from voicebot.speech.synthesis.sentences import split_sentences
from voicebot.speech.voices.base import Outline
from voicebot.speech.voices.cleaning import clean, has_words
from voicebot.speech.voices.edges import trim
from voicebot.speech.voices.piper_config import read_piper_config
from voicebot.speech.voices.piper_network import (
    Arguments,
    PartedNetwork,
    load_network,
    open_session,
)

# At DEBUG the engine logs every text it speaks; those hold callers' names and numbers.
logging.getLogger("piper").setLevel(logging.INFO)

# Each becomes at least one frame.
_PROBE_PHONEMES = 128


class PiperVoice:
    """One Piper voice at its own sample rate, on one thread.

    Args:
        model: ``NAME.onnx``; ``NAME.onnx.json`` lies beside it.

    Raises:
        ModelError: One of the files is missing or damaged.
    """

    def __init__(self, model: Path) -> None:
        self._config, raw = read_piper_config(model)
        try:
            config = PiperConfig.from_dict(raw)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{model}.json is no Piper voice: {error}") from error
        self._engine = Engine(session=None, config=config)
        self._network = load_network(model, self._probe())
        if self._config.espeak.voice == "ar":
            # Arabic is written without its vowels; the engine puts them in with a second model.
            self._engine.tashkeel_diacritizier = TashkeelDiacritizer()
            self._engine.tashkeel_diacritizier.session = open_session(TASHKEEL_DIR / "model.onnx")
        self.name = model.stem
        self.sample_rate = self._config.audio.sample_rate

    def synthesise(self, text: str, *, speed: float = 1.0) -> Iterator[NDArray[np.int16]]:
        """Speak ``text``; see ``Voice.synthesise``."""
        for sentence in self._sentences(text):
            with self._failures_named():
                audio = [
                    self._network.audio(arguments) for arguments in self._arguments(sentence, speed)
                ]
            samples = _pcm(np.concatenate(audio)) if audio else np.zeros(0, np.int16)
            if samples.any():
                yield trim(samples, self.sample_rate)

    def outline(self, text: str, *, speed: float = 1.0) -> Outline | None:
        """Settle how one sentence will be spoken; see ``PiecewiseVoice.outline``."""
        sentences = self._sentences(text)
        if not isinstance(self._network, PartedNetwork) or len(sentences) != 1:
            return None
        with self._failures_named():
            arguments = self._arguments(sentences[0], speed)
            return self._network.outline(arguments[0]) if len(arguments) == 1 else None

    def render(self, outline: Outline) -> NDArray[np.float32]:
        """Compute the sound of frames; see ``PiecewiseVoice.render``."""
        assert isinstance(self._network, PartedNetwork)
        with self._failures_named():
            return self._network.render(outline)

    def _sentences(self, text: str) -> list[str]:
        return [
            sentence if self._config.knows_capitals else sentence.lower()
            for sentence in split_sentences(clean(text), self._config.language_code)
            if has_words(sentence)
        ]

    def _arguments(self, sentence: str, speed: float) -> list[Arguments]:
        """What the network is to say; the engine may find several sentences, or none."""
        return [
            self._say(self._engine.phonemes_to_ids(phonemes), speed)
            for phonemes in self._engine.phonemize(sentence)
            if phonemes
        ]

    def _say(self, phonemes: Sequence[int], speed: float) -> Arguments:
        config = self._engine.config
        scales = (config.noise_scale, config.length_scale / speed, config.noise_w_scale)
        arguments: dict[str, NDArray[Any]] = {
            "input": np.array([phonemes], np.int64),
            "input_lengths": np.array([len(phonemes)], np.int64),
            "scales": np.array(scales, np.float32),
        }
        if config.num_speakers > 1:
            arguments["sid"] = np.array([config.default_speaker_id], np.int64)
        return arguments

    def _probe(self) -> Arguments:
        """Some hundred phonemes, whatever they mean."""
        known = [number for numbers in self._config.phoneme_id_map.values() for number in numbers]
        return self._say(list(islice(cycle(known), _PROBE_PHONEMES)), 1.0)

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            # Whatever the native parts raise, the call goes on.
            raise VoiceError(f"{self.name} cannot speak a sentence: {error}") from error


def _pcm(audio: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.asarray(np.rint(np.clip(audio, -1, 1) * np.float32(32767)), np.int16)
