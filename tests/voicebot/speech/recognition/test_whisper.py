"""Recognition with the real model; the speaker is SVOX Pico over a telephone's 8 kHz."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soxr
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from languages.recognition_hints import recognition_hints
from voicebot.errors import RecogniserError
from voicebot.models.store import model_folder
from voicebot.settings import RecogniserSettings, Settings
from voicebot.simulation.voices import caller_voice
from voicebot.speech.recognition.pool import RecogniserPool
from voicebot.speech.recognition.whisper import (
    RecognitionJob,
    WhisperWorker,
    _repeats_itself,
    _split_at_pauses,
)

LANGUAGES = ("de", "en")


@cache
def worker() -> WhisperWorker:
    settings = RecogniserSettings()
    return WhisperWorker(
        model_folder(settings.model, Settings()),
        settings.device,
        settings.compute_type,
        settings.margin_seconds,
        settings.doubtful_below,
    )


def telephone(text: str, language: str) -> NDArray[np.int16]:
    narrow = caller_voice(language, 0).speak(text)
    padded = np.concatenate((np.zeros(2_400, np.int16), narrow, np.zeros(1_600, np.int16)))
    return np.asarray(soxr.resample(padded, 8_000, 16_000), dtype=np.int16)


@pytest.mark.speech
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Welche Unterlagen brauche ich für den Antrag?", "de"),
        ("How much does it cost to extend my residence permit?", "en"),
    ],
)
def test_a_sentence_is_recognised_in_the_language_it_is_spoken_in(text: str, language: str) -> None:
    transcript = worker()(RecognitionJob(telephone(text, language), LANGUAGES))
    assert transcript.text == text
    assert transcript.language == language
    assert transcript.language_scores[language] > 0.9
    assert not transcript.no_speech


@pytest.mark.speech
def test_a_short_answer_stays_in_the_language_of_the_call() -> None:
    hints = recognition_hints("yes_no")
    job = RecognitionJob(telephone("Ja, bitte.", "de"), LANGUAGES, "de", hints)
    assert worker()(job).text == "Ja, bitte."


def noises() -> dict[str, NDArray[np.int16]]:
    random = np.random.default_rng(0)
    time = np.arange(32_000) / 16_000
    cough = np.zeros(32_000)
    cough[8_000:11_200] = random.normal(0, 6_000, 3_200) * np.hanning(3_200)
    sounds = {
        "silence": np.zeros(32_000),
        "white noise": random.normal(0, 800, 32_000),
        "line noise": random.normal(0, 30, 32_000),
        "dial tone": 8_000 * np.sin(2 * np.pi * 425 * time),
        "key": 5_000 * (np.sin(2 * np.pi * 770 * time) + np.sin(2 * np.pi * 1336 * time)),
        "hum": 4_000 * np.sin(2 * np.pi * 50 * time),
        "cough": cough,
    }
    return {name: sound.astype(np.int16) for name, sound in sounds.items()}


@pytest.mark.speech
@pytest.mark.parametrize("expectation", ["anything", "yes_no"])
@pytest.mark.parametrize("name", noises())
def test_noise_has_no_words_whatever_is_expected(name: str, expectation: str) -> None:
    hints = recognition_hints(expectation)
    transcript = worker()(RecognitionJob(noises()[name], LANGUAGES, "de", hints))
    assert transcript.no_speech
    assert transcript.text == ""


@pytest.mark.speech
def test_what_is_longer_than_the_window_is_recognised_piece_by_piece() -> None:
    keywords = {
        "Welche Unterlagen brauche ich für den Antrag?": "Unterlagen",
        "Wie lange dauert die Bearbeitung?": "Bearbeitung",
        "Ich habe meine Karte verloren, was soll ich jetzt machen?": "Karte",
        "Ich bin umgezogen, muss ich das melden?": "umgezogen",
        "Wie werde ich deutscher Staatsbürger?": "Staatsbürger",
        "Kann ich den Antrag online stellen?": "online",
        "Ich möchte gerne einen Termin vereinbaren.": "Termin",
        "Wann haben Sie am Donnerstag geöffnet?": "Donnerstag",
        "Mein Reisepass ist leider abgelaufen.": "Reisepass",
        "Wo finde ich das Formular auf Ihrer Seite?": "Formular",
        "Vielen Dank für Ihre freundliche Hilfe.": "Dank",
    }
    pause = np.zeros(8_000, dtype=np.int16)
    long = np.concatenate([piece for text in keywords for piece in (telephone(text, "de"), pause)])
    assert len(long) > 31 * 16_000
    text = worker()(RecognitionJob(long, LANGUAGES)).text
    found = [word for word in keywords.values() if word in text]
    assert len(found) >= len(keywords) - 2, text


async def test_a_folder_without_a_model_is_one_clear_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pool = RecogniserPool(tmp_path, RecogniserSettings())
    with pytest.raises(RecogniserError, match="voicebot check"):
        await pool.start()
    capfd.readouterr()  # the worker's own traceback


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("press one to record press one to record", True),
        ("nein nein das stimmt nicht", False),
        ("null drei null null drei null", True),
        ("", False),
    ],
)
def test_a_phrase_said_twice_in_a_row_is_noticed(text: str, repeats: bool) -> None:
    assert _repeats_itself(text) is repeats


@given(st.integers(1, 200_000), st.integers(10_000, 60_000))
def test_pieces_fit_the_window_and_nothing_is_lost(length: int, window: int) -> None:
    samples = np.arange(length, dtype=np.int64).astype(np.int16)
    pieces = _split_at_pauses(samples, window)
    assert all(len(piece) <= window for piece in pieces)
    assert np.array_equal(np.concatenate(pieces), samples)
