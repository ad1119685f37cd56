import os
from pathlib import Path

import numpy as np

from voicebot.speech.synthesis.prepared import PreparedSpeech

AUDIO = np.arange(-500, 500, dtype=np.int16)


def prepared(folder: Path, limit_bytes: int = 1_000_000) -> PreparedSpeech:
    speech = PreparedSpeech(folder, limit_bytes, 8_000)
    speech.approve([("Guten Tag.", "de"), ("Auf Wiederhören.", "de")])
    return speech


def test_an_approved_sentence_is_kept_and_found_again(tmp_path: Path) -> None:
    prepared(tmp_path).put("Guten Tag.", "de", "thorsten", AUDIO)
    found = prepared(tmp_path).get("Guten Tag.", "de", "thorsten")
    assert found is not None
    assert np.array_equal(found, AUDIO)


def test_what_was_not_approved_never_touches_the_disk(tmp_path: Path) -> None:
    speech = prepared(tmp_path)
    speech.put("Ihre Nummer ist null drei null.", "de", "thorsten", AUDIO)
    assert list(tmp_path.iterdir()) == []
    assert speech.get("Ihre Nummer ist null drei null.", "de", "thorsten") is None


def test_another_voice_or_rate_is_another_recording(tmp_path: Path) -> None:
    prepared(tmp_path).put("Guten Tag.", "de", "thorsten", AUDIO)
    assert prepared(tmp_path).get("Guten Tag.", "de", "pico") is None
    wideband = PreparedSpeech(tmp_path, 1_000_000, 16_000)
    wideband.approve([("Guten Tag.", "de")])
    assert wideband.get("Guten Tag.", "de", "thorsten") is None


def test_a_damaged_file_counts_as_not_prepared(tmp_path: Path) -> None:
    speech = prepared(tmp_path)
    speech.put("Guten Tag.", "de", "thorsten", AUDIO)
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"odd")
    assert speech.get("Guten Tag.", "de", "thorsten") is None


def test_the_recordings_used_longest_ago_are_dropped_first(tmp_path: Path) -> None:
    speech = prepared(tmp_path, limit_bytes=AUDIO.nbytes)
    speech.put("Guten Tag.", "de", "thorsten", AUDIO)
    (old,) = tmp_path.iterdir()
    os.utime(old, (1, 1))
    speech.put("Auf Wiederhören.", "de", "thorsten", AUDIO)
    assert speech.drop_excess() == 1
    assert speech.get("Guten Tag.", "de", "thorsten") is None
    assert speech.get("Auf Wiederhören.", "de", "thorsten") is not None


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    speech = prepared(blocked)
    speech.put("Guten Tag.", "de", "thorsten", AUDIO)
    assert speech.get("Guten Tag.", "de", "thorsten") is None
