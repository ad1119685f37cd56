"""Recognition with the real model; the speaker is SVOX Pico over a telephone's 8 kHz."""

import math
from functools import cache

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from languages.recognition_hints import recognition_hints
from voicebot.models.store import model_folder
from voicebot.settings import RecogniserSettings, Settings
from voicebot.simulation.sounds import sound
from voicebot.simulation.voices import caller_voice
from voicebot.speech.recognition.hypothesis import Hypothesis
from voicebot.speech.recognition.loading import arithmetic
from voicebot.speech.recognition.margins import margin_seconds
from voicebot.speech.recognition.whisper import RecognitionJob, WhisperWorker, _weighed

LANGUAGES = ("de", "en")


@cache
def worker() -> WhisperWorker:
    settings = RecogniserSettings()
    return WhisperWorker(
        model_folder(settings.model, Settings()),
        settings.device,
        arithmetic(settings),
        margin_seconds(settings.model),
        settings.beam_size,
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


@pytest.mark.speech
@pytest.mark.parametrize("level_db", [-25, -10, 15])
def test_neither_a_quiet_nor_a_clipped_line_changes_the_words(level_db: int) -> None:
    text = "Welche Unterlagen brauche ich für den Antrag?"
    loud = telephone(text, "de") * 10 ** (level_db / 20)
    samples = np.clip(np.rint(loud), -32768, 32767).astype(np.int16)
    assert worker()(RecognitionJob(samples, ("de",))).text == text


@pytest.mark.speech
@pytest.mark.parametrize("expectation", [None, "anything", "yes_no"])
@pytest.mark.parametrize(
    "kind",
    ["silence", "white_noise", "hum", "dtmf", "dial_tone", "breathing", "cough", "click", "music"],
)
def test_noise_has_no_words_whatever_is_expected(kind: str, expectation: str | None) -> None:
    hints = recognition_hints(expectation) if expectation else {}
    samples = np.asarray(soxr.resample(sound(kind, 2.0, 5), 8_000, 16_000), dtype=np.int16)
    transcript = worker()(RecognitionJob(samples, LANGUAGES, "de", hints))
    assert transcript.no_speech
    assert transcript.text == ""


@pytest.mark.speech
@pytest.mark.parametrize("samples", [0, 1, 200, 400])
def test_next_to_nothing_is_no_speech(samples: int) -> None:
    assert worker()(RecognitionJob(np.zeros(samples, np.int16), LANGUAGES)).no_speech


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


def hypothesis(text: str, probability: float) -> Hypothesis:
    return Hypothesis(
        text=text,
        average_log_probability=math.log(probability),
        no_speech_probability=0.01,
        tokens=len(text.split()),
        token_limit=60,
        hinted=False,
    )


def test_a_language_in_which_the_decoder_guesses_loses_to_one_in_which_it_is_sure() -> None:
    scores = {"pl": 0.5, "uk": 0.4, "de": 0.1}
    weighed = _weighed(
        scores, {"pl": hypothesis("dobri den", 0.5), "uk": hypothesis("добрий день", 0.8)}
    )
    assert weighed["uk"] > weighed["pl"]
    assert weighed["de"] == scores["de"]
    assert sum(weighed.values()) == pytest.approx(1, abs=0.001)


def test_a_loop_is_no_sign_of_a_language() -> None:
    looping = hypothesis("ja ja ja ja ja ja ja ja ja ja ja ja ja ja ja ja ja ja ja ja", 0.99)
    weighed = _weighed({"de": 0.5, "uk": 0.5}, {"de": looping, "uk": hypothesis("так", 0.6)})
    assert weighed["uk"] > weighed["de"]
