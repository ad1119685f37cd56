"""Piper: neural voices on ordinary processors (https://github.com/OHF-Voice/piper1-gpl)."""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from piper import PiperVoice as Engine
from piper.config import PiperConfig
from piper.tashkeel import TASHKEEL_DIR, TashkeelDiacritizer

from voicebot.errors import ModelError, VoiceError
from voicebot.speech.synthesis.sentences import split_sentences
from voicebot.speech.voices.cleaning import clean, has_words
from voicebot.speech.voices.piper_config import read_piper_config

# At DEBUG the engine logs every text it speaks; those hold callers' names and numbers.
logging.getLogger("piper").setLevel(logging.INFO)

_INPUTS = {"input", "input_lengths", "scales"}


class PiperVoice:
    """One Piper voice at its own sample rate, on one thread.

    Args:
        model: ``NAME.onnx``; ``NAME.onnx.json`` lies beside it.

    Raises:
        ModelError: One of the files is missing or damaged.
    """

    def __init__(self, model: Path) -> None:
        self._config, raw = read_piper_config(model)
        session = _session(model)
        missing = _INPUTS - {node.name for node in session.get_inputs()}
        if missing:
            raise ModelError(f"{model} is no Piper voice: it takes no {min(missing)}")
        try:
            self._engine = Engine(session=session, config=PiperConfig.from_dict(raw))
        except (KeyError, ValueError) as error:
            raise ModelError(f"{model}.json is no Piper voice: {error}") from error
        if self._config.espeak.voice == "ar":
            # Arabic is written without its vowels; the engine puts them in with a second model.
            self._engine.tashkeel_diacritizier = TashkeelDiacritizer()
            self._engine.tashkeel_diacritizier.session = _session(TASHKEEL_DIR / "model.onnx")
        self.name = model.stem
        self.sample_rate = self._config.audio.sample_rate

    def synthesise(self, text: str) -> Iterator[NDArray[np.int16]]:
        """Speak ``text``; see ``Voice.synthesise``."""
        for sentence in split_sentences(clean(text), self._config.language_code):
            if not has_words(sentence):
                continue
            readable = sentence if self._config.knows_capitals else sentence.lower()
            try:
                chunks = [chunk.audio_int16_array for chunk in self._engine.synthesize(readable)]
            except Exception as error:
                # Whatever the native parts raise, the call goes on.
                raise VoiceError(f"{self.name} cannot speak a sentence: {error}") from error
            if chunks:
                yield np.concatenate(chunks)


def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # The pools decide how many cores are at work; a session of its own threads would fight them.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(
            str(model), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        # onnxruntime has a type of its own for each kind of damage and no common one.
        raise ModelError(f"{model} is missing or damaged: {error}") from error
