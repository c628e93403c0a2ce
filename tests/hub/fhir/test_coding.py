"""gzip in and out: the same bytes, never more than may come, and no other coding."""

import gzip
import json
import time
import zlib
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import Invalid, TooLarge
from hub.fhir.coding import accepts_gzip, decoded, deflated
from tests.builders import a_goal
from tests.hub.dossier import Dossier, a_dossier, fault
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio
LARGEST = 200_000


async def sent(dossier: Dossier, body: bytes, coding: str = "gzip") -> httpx.Response:
    return await dossier.source("POST", "Goal", body, content_encoding=coding)


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", " gzip "])
async def test_what_comes_as_gzip_is_stored_as_it_was(region: Region, coding: str) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient)

    answer = await sent(dossier, gzip.compress(json.dumps(goal).encode()), coding)

    assert answer.status_code == 201, answer.text
    where = answer.headers["location"].partition("/fhir/")[2].partition("/_history")[0]
    kept = (await dossier.source.get(where)).json()
    assert kept["description"] == goal["description"]


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd", "x"])
async def test_another_coding_is_refused_with_the_one_that_is_known(
    region: Region, coding: str
) -> None:
    dossier = await a_dossier(region)

    answer = await sent(dossier, b"{}", coding)

    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "gzip")
    assert fault(answer)


@pytest.mark.parametrize(
    "broken",
    [
        lambda body: body,
        lambda _: b"",
        lambda body: gzip.compress(body)[:-4],
        lambda body: gzip.compress(body) + b"x",
    ],
    ids=["as it is", "nothing", "cut off", "with more behind it"],
)
async def test_what_is_no_gzip_or_half_of_it_is_refused(
    region: Region, broken: Callable[[bytes], bytes]
) -> None:
    dossier = await a_dossier(region)

    answer = await sent(dossier, broken(json.dumps(a_goal(dossier.patient)).encode()))

    assert (answer.status_code, fault(answer)["code"]) == (400, "invalid")
    assert "gzip" in fault(answer)["diagnostics"]


async def test_a_bomb_is_refused_once_it_is_too_large(region: Region) -> None:
    bomb = gzip.compress(b" " * (region.running.settings.max_body_bytes * 40))
    dossier, began = await a_dossier(region), time.thread_time()

    answer = await sent(dossier, bomb)

    assert answer.status_code == 413
    assert time.thread_time() - began < 1


@given(st.binary(max_size=400))
async def test_any_bytes_are_an_answer_or_a_refusal(body: bytes) -> None:
    try:
        await decoded(body, {"content-encoding": "gzip"}, LARGEST)
    except (Invalid, TooLarge):
        return
    assert zlib.decompress(body, 31) is not None


@given(st.binary(max_size=4_000), st.integers(0, 9))
async def test_what_was_coded_comes_out_as_it_went_in(body: bytes, level: int) -> None:
    found = await decoded(deflated(body, level), {"content-encoding": "gzip"}, LARGEST)
    assert found == body


@pytest.mark.parametrize(
    ("header", "accepts"),
    [
        ("", False),
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("br, *;q=0", False),
        ("identity", False),
        ("gzip;q=x", False),
        ("x-gzip", True),
    ],
)
def test_who_accepts_it_says_so(header: str, *, accepts: bool) -> None:
    assert accepts_gzip(header) is accepts


async def test_metadata_is_small_for_who_reads_gzip_and_the_same(hub: Running) -> None:
    url = f"{hub.settings.public_url}/fhir/metadata"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=hub.app)) as http:
        plain = await http.get(url, headers={"Accept-Encoding": "identity"})
        small = await http.get(url, headers={"Accept-Encoding": "gzip"})
        as_xml = await http.get(url, headers={"Accept": "application/fhir+xml"})

    assert "content-encoding" not in plain.headers
    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert int(small.headers["content-length"]) <= 40_000 < len(plain.content)
    assert small.json() == plain.json()
    assert as_xml.text.startswith("<")


async def test_an_answer_is_coded_where_it_is_large_and_the_same(region: Region) -> None:
    dossier = await a_dossier(region)
    for _ in range(12):
        await dossier.goal(note=[{"text": "Zo lang het kan naar buiten. " * 60}])
    goals = f"Goal?patient={dossier.patient}"
    plain = await dossier.source.get(goals, accept_encoding="identity")
    large = await dossier.source.get(goals, accept_encoding="gzip")
    small = await dossier.source.get(dossier.patient, accept_encoding="gzip")

    assert (large.headers["content-encoding"], "content-encoding" in plain.headers) == (
        "gzip",
        False,
    )
    assert "content-encoding" not in small.headers
    assert [one["resource"] for one in large.json()["entry"]] == [
        one["resource"] for one in plain.json()["entry"]
    ]
