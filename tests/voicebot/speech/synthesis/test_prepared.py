import os
from pathlib import Path

import numpy as np

from dialogs.actions import Pace
from voicebot.speech.synthesis.prepared import PreparedSpeech

AUDIO = np.arange(-500, 500, dtype=np.int16)
TEXTS = [("Guten Tag.", "de"), ("Auf Wiederhören.", "de"), ("Good morning.", "en")]
VOICES = {"de": "thorsten 1", "en": "joe 1"}


def prepared(
    folder: Path,
    limit_bytes: int = 1_000_000,
    voices: dict[str, str] | None = None,
    sample_rate: int = 8_000,
) -> PreparedSpeech:
    speech = PreparedSpeech(folder, limit_bytes, sample_rate)
    speech.approve(TEXTS, voices or VOICES)
    return speech


def put(speech: PreparedSpeech, sentence: str, pace: Pace = Pace.NORMAL) -> None:
    speech.put(sentence, dict(TEXTS).get(sentence, "de"), pace, AUDIO)


def has(speech: PreparedSpeech, sentence: str, pace: Pace = Pace.NORMAL) -> bool:
    return speech.get(sentence, dict(TEXTS)[sentence], pace) is not None


def test_an_approved_sentence_is_kept_and_found_again(tmp_path: Path) -> None:
    put(prepared(tmp_path), "Guten Tag.")
    found = prepared(tmp_path).get("Guten Tag.", "de", Pace.NORMAL)
    assert found is not None
    assert np.array_equal(found, AUDIO)


def test_what_was_not_approved_never_touches_the_disk(tmp_path: Path) -> None:
    speech = prepared(tmp_path)
    put(speech, "Ihre Nummer ist null drei null.")
    assert list(tmp_path.iterdir()) == []
    assert speech.get("Ihre Nummer ist null drei null.", "de", Pace.NORMAL) is None


def test_another_voice_version_pace_or_rate_is_another_recording(tmp_path: Path) -> None:
    put(prepared(tmp_path), "Guten Tag.")
    assert has(prepared(tmp_path), "Guten Tag.")
    assert not has(prepared(tmp_path), "Guten Tag.", Pace.SLOW)
    assert not has(prepared(tmp_path, voices=VOICES | {"de": "thorsten 2"}), "Guten Tag.")
    assert not has(prepared(tmp_path, sample_rate=16_000), "Guten Tag.")


def test_the_same_words_in_another_language_are_another_recording(tmp_path: Path) -> None:
    speech = PreparedSpeech(tmp_path, 1_000_000, 8_000)
    speech.approve([("Hotel.", "de"), ("Hotel.", "en")], {"de": "voice", "en": "voice"})
    speech.put("Hotel.", "de", Pace.NORMAL, AUDIO)
    assert speech.get("Hotel.", "en", Pace.NORMAL) is None


def test_approving_anew_ends_what_was_approved_before(tmp_path: Path) -> None:
    speech = prepared(tmp_path)
    put(speech, "Guten Tag.")
    speech.approve([("Hallo.", "de")], VOICES)
    assert not has(speech, "Guten Tag.")
    assert speech.missing(Pace.NORMAL) == [("Hallo.", "de")]


def test_what_is_missing_is_named_in_order(tmp_path: Path) -> None:
    speech = prepared(tmp_path)
    assert speech.missing(Pace.NORMAL) == TEXTS
    put(speech, "Auf Wiederhören.")
    assert speech.missing(Pace.NORMAL) == [TEXTS[0], TEXTS[2]]
    assert speech.missing(Pace.SLOW) == TEXTS


def test_a_language_without_a_voice_is_left_out(tmp_path: Path) -> None:
    speech = prepared(tmp_path, voices={"de": "thorsten 1"})
    assert speech.missing(Pace.NORMAL) == TEXTS[:2]


def test_a_damaged_file_counts_as_not_prepared(tmp_path: Path) -> None:
    speech = prepared(tmp_path)
    put(speech, "Guten Tag.")
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"odd")
    assert not has(speech, "Guten Tag.")


def test_stale_recordings_are_dropped_before_good_ones(tmp_path: Path) -> None:
    old = prepared(tmp_path, voices={"de": "old", "en": "old"})
    put(old, "Guten Tag.")
    speech = prepared(tmp_path, limit_bytes=round(2.5 * AUDIO.nbytes))
    put(speech, "Guten Tag.")
    for path in tmp_path.iterdir():
        # The good one is the older one.
        seconds = 1 if path == speech._paths["Guten Tag.", "de", Pace.NORMAL] else 2
        os.utime(path, (seconds, seconds))
    put(speech, "Auf Wiederhören.")
    assert has(speech, "Guten Tag.")
    assert has(speech, "Auf Wiederhören.")
    assert not has(old, "Guten Tag.")


def test_of_good_recordings_the_one_used_longest_ago_is_dropped(tmp_path: Path) -> None:
    speech = prepared(tmp_path, limit_bytes=round(2.5 * AUDIO.nbytes))
    put(speech, "Guten Tag.")
    put(speech, "Auf Wiederhören.")
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    assert has(speech, "Guten Tag.")
    put(speech, "Good morning.")
    assert has(speech, "Guten Tag.")
    assert not has(speech, "Auf Wiederhören.")
    assert has(speech, "Good morning.")


def test_the_room_is_what_approved_recordings_leave(tmp_path: Path) -> None:
    old = prepared(tmp_path, voices={"de": "old", "en": "old"})
    put(old, "Guten Tag.")
    speech = prepared(tmp_path, limit_bytes=10_000)
    assert speech.room_bytes() == 9_000
    put(speech, "Guten Tag.")
    assert speech.room_bytes() == 9_000 - AUDIO.nbytes


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    speech = prepared(blocked)
    put(speech, "Guten Tag.")
    assert not has(speech, "Guten Tag.")
