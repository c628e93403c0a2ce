"""What holds of every call. https://hl7.org/fhir/R4/http.html#general."""

import re
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest

from tests.builders import a_bsn, a_goal, a_patient
from tests.hub.dossier import a_dossier, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

MADE = r"[0-9a-f]{12}-[0-9a-f]{8}"


@pytest.mark.parametrize(
    "accept",
    [
        "application/fhir+json",
        "application/json",
        "*/*",
        "application/*;q=0.5",
        "text/html, application/fhir+json;q=0.9",
        "application/fhir+json; fhirVersion=4.0",
    ],
)
async def test_json_is_written_by_any_of_its_names(region: Region, accept: str) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(dossier.patient, accept=accept)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/fhir+json; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/turtle", "text/html", "application/pdf", "x"])
async def test_what_is_neither_json_nor_xml_is_not_written(region: Region, accept: str) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(dossier.patient, accept=accept)

    assert answer.status_code == 406
    assert "application/fhir+json" in fault(answer)["diagnostics"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [("json", 200), ("application/fhir%2Bjson", 200), ("application/json", 200), ("turtle", 406)],
)
async def test_format_in_the_url_goes_before_accept(
    region: Region, asked: str, status: int
) -> None:
    dossier = await a_dossier(region)
    other = "application/fhir+xml" if status == 200 else "application/fhir+json"

    for path in (
        f"{dossier.patient}?",
        f"{dossier.patient}/_history?",
        f"Patient?_id={dossier.id}&",
    ):
        answer = await dossier.source.get(f"{path}_format={asked}", accept=other)
        assert answer.status_code == status, path


async def test_who_has_the_version_already_gets_304(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    fresh = await dossier.source.get(goal, if_none_match='W/"1"')
    stale = await dossier.source.get(goal, if_none_match='W/"0"')

    assert (fresh.status_code, fresh.content) == (304, b"")
    assert fresh.headers["ETag"] == 'W/"1"'
    assert stale.status_code == 200


@pytest.mark.parametrize(
    ("asked", "has"),
    [('"1"', True), ('W/"9", W/"1"', True), ("*", True), ('"9"', False), ("1", False), ("", False)],
)
async def test_an_etag_is_compared_weakly_and_one_of_several_is_enough(
    region: Region, asked: str, *, has: bool
) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    answer = await dossier.source.get(goal, if_none_match=asked)

    assert answer.status_code == (304 if has else 200)


async def test_what_did_not_change_since_is_not_told_again(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    said = (await dossier.source.get(goal)).headers["Last-Modified"]
    written = parsedate_to_datetime(said)

    async def since(moment: str, **headers: str) -> int:
        return (await dossier.source.get(goal, if_modified_since=moment, **headers)).status_code

    later = format_datetime(written + timedelta(seconds=2), usegmt=True)
    sooner = format_datetime(written - timedelta(seconds=1), usegmt=True)
    assert [await since(one) for one in (said, later, sooner, "yesterday")] == [304, 304, 200, 200]
    assert await since(later, if_none_match='W/"9"') == 200
    assert await since(sooner, if_none_match='W/"1"') == 304


async def test_a_version_of_the_same_second_is_told(region: Region) -> None:
    """Who has the first of two wishes of one second is not told that it still holds."""
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    said = (await dossier.source.get(goal)).headers["Last-Modified"]
    changed = a_goal(dossier.patient, id=goal.partition("/")[2], lifecycleStatus="cancelled")
    newest = (await dossier.source.put(changed)).headers["Last-Modified"]

    for moment in {said, newest}:
        answer = await dossier.source.get(goal, if_modified_since=moment)
        assert answer.json()["lifecycleStatus"] == "cancelled"


async def test_who_is_told_304_has_looked(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    answer = await dossier.source.get(goal, if_none_match='W/"1"')

    [row] = await region.left_behind(answer)
    assert (row["interaction"], row["found"]) == ("read", 1)


async def test_in_a_batch_a_read_has_its_conditions_beside_it(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    conditions = [
        {"ifModifiedSince": "2099-01-01T00:00:00Z"},
        {"ifModifiedSince": "2001-01-01T00:00:00Z"},
        {"ifNoneMatch": '"1"'},
    ]
    entries = [{"request": {"method": "GET", "url": goal, **each}} for each in conditions]

    answer = await dossier.source.transaction(
        {"resourceType": "Bundle", "type": "batch", "entry": entries}
    )

    said = [one["response"]["status"][:3] for one in answer.json()["entry"]]
    assert said == ["304", "200", "304"]


async def test_304_is_not_said_to_who_may_not_see_it(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()

    assert (await stranger.get(goal, if_none_match='W/"1"')).status_code == 404


async def test_a_slash_at_the_end_changes_nothing(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    assert (await dossier.source.get(f"{goal}/")).status_code == 200
    assert (await dossier.source.get(f"{goal}/_history/")).status_code == 200
    assert (await dossier.source("POST", "Goal/", a_goal(dossier.patient))).status_code == 201


@pytest.mark.parametrize(
    "path",
    ["Goal/1/2", "Goal/1/_history/1/2", "Goal//1", "Goal/1/_tags", "Goal/_unknown", "_tags"],
)
async def test_an_address_that_is_none_is_not_found(region: Region, path: str) -> None:
    source = await region.organization()

    answer = await source.get(path)

    assert answer.status_code in {400, 404}
    fault(answer)


@pytest.mark.parametrize(
    "path", ["Patient/1/$everything", "Patient/$match", "$process-message", "Goal/$dance"]
)
async def test_an_operation_that_is_none_says_so(region: Region, path: str) -> None:
    source = await region.organization()

    answer = await source("POST", path, {"resourceType": "Parameters"})

    assert answer.status_code in {400, 404}
    assert fault(answer)["code"] in {"not-supported", "not-found"}


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "Goal/1", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
        ("PATCH", "Goal/_search", "POST, OPTIONS"),
        ("GET", "Goal/_search", "POST, OPTIONS"),
        ("PUT", "Goal/1/_history/1", "GET, HEAD, OPTIONS"),
        ("DELETE", "Goal/1/_history", "GET, HEAD, OPTIONS"),
        ("GET", "", "POST, OPTIONS"),
        ("PUT", "AuditEvent/1", "GET, HEAD, OPTIONS"),
        ("POST", "AuditEvent", "GET, HEAD, OPTIONS"),
        ("DELETE", "AuditEvent/1", "GET, HEAD, OPTIONS"),
    ],
)
async def test_a_method_that_an_address_does_not_take_names_those_that_it_does(
    region: Region, method: str, path: str, allow: str
) -> None:
    source = await region.organization()

    answer = await source(method, path, {} if method in {"POST", "PUT", "PATCH"} else None)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == allow


async def test_the_request_id_is_given_back_or_made(region: Region) -> None:
    source = await region.organization()

    own = await source.get("Goal/1", x_request_id="my-own-id.1")
    made = await source.get("Goal/1")

    assert own.headers["X-Request-Id"] == "my-own-id.1"
    assert re.fullmatch(MADE, made.headers["X-Request-Id"])


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", "nr-999911120", "é-é-é-é-é"])
async def test_a_request_id_that_could_hold_a_person_is_not_kept(
    region: Region, given: str
) -> None:
    source = await region.organization()

    answer = await source.get("Goal/1", x_request_id=given.encode())

    assert re.fullmatch(MADE, answer.headers["X-Request-Id"])


async def test_nothing_is_kept_by_a_cache_on_the_way(region: Region) -> None:
    dossier = await a_dossier(region)

    for path in (dossier.patient, "Goal/never-was", f"Goal?patient={dossier.id}"):
        assert (await dossier.source.get(path)).headers["Cache-Control"] == "no-store"


async def test_a_call_without_a_token_is_told_how_to_get_one(region: Region) -> None:
    source = await region.organization()
    client = source.client

    for headers in (
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": f"Bearer {source.token()}x"},
        {"Authorization": f"Bearer {source.token()[:-6]}"},
    ):
        for method, path in (("GET", "Goal/1"), ("POST", ""), ("GET", "nowhere/at/all")):
            answer = await client.request(method, path, headers=headers)
            assert answer.status_code == 401, headers
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert fault(answer)["code"] == "login"


async def test_a_token_that_was_valid_once_says_so(region: Region) -> None:
    source = await region.organization()
    clock = source.running.clock
    token = source.token()
    clock.ahead = timedelta(minutes=6)
    try:
        answer = await source.client.get("Goal/1", headers={"Authorization": f"Bearer {token}"})
    finally:
        clock.ahead = timedelta()

    assert answer.status_code == 401
    assert fault(answer)["code"] == "expired"
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


async def test_refusals_never_repeat_what_was_sent(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    wrong = a_patient(bsn, gender="Vlinderhof", birthDate="Vlinderhof")
    wrong["identifier"] *= 2
    wrong["identifier"].append({"system": wrong["identifier"][0]["system"], "value": a_bsn()})

    for answer in (
        await source.post(wrong),
        await source.post(a_goal(f"Patient/{bsn}")),
        await source.get(f"Goal/{bsn}"),
        await source.get(f"{bsn}/1"),
        await source.get(f"Goal?patient={bsn}&{bsn}={bsn}"),
        await source.get(f"Goal?_cursor={bsn}"),
        await source("PUT", f"Goal/{bsn}", a_goal("Patient/1", id="other")),
        await source("POST", "Goal", f'{{"{bsn}": "Vlinderhof"'),
    ):
        assert answer.status_code >= 400
        assert bsn not in answer.text
        assert "Vlinderhof" not in answer.text
