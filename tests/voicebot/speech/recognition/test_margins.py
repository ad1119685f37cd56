from voicebot.models.manifest import load_manifest
from voicebot.speech.recognition.margins import WINDOW_SECONDS, _load, margin_seconds


def test_the_default_model_has_a_measured_margin() -> None:
    assert 1 <= margin_seconds("whisper-base") < WINDOW_SECONDS


def test_a_model_never_measured_sees_the_whole_window() -> None:
    assert margin_seconds("whisper-large-v3-turbo") == WINDOW_SECONDS


def test_only_recognisers_of_the_manifest_have_margins() -> None:
    known = {model.name for model in load_manifest().models if model.purpose == "recogniser"}
    assert set(_load()) <= known
