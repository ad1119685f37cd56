from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from benchmarks.no_words import HOLD_MUSIC, Clip, Finding, examine, make_clips, tally
from voicebot.settings import Settings
from voicebot.simulation.sounds import SOUND_KINDS, sound
from voicebot.speech.interfaces import NO_HINTS, Transcript


@pytest.fixture
def music(tmp_path: Path) -> Path:
    path = tmp_path / "music.wav"
    soundfile.write(path, sound("music", 8, 1), 8_000)
    return path


def test_every_kind_comes_in_turn_and_the_same_clips_come_again(music: Path) -> None:
    clips = make_clips(34, 5, [music])

    assert [clip.kind for clip in clips[:16]] == [*SOUND_KINDS, HOLD_MUSIC]
    assert Counter(clip.kind for clip in clips)["silence"] == 3
    assert all(0.5 <= len(clip.samples) / 8_000 <= 6 for clip in clips)
    again = make_clips(34, 5, [music])
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(clips, again, strict=True))
    assert len({clip.samples.tobytes() for clip in clips}) == 34


def test_music_on_hold_is_left_out_where_there_is_none() -> None:
    assert {clip.kind for clip in make_clips(32, 1, [])} == set(SOUND_KINDS)


def test_findings_are_counted_by_kind() -> None:
    findings = [
        Finding("cough", 1.0, speech=True, unhinted="Thank you.", hinted=""),
        Finding("hum", 1.0, speech=False, unhinted="", hinted="Goodbye."),
        Finding("cough", 1.0, speech=False, unhinted="you", hinted="you"),
    ]

    coughs, hum = tally(findings)

    assert (coughs.kind, coughs.clips, coughs.speech) == ("cough", 2, 1)
    assert (coughs.recogniser_unhinted, coughs.recogniser_hinted) == (2, 1)
    assert (coughs.whole_way_unhinted, coughs.whole_way_hinted) == (1, 0)
    assert (hum.kind, hum.recogniser_hinted, hum.whole_way_hinted) == ("hum", 1, 0)


class FakeRecogniser:
    """Hears a word in everything as soon as it is given a hint."""

    idle = True

    def __init__(self) -> None:
        self.lengths: list[int] = []

    async def transcribe(
        self,
        samples: NDArray[np.int16],
        languages: Sequence[str],
        *,
        expected: str | None = None,
        hints: Mapping[str, str] = NO_HINTS,
    ) -> Transcript:
        self.lengths.append(len(samples))
        scores = {language: 1 / len(languages) for language in languages}
        return Transcript("Goodbye.", "en", scores, 0.9, no_speech=not hints)


async def test_a_clip_is_recognised_with_a_hint_and_without() -> None:
    recogniser = FakeRecogniser()

    finding = await examine(Clip("hum", sound("hum", 1, 1)), recogniser, Settings())

    assert finding == Finding("hum", 1.0, speech=False, unhinted="", hinted="Goodbye.")
    assert recogniser.lengths == [16_000, 16_000]
