"""A collector of traces on a real local port: OTLP over HTTP, everything on record."""

from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.stubs.listening import Listening, Serving

PATH = "/v1/traces"


@dataclass(frozen=True)
class Seen:
    """One span as it came over the wire."""

    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any] = field(default_factory=dict)


class StubCollector(Listening):
    """Listens while its `with` block runs; `bodies` are the requests as they came."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        super().__init__(_Handler)

    @property
    def url(self) -> str:
        return f"{self.address}{PATH}"

    @property
    def spans(self) -> list[Seen]:
        return [
            Seen(
                span.name,
                span.trace_id.hex(),
                span.span_id.hex(),
                span.parent_span_id.hex(),
                {one.key: _value(one.value) for one in span.attributes},
            )
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


def _value(value: Any) -> Any:
    return getattr(value, value.WhichOneof("value"))


class _Handler(Serving):
    def serve(self) -> None:
        self.server.stub.bodies.append(self.body())
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()
