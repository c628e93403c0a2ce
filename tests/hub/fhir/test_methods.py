"""HEAD is GET without its body; OPTIONS says which methods an address takes, to whoever asks."""

from typing import Any

import httpx
import pytest

from hub.fhir.types import DEFINED
from hub.ledger.search import Asked, own_entries
from tests.builders import a_bsn
from tests.hub.dossier import a_dossier, fault
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio
ID = "11111111-2222-4333-8444-555555555555"
TAKES = {
    "": "POST, OPTIONS",
    "metadata": "GET, HEAD, OPTIONS",
    ".well-known/smart-configuration": "GET, HEAD, OPTIONS",
    "Goal": "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS",
    f"Goal/{ID}": "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
    "Goal/_search": "POST, OPTIONS",
    f"Goal/{ID}/_history": "GET, HEAD, OPTIONS",
    f"Goal/{ID}/_history/1": "GET, HEAD, OPTIONS",
    "Goal/$validate": "POST, OPTIONS",
    f"Patient/{ID}/$summary": "GET, POST, HEAD, OPTIONS",
    "AuditEvent": "GET, HEAD, OPTIONS",
    "StructureDefinition": "GET, HEAD, OPTIONS",
    f"Patient/{ID}/Goal": "GET, HEAD, OPTIONS",
    f"Patient/{ID}/Parameters": "OPTIONS",
    "Nothing": "OPTIONS",
    "a/b/c/d": "OPTIONS",
}


def nobody(hub: Running) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=hub.app)
    return httpx.AsyncClient(transport=transport, base_url=f"{hub.settings.public_url}/fhir/")


@pytest.mark.parametrize("path", TAKES)
async def test_an_address_says_which_methods_it_takes(hub: Running, path: str) -> None:
    answer = await nobody(hub).options(path)

    assert (answer.status_code, answer.headers["allow"]) == (204, TAKES[path])
    assert answer.content == b""


async def test_what_is_there_and_what_is_not_say_the_same(region: Region) -> None:
    dossier = await a_dossier(region)
    found = [
        await nobody(region.running).options(one) for one in (dossier.patient, f"Patient/{ID}")
    ]
    assert found[0].headers["allow"] == found[1].headers["allow"]
    assert found[0].headers.keys() == found[1].headers.keys()


@pytest.mark.parametrize("kind", [*sorted(DEFINED), "AuditEvent"])
async def test_who_writes_what_nobody_writes_is_told_what_he_may(region: Region, kind: str) -> None:
    source = await region.organization()
    answer = await source.post({"resourceType": kind})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["metadata", ".well-known/smart-configuration"])
async def test_who_is_nobody_asks_with_head_for_what_anybody_reads(hub: Running, path: str) -> None:
    whole, head = [await nobody(hub).request(one, path) for one in ("GET", "HEAD")]

    assert (head.status_code, head.content) == (200, b"")
    apart = {"x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in apart} == {
        k: v for k, v in whole.headers.items() if k not in apart
    }


async def test_head_of_a_record_is_its_read_without_the_body(region: Region) -> None:
    dossier = await a_dossier(region)
    whole = await dossier.source.get(dossier.patient)
    head = await dossier.source("HEAD", dossier.patient)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "last-modified", "content-length", "content-type"):
        assert head.headers[name] == whole.headers[name]


async def test_no_byte_of_a_body_goes_over_the_line_for_head(hub: Running) -> None:
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "method": "HEAD",
        "path": "/fhir/metadata",
        "query_string": b"",
        "headers": [],
        "client": ("127.0.0.1", 1),
    }

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    await hub.app(scope, receive, send)

    assert [one.get("body", b"") for one in sent] == [b"", b""]
    assert int(dict(sent[0]["headers"])[b"content-length"]) > 100_000


async def test_head_of_what_is_closed_is_head_of_nothing(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    closed = await doctor("HEAD", dossier.patient)
    absent = await doctor("HEAD", f"Patient/{ID}")
    assert (
        (closed.status_code, closed.content) == (absent.status_code, absent.content) == (404, b"")
    )
    assert closed.headers["content-length"] == absent.headers["content-length"]


async def test_head_is_in_the_ledger_as_the_read_that_it_is(region: Region) -> None:
    dossier, access = await a_dossier(region), region.running.access
    answer = await dossier.source("HEAD", dossier.patient)

    asked = Asked(dossier.source.ura, (), None, None, 10)
    async with access.database.connection() as connection:
        found = await own_entries(connection, access.ledger, asked)
    record = found.entries[0].record
    assert (record.interaction, record.status) == ("read", 200)
    assert record.request_id == answer.headers["x-request-id"]


async def test_who_is_nobody_gets_no_record_by_head(hub: Running) -> None:
    answer = await nobody(hub).head(f"Patient/{ID}")
    assert (answer.status_code, answer.content) == (401, b"")


async def test_a_method_that_is_not_taken_is_told_with_those_that_are(region: Region) -> None:
    dossier = await a_dossier(region, bsn=a_bsn())
    answer = await dossier.source("TRACE", dossier.patient)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"
    assert fault(answer)
