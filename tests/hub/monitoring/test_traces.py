"""Traces show where a request's time went, follow its caller's trace, and name nobody."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from hub.app import create_app
from hub.monitoring.traced import statement
from hub.settings import Settings
from tests.builders import a_goal
from tests.hub.dossier import Dossier, a_dossier
from tests.plugins.hub import Caller, Region
from tests.stubs.trace_collector import Seen, StubCollector

pytestmark = pytest.mark.anyio

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@dataclass
class Traced:
    """A hub that sends its traces to `collector`, and a dossier that it holds."""

    collector: StubCollector
    dossier: Dossier
    source: Caller


@pytest.fixture
def collector() -> Iterator[StubCollector]:
    with StubCollector() as running:
        yield running


@asynccontextmanager
async def traced(region: Region, collector: StubCollector) -> AsyncIterator[Traced]:
    """When the block ends the spans have come."""
    dossier = await a_dossier(region)
    settings = Settings(**{**region.running.settings.model_dump(), "traces_url": collector.url})
    app = create_app(settings, region.running.clock)
    async with app.web.router.lifespan_context(app.web):
        app.fhir.app.hub.seen.log.write = lambda _: None
        running = replace(region.running, app=app)
        caller = dossier.source
        yield Traced(
            collector,
            dossier,
            Caller(running, caller.ura, caller.organization_type),
        )


def named(spans: list[Seen], name: str) -> Seen:
    [one] = [one for one in spans if one.name == name]
    return one


async def test_a_read_shows_its_decision_its_statement_and_its_commit(
    region: Region, collector: StubCollector
) -> None:
    async with traced(region, collector) as site:
        answer = await site.source.get(site.dossier.patient)

    spans = collector.spans
    request = named(spans, "read Patient")
    children = {one.name for one in spans if one.parent == request.id}
    assert {"SELECT resource", "decide", "ledger commit"} <= children
    assert {one.trace for one in spans if one.parent == request.id} == {request.trace}
    assert request.attributes == {
        "http.route": "read Patient",
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "hub.request_id": answer.headers["X-Request-Id"],
        "hub.client": f"client-{site.source.ura}",
    }


async def test_a_write_shows_that_it_was_judged(region: Region, collector: StubCollector) -> None:
    async with traced(region, collector) as site:
        answer = await site.source.post(a_goal(site.dossier.patient))
        assert answer.status_code == 201, answer.text

    request = named(collector.spans, "create Goal")
    children = {one.name for one in collector.spans if one.parent == request.id}
    assert "judge" in children


async def test_nothing_that_is_sent_names_anybody(region: Region, collector: StubCollector) -> None:
    async with traced(region, collector) as site:
        bsn, name = site.dossier.bsn, site.dossier.patient.partition("/")[2]
        await site.source.get(site.dossier.patient)
        await site.source.find("Patient", identifier=f"http://fhir.nl/fhir/NamingSystem/bsn|{bsn}")
        await site.source.get(f"Goal?patient={name}")
        await site.source.get(f"{bsn}/{bsn}?name={bsn}", tracestate=f"hub={bsn}")
        await site.source.post(a_goal(site.dossier.patient))

    sent = b"".join(collector.bodies)
    assert len(collector.spans) > 10
    assert bsn.encode() not in sent
    assert name.encode() not in sent


async def test_the_callers_trace_goes_on(region: Region, collector: StubCollector) -> None:
    async with traced(region, collector) as site:
        await site.source.get("metadata", traceparent=f"00-{TRACE}-{PARENT}-01")

    request = named(collector.spans, "capabilities")
    assert (request.trace, request.parent) == (TRACE, PARENT)


NO_TRACEPARENTS = [
    "999940107",
    f"00-{TRACE}-{PARENT}",
    f"00-{TRACE[:-1]}-{PARENT}-01",
    f"00-{'0' * 32}-{PARENT}-01",
    f"00-{TRACE}-{'0' * 16}-01",
    f"ff-{TRACE}-{PARENT}-01",
    f"00-{TRACE[:-1]}x-{PARENT}-01",
]


async def test_a_traceparent_that_is_none_is_not_followed(
    region: Region, collector: StubCollector
) -> None:
    async with traced(region, collector) as site:
        for said in NO_TRACEPARENTS:
            await site.source.get("metadata", traceparent=said)

    requests = [one for one in collector.spans if one.name == "capabilities"]
    assert len(requests) == len(NO_TRACEPARENTS)
    assert {one.parent for one in requests} == {""}
    assert not {TRACE, "0" * 32} & {one.trace for one in requests}


async def test_the_door_for_tokens_is_traced_too(region: Region, collector: StubCollector) -> None:
    async with traced(region, collector) as site:
        await site.source.client.post("http://127.0.0.1:8000/auth/token")

    assert named(collector.spans, "/auth/token").attributes["http.response.status_code"] == 400


async def test_a_collector_that_is_not_there_holds_up_nothing(region: Region) -> None:
    with StubCollector() as gone:
        pass
    async with traced(region, gone) as site:
        answer = await site.source.get(site.dossier.patient)

    assert answer.status_code == 200


def test_of_a_statement_only_the_verb_and_the_table_are_told() -> None:
    assert statement("BEGIN; SELECT pg_advisory_xact_lock(12345)") == "BEGIN"
    assert statement("SELECT r.rid FROM resource r WHERE r.rid = $1") == "SELECT resource"
    assert statement("INSERT INTO ledger SELECT * FROM unnest($1)") == "INSERT ledger"


LOADS = """
import sys
import hub.app, hub.commands.serve
print([one for one in sys.modules if one.startswith(("opentelemetry.sdk", "prometheus_client"))])
"""


def test_who_has_neither_metrics_nor_traces_loads_nothing_for_them() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


async def test_without_a_collector_no_part_is_another(region: Region) -> None:
    hub = region.running.app.fhir.app.hub

    assert hub.seen.traced is None
    assert (type(hub.access).__name__, type(hub.access.ledger).__name__) == ("Access", "Ledger")
    assert type(hub.verdicts).__name__ == "Verdicts"
    assert hub.access.database.pool.kind.__name__ == "Connection"


def test_both_are_off_where_nobody_sets_them(settings: Settings) -> None:
    assert (settings.traces_url, settings.metrics_address) == ("off", "off")
