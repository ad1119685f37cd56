"""OpenTelemetry spans of every turn, sent to a collector when one is configured.

Spans hold times and how the end of the turn was decided; no words, numbers or names.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from opentelemetry import trace
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from voicebot.settings import TelemetrySettings
from voicebot.turns.moments import Moment

_TRACER_NAME = "voicebot.turns"


@contextmanager
def telemetry(settings: TelemetrySettings) -> Iterator[None]:
    """Export spans while the context lasts; without a configured collector nothing is done."""
    if settings.otlp_endpoint is None:
        yield
        return
    # Only installations with a collector pay for its client.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - see above
        OTLPSpanExporter,
    )

    provider = tracer_provider(OTLPSpanExporter(endpoint=settings.otlp_endpoint))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()


def tracer_provider(exporter: SpanExporter) -> TracerProvider:
    """A provider that hands finished spans to ``exporter`` from a thread of its own."""
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "voicebot"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def trace_turn(speech_ended_at: float, moments: tuple[Moment, ...]) -> None:
    """Report a turn as a span with one child for each of its moments.

    A child lasts from the moment before it to its own: what the caller waited for meanwhile.

    Args:
        speech_ended_at: ``time.monotonic()`` of the caller's last sound.
        moments: In the order in which they came.
    """
    tracer = trace.get_tracer(_TRACER_NAME)
    began = time.time_ns() - round((time.monotonic() - speech_ended_at) * 1e9)

    def nanoseconds(moment: Moment) -> int:
        return began + moment.ms * 1_000_000

    turn = tracer.start_span("turn", start_time=began)
    context = trace.set_span_in_context(turn)
    for before, moment in pairwise(moments):
        attributes = {key: value for key, value in moment.data.items() if value is not None}
        child = tracer.start_span(
            moment.kind, context, start_time=nanoseconds(before), attributes=attributes
        )
        child.end(nanoseconds(moment))
    turn.set_attribute("voice_to_voice_ms", moments[-1].ms)
    turn.end(nanoseconds(moments[-1]))
