import time

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from voicebot.settings import TelemetrySettings
from voicebot.telemetry import telemetry, trace_turn, tracer_provider
from voicebot.turns.moments import Moment


def milliseconds(span: ReadableSpan) -> int:
    assert span.start_time is not None
    assert span.end_time is not None
    return round((span.end_time - span.start_time) / 1e6)


def test_a_turn_is_a_span_with_a_child_for_each_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    provider = tracer_provider(exporter)
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    trace_turn(
        time.monotonic() - 0.3,
        (
            Moment("speech_ended", 0),
            Moment("transcribed", 200),
            Moment("turn_ended", 250, {"outlook": "answer", "completion": None}),
            Moment("reply_started", 300),
        ),
    )
    provider.force_flush()
    *children, turn = exporter.get_finished_spans()
    assert [(child.name, milliseconds(child)) for child in children] == [
        ("transcribed", 200),
        ("turn_ended", 50),
        ("reply_started", 50),
    ]
    assert milliseconds(turn) == 300
    assert {child.parent.span_id for child in children if child.parent} == {turn.context.span_id}
    assert children[1].attributes == {"outlook": "answer"}
    provider.shutdown()


def test_without_a_collector_nothing_is_set_up() -> None:
    with telemetry(TelemetrySettings()):
        assert not isinstance(trace.get_tracer_provider(), TracerProvider)
