"""What a candidate tries, to find of whom an offer is: by its moment, and beside who he has."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from profiles import systems
from tests.builders import a_patient, registered_with
from tests.hub.dossier import a_dossier, address, an_observation
from tests.hub.offers import Offered, by, coded, offered
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
MIDNIGHT = "T00:00:00.000Z"


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def moment(**ahead: float) -> str:
    return (datetime.now(UTC) + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%SZ")


def times(resource: dict[str, Any]) -> list[str]:
    said = [resource["meta"]["lastUpdated"]]
    return said + [resource[one] for one in ("authoredOn", "lastModified") if one in resource]


@dataclass(frozen=True, slots=True)
class Home:
    """A candidate, what he was offered, and the offered one as his own Patient."""

    case: Offered
    candidate: Caller
    patient: str


def a_composition(patient: str, author: str, named: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [{"system": systems.LOINC, "code": "60591-5"}]},
        "subject": {"reference": patient},
        "date": "2026-10-01",
        "author": [by(author)],
        "title": "Samenvatting",
        "section": [{"title": "Alles", "entry": named}],
    }


async def at_home(region: Region) -> Home:
    case = await offered(region)
    [candidate] = case.providers
    own = a_patient(case.dossier.bsn, **registered_with(candidate.ura))
    return Home(case, candidate, address(await candidate.post(own)))


async def test_the_moment_stands_in_nothing_that_he_reads(region: Region) -> None:
    case = await offered(region)
    [candidate], [task] = case.providers, case.tasks
    owner = f"http://fhir.nl/fhir/NamingSystem/ura|{candidate.ura}"
    listed = (await candidate.find("Task", **{"owner:identifier": owner})).json()["entry"]
    for one in (task, case.request):
        read = await candidate.get(one)
        history = (await candidate.get(f"{one}/_history")).json()["entry"]
        version = await candidate.get(f"{one}/_history/1")
        meta = (await candidate.get(f"{one}/$meta")).json()["parameter"][0]["valueMeta"]
        shown = [read.json(), version.json(), history[0]["resource"]]
        shown += [each["resource"] for each in listed if one == task]
        for resource in shown:
            assert resource["meta"]["lastUpdated"] == today() + MIDNIGHT
        if one == task:
            assert {said for each in shown for said in times(each)} == {
                today(),
                today() + MIDNIGHT,
            }
        assert meta["lastUpdated"] == history[0]["response"]["lastModified"] == today() + MIDNIGHT
        for answer in (read, version):
            assert "00:00:00" in answer.headers["Last-Modified"]


async def test_nothing_orders_what_he_reads_or_ties_it_to_what_another_has(
    region: Region,
) -> None:
    case = await offered(region, 2)
    tasks = [await case.read(one, number) for number, one in enumerate(case.providers)]
    ids = [*(one["id"] for one in tasks), case.request.partition("/")[2]]
    assert [UUID(one).version for one in ids] == [4, 4, 4]
    alike = {name for name in tasks[0] if tasks[0][name] == tasks[1].get(name)}
    # What one case has in common, and what a standard or a day says of every one.
    shared = {"focus", "groupIdentifier", "requester"}
    of_all = {"resourceType", "status", "intent", "code", "authoredOn", "lastModified", "meta"}
    assert alike - {"restriction"} <= shared | of_all


async def test_who_keeps_it_reads_the_moment(region: Region) -> None:
    case = await offered(region)
    assert MIDNIGHT not in str((await case.read(case.placer))["meta"])
    assert "T" in (await case.read(case.placer))["authoredOn"]


async def test_he_answers_what_he_read_and_is_told_no_moment_either(region: Region) -> None:
    case = await offered(region)
    answer = await case.accept()
    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"2"')
    assert times(answer.json()) == [today() + MIDNIGHT, today(), today()]
    assert "00:00:00" in answer.headers["Last-Modified"]
    kept = await case.read(case.placer)
    assert "T" in kept["authoredOn"]
    assert "T" in kept["lastModified"]


async def test_once_he_knows_who_it_is_he_reads_the_moment(region: Region) -> None:
    case = await offered(region)
    for done in (await case.accept(), await case.select(), await case.begin()):
        assert done.status_code == 200, done.text
    assert MIDNIGHT not in str((await case.read(case.providers[0]))["meta"])


async def test_whether_it_changed_since_a_moment_is_no_question(region: Region) -> None:
    case = await offered(region)
    [candidate] = case.providers
    await case.send(candidate, status="received")
    ahead = (datetime.now(UTC) + timedelta(minutes=5)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert (await candidate.get(case.tasks[0], If_Modified_Since=ahead)).status_code == 200
    etag = (await candidate.get(case.tasks[0])).headers["ETag"]
    assert (await candidate.get(case.tasks[0], If_None_Match=etag)).status_code == 304


@pytest.mark.parametrize("name", ["_since", "_at"])
async def test_of_his_history_a_day_is_all_that_can_be_asked(region: Region, name: str) -> None:
    case = await offered(region)
    [candidate], [task] = case.providers, case.tasks
    midnight = today() + MIDNIGHT
    seen = [
        (await candidate.get(f"{task}/_history?{name}={one}")).json()["total"]
        for one in (midnight, moment(hours=-1), moment(seconds=-30), moment())
        if one[:10] == today()
    ]
    assert len(set(seen)) == 1


@pytest.mark.parametrize("name", ["_lastUpdated", "authored-on", "modified", "period"])
async def test_no_search_tells_before_or_after_which_moment_it_is(
    region: Region, name: str
) -> None:
    case = await offered(region)
    [candidate], [task] = case.providers, case.tasks
    own = {"_id": task.partition("/")[2]}
    assert (await candidate.find("Task", **own)).json()["total"] == 1
    for said in (f"gt{moment(days=-1)}", f"lt{moment(days=1)}", f"gt{moment(days=1)}"):
        for shape in ({}, {"_summary": "count"}):
            answer = await candidate.find("Task", **own, **{name: said}, **shape)
            assert answer.json().get("total", 0) == 0, answer.text
    # Through what has it as its focus, and sorted.
    own = {"_id": case.request.partition("/")[2]}
    has = {f"_has:Task:focus:{name}": f"gt{moment(days=-1)}"}
    for more in (has, {"_sort": "_lastUpdated"}, {"_lastUpdated": f"gt{moment(days=-1)}"}):
        answer = await candidate.find("ServiceRequest", **own, **more)
        assert answer.json().get("total", 0) == 0, answer.text


async def test_it_is_in_no_record_of_somebody_whom_he_has_himself(region: Region) -> None:
    home = await at_home(region)
    everything = (await home.candidate.get(f"{home.patient}/$everything")).json()
    assert everything["total"] == 1
    assert "ServiceRequest" not in str(everything)
    for kind in ("Task", "ServiceRequest", "Composition"):
        for asked in (
            {"patient": home.patient},
            {"patient.identifier": f"http://fhir.nl/fhir/NamingSystem/bsn|{home.case.dossier.bsn}"},
        ):
            found = await home.candidate.find(kind, **asked)
            assert found.json()["total"] == 0, found.text
    compartment = await home.candidate.get(f"{home.patient}/Task")
    assert compartment.json()["total"] == 0
    asked = {"_id": home.patient.partition("/")[2], "_revinclude": "Task:patient"}
    told = await home.candidate.find("Patient", **asked)
    assert "Task" not in str(told.json()["entry"])


async def test_why_his_patients_data_are_open_names_no_offer(region: Region) -> None:
    home = await at_home(region)
    told = await home.candidate.get(f"{home.patient}/$access-decision")
    assert told.status_code == 200
    assert home.case.tasks[0].partition("/")[2] not in told.text
    assert home.case.placer.ura not in told.text


async def test_two_offers_of_one_person_are_as_two_of_two(region: Region) -> None:
    first = await offered(region)
    [candidate] = first.providers
    same = await offered(region, provider=candidate, dossier=first.dossier)
    other = await offered(region, provider=candidate)
    ids = [case.tasks[0].partition("/")[2] for case in (first, same, other)]
    answers = [
        await candidate.find("Task", _id=f"{ids[0]},{second}", **more)
        for second in ids[1:]
        for more in ({}, {"_sort": "_lastUpdated"})
    ]
    assert {(one.status_code, one.json().get("total")) for one in answers} == {(200, 0)}


async def test_no_write_tells_whether_it_is_of_somebody_whom_he_has_himself(
    region: Region,
) -> None:
    home = await at_home(region)
    candidate, other = home.candidate, await a_dossier(region)
    stranger = a_patient(other.bsn, **registered_with(candidate.ura))
    second = address(await candidate.post(stranger))
    named = [{"reference": home.case.request}]
    for patient in (home.patient, second):
        made = address(await candidate.post(an_observation(patient, basedOn=named)))
        wanted = {"_id": made.partition("/")[2], "_include": "Observation:based-on"}
        brought = (await candidate.find("Observation", **wanted)).json()["entry"]
        assert [one["resource"]["resourceType"] for one in brought] == ["Observation"]
        chained = {"_id": made.partition("/")[2], "based-on.status": "active"}
        assert (await candidate.find("Observation", **chained)).json()["total"] == 0
    for patient in (home.patient, second):
        made = address(await candidate.post(a_composition(patient, candidate.ura, named)))
        document = (await candidate.get(f"{made}/$document")).json()
        kinds = [one["resource"]["resourceType"] for one in document["entry"]]
        assert kinds == ["Composition", "Patient"]


async def test_the_first_to_be_answered_comes_first_whenever_it_was_made(region: Region) -> None:
    first = await offered(region, restriction={"period": {"end": moment(hours=9)}})
    [candidate] = first.providers
    later = await offered(
        region, provider=candidate, restriction={"period": {"end": moment(hours=4)}}
    )
    owner = f"http://fhir.nl/fhir/NamingSystem/ura|{candidate.ura}"
    listed = (await candidate.find("Task", **{"owner:identifier": owner})).json()["entry"]
    names = [f"Task/{one['resource']['id']}" for one in listed]
    assert names == [later.tasks[0], first.tasks[0]]


async def test_who_declined_searches_and_finds_nothing(region: Region) -> None:
    case = await offered(region)
    [candidate] = case.providers
    reason = coded("rejection-reason", "no-capacity")
    await case.send(candidate, status="rejected", statusReason=reason)
    for one in (*case.tasks, case.request):
        kind, _, name = one.partition("/")
        assert (await candidate.find(kind, _id=name)).json()["total"] == 0
        assert (await candidate.get(f"{one}/_history")).status_code == 404
