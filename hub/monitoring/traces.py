"""Traces by OpenTelemetry, where a region has a collector; loaded only then.

A span tells what was done and how long it took, never about whom: no parameter, no address of a
resource, no word of an exception. https://opentelemetry.io/docs/specs/otlp/
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Tracer, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.telemetry.seen import NOBODY, Asked

SERVICE = "almere-exchange-hub"
_TIMEOUT = 5.0  # seconds for a collector
_CALLER = TraceContextTextMapPropagator()
_FIRST_FAULT = 500


@dataclass(frozen=True, slots=True)
class Traces:
    """Makes spans and sends them, from a thread; what a slow collector can't take is dropped."""

    tracer: Tracer
    provider: TracerProvider

    @classmethod
    def to(cls, url: str) -> "Traces":
        """Spans for the collector that takes OTLP over HTTP at this URL."""
        provider = TracerProvider(
            resource=Resource.create({SERVICE_NAME: SERVICE}), shutdown_on_exit=False
        )
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(url, timeout=_TIMEOUT)))
        return cls(provider.get_tracer("hub"), provider)

    def door(self, app: ASGIApp) -> "TracedDoor":
        """The same door, its requests spans."""
        return TracedDoor(app, self.tracer)

    def tell(self, asked: Asked, status: int) -> None:
        """What the answer was, on the span of its request."""
        span = get_current_span()
        span.update_name(asked.route)
        span.set_attribute("http.route", asked.route)
        span.set_attribute("http.request.method", asked.method)
        span.set_attribute("http.response.status_code", status)
        span.set_attribute("hub.request_id", asked.request_id)
        if asked.client != NOBODY:
            span.set_attribute("hub.client", asked.client)
        if status >= _FIRST_FAULT:
            span.set_attribute("error.type", str(status))

    async def end(self) -> None:
        """Send what waits."""
        await asyncio.to_thread(self.provider.shutdown)


@contextmanager
def spanned(tracer: Tracer, name: str, kind: SpanKind = SpanKind.INTERNAL) -> Iterator[Span]:
    """A span around the block; of what is raised nothing is told, since its words may name one."""
    with tracer.start_as_current_span(
        name, kind=kind, record_exception=False, set_status_on_exception=False
    ) as span:
        yield span


@dataclass(frozen=True, slots=True)
class TracedDoor:
    """Each request is a span, and goes on with its caller's trace where `traceparent` names one.

    https://www.w3.org/TR/trace-context/#traceparent-header
    """

    app: ASGIApp
    tracer: Tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("traceparent", "")
        with self.tracer.start_as_current_span(
            "request",
            # Its form is checked there; of tracestate, which is free text, nothing is taken.
            context=_CALLER.extract({"traceparent": said}),
            kind=SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ):
            await self.app(scope, receive, send)
