import numpy as np
import pytest

from benchmarks.recognition import HeardClip, compare, normalise, over_the_line
from voicebot.simulation.line import line


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "...to mute, or UNMUTE yourself.", "to mute or unmute yourself"),
        ("en", "Press 1, or 21 now", "press one or twenty one now"),
        ("es", "Número de extensión", "numero de extension"),
        ("fr", "Composez le n° 3, s’il vous plaît", "composez le n trois s'il vous plait"),
        ("it", "premere il tasto 7", "premere il tasto sette"),
        ("ru", "Нажмите «решётку» 2", "нажмите решетку два"),
        ("en", "a number like 1234567890123", "a number like 1234567890123"),
    ],
)
def test_texts_are_compared_by_their_words(language: str, text: str, expected: str) -> None:
    assert normalise(text, language) == expected


def test_without_a_language_numbers_stay() -> None:
    assert normalise("Press 1.") == "press 1"


def _heard(said: str, ours: str, stock: str, ours_ms: float, stock_ms: float) -> HeardClip:
    return HeardClip("prompt", 2.0, said, ours, stock, ours_ms, stock_ms)


def test_errors_are_counted_over_all_words_and_speed_clip_by_clip() -> None:
    comparison = compare(
        "en",
        "clean",
        [
            _heard(
                "press one to listen now please", "press one to listen now please", "", 100, 900
            ),
            _heard("good bye", "good buy", "good bye", 200, 800),
            _heard("please hold on", "please hold on", "please hold on", 300, 600),
        ],
    )

    assert comparison.clips == 3
    assert comparison.ours_word_error_rate == pytest.approx(1 / 11, abs=1e-4)
    assert comparison.stock_word_error_rate == pytest.approx(6 / 11, abs=1e-4)
    assert comparison.difference_points == pytest.approx(-500 / 11, abs=0.01)
    assert (comparison.ours_median_ms, comparison.stock_median_ms) == (200, 800)
    assert comparison.ours_p95_ms == 290
    assert comparison.times_faster == 4


def test_a_clip_comes_back_from_the_line_as_long_as_it_was() -> None:
    time = np.arange(16_000) / 16_000
    tone = (8_000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)

    arrived = over_the_line(tone, line("clean"), 1)

    assert arrived.dtype == np.int16
    assert len(arrived) == len(tone)
    assert np.abs(arrived[1_000:-1_000].astype(int) - tone[1_000:-1_000]).max() < 100
    assert not np.array_equal(arrived, over_the_line(tone, line("mobile"), 1))
