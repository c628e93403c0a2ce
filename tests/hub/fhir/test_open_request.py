"""$open: a request without a name, of what its asker may read, and for nobody else."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from profiles import systems
from profiles.systems import SUPPLEMENTAL_RESOURCE
from tests.builders import a_transaction
from tests.hub.dossier import Dossier, a_dossier, addresses, fault
from tests.hub.offers import a_candidate, a_full_request, a_handoff, an_offer
from tests.hub.persons import person
from tests.hub.places import sought
from tests.hub.query.test_masked import close
from tests.hub.transfer.open.material import a_condition, a_flag, snomed
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

STROKE, HIP, MRSA, RARE = "422504002", "5913000", "432415000", "238600001"
NOTE = "Belt het liefst met zijn dochter op de Waterlelie"
NOTICE = {"coding": [{"system": systems.SNOMED, "code": "721915006"}]}


@dataclass(frozen=True, slots=True)
class Asked:
    """A full request of a hospital, and what it names."""

    dossier: Dossier
    request: str
    stroke: str
    hip: str


async def asked(region: Region, **more: Any) -> Asked:
    dossier = await a_dossier(region, "V4")
    whose = {"subject": {"reference": dossier.patient}}
    stroke = await dossier.add(a_condition(snomed(STROKE), **whose))
    hip = await dossier.add(a_condition(snomed(HIP), **whose))
    rare = await dossier.add(a_condition(snomed(RARE), **whose))
    flag = await dossier.add(a_flag(**whose))
    document = a_handoff(dossier)
    alerts = {"code": snomed("308813009"), "entry": [{"reference": flag}]}
    document["section"][1]["section"].append(alerts)
    handoff = await dossier.add(document)
    request = a_full_request(dossier) | {
        "reasonReference": [{"reference": one} for one in (stroke, hip, rare)],
        "supportingInfo": [{"reference": handoff}],
        "note": [{"text": NOTE}],
        **more,
    }
    del request["reasonCode"]
    return Asked(dossier, await dossier.add(request), stroke, hip)


async def opened(caller: Caller, request: str, **headers: str) -> httpx.Response:
    return await caller("GET", f"{request}/$open", **headers)


def parts(answer: httpx.Response) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """The request, the notice, and what was left out."""
    assert answer.status_code == 200, answer.text
    found = answer.json()["parameter"]
    named = {one["name"]: one["resource"] for one in found if "resource" in one}
    left = [
        {part["name"]: next(v for k, v in part.items() if k != "name") for part in one["part"]}
        for one in found
        if one["name"] == "left-out"
    ]
    return named["request"], named["notice"], left


def told(notice: dict[str, Any]) -> set[str]:
    """Every code of a record in it."""
    concepts = (one.get("code", {}) for one in notice["contained"])
    return {coding["code"] for one in concepts for coding in one.get("coding", ())}


async def offered_anew(case: Asked, region: Region) -> tuple[Caller, list[str]]:
    """To one candidate in one transaction; the addresses of request, notice and Task."""
    request, notice, _ = parts(await opened(case.dossier.source, case.request))
    candidate, own = await a_candidate(region), case.dossier.source.ura
    urls = {one["resourceType"]: f"urn:uuid:{one['id']}" for one in (request, notice)}
    named = {"type": NOTICE, "valueReference": {"reference": urls["Composition"]}}
    group = f"urn:uuid:{uuid4()}"
    task = an_offer(own, candidate.ura, group, urls["ServiceRequest"], input=[named])
    bundle = a_transaction(
        (case.dossier.word | {"id": case.dossier.id}, f"PUT {case.dossier.patient}"),
        *((one, f"POST {one['resourceType']}") for one in (request, notice, task)),
    )
    for entry in bundle["entry"][1:3]:
        entry["fullUrl"] = urls[entry["resource"]["resourceType"]]
    answer = await case.dossier.source.transaction(bundle)
    return candidate, addresses(answer)[1:]


async def test_who_may_not_read_it_is_told_the_same_as_where_there_is_none(
    region: Region,
) -> None:
    case, stranger = await asked(region), await region.doctor()
    closed, absent = (
        await opened(stranger, case.request),
        await opened(stranger, "ServiceRequest/no"),
    )
    assert (closed.status_code, closed.json()) == (404, absent.json())
    [row] = await region.left_behind(closed)
    assert (row["interaction"], row["status"], row["found"]) == ("operation", 404, 0)


async def test_a_candidate_opens_nothing_before_or_after_he_declined(region: Region) -> None:
    case = await asked(region)
    candidate, [request, _, task] = await offered_anew(case, region)
    assert (await opened(candidate, case.request)).status_code == 404
    # What he may read is no full request.
    refused = await opened(candidate, request)
    assert (refused.status_code, fault(refused)["expression"]) == (422, ["ServiceRequest.subject"])

    read = (await candidate.get(task)).json()
    reason = {
        "system": "https://example.org/rtp/CodeSystem/rejection-reason",
        "code": "no-capacity",
    }
    said = read | {"status": "rejected", "statusReason": {"coding": [reason]}}
    version = read["meta"]["versionId"]
    assert (await candidate.put(said, if_match=f'W/"{version}"')).status_code == 200
    for one in (request, case.request):
        assert (await opened(candidate, one)).status_code == 404


async def test_a_problem_that_is_closed_to_who_asks_does_not_go_in(region: Region) -> None:
    case, doctor = await asked(region), await region.doctor()
    await case.dossier.open_to(doctor)
    await close(case.dossier, doctor, case.hip)

    request, notice, left = parts(await opened(doctor, case.request))

    assert told(notice) >= {STROKE, MRSA}
    assert HIP not in json.dumps([request, notice, left])
    assert case.hip.partition("/")[2] not in json.dumps([request, notice, left])
    whys = {(one["record"]["reference"], one.get("element"), one["why"]) for one in left}
    assert (case.request, "reasonReference", "unreadable") in whys


async def test_nothing_of_the_person_or_the_source_comes_out(region: Region) -> None:
    case = await asked(region)
    request, notice, left = parts(await opened(case.dossier.source, case.request))

    out = json.dumps([request, notice])
    said = (case.dossier.id, case.dossier.bsn, NOTE, "Woorden van de bron")
    for one in (*said, RARE, *(one.split("/")[1] for one in (case.stroke, case.hip, case.request))):
        assert one not in out
    assert told(notice) >= {STROKE, HIP, MRSA}
    whys = {(one["record"]["reference"], one.get("element"), one["why"]) for one in left}
    assert (case.request, "note", "not-listed") in whys
    assert NOTE not in json.dumps(left)


async def test_nothing_is_kept_and_what_was_read_stands_in_the_ledger(region: Region) -> None:
    case = await asked(region)
    answer = await opened(case.dossier.source, case.request)
    request, notice, _ = parts(answer)
    for one in (request, notice):
        read = await case.dossier.source.get(f"{one['resourceType']}/{one['id']}")
        assert read.status_code == 404
    [row] = await region.left_behind(answer)
    assert row["detail"]["operation"] == "$open"
    assert row["detail"]["along"] == {"Patient": 1, "Condition": 3, "Composition": 1, "Flag": 1}
    assert row["entities"] == (f"{case.request}/_history/1",)


async def test_by_post_it_is_the_same_and_no_id_is_twice(region: Region) -> None:
    case = await asked(region)
    body = {"resourceType": "Parameters"}
    by_post = await case.dossier.source("POST", f"{case.request}/$open", body)
    by_get = await opened(case.dossier.source, case.request)
    ids = [
        {one["id"] for one in (request, notice, *notice["contained"])}
        for request, notice, _ in (parts(by_post), parts(by_get))
    ]
    assert not ids[0] & ids[1]


async def test_what_it_makes_is_sent_with_the_offers_and_read_by_the_candidate(
    region: Region,
) -> None:
    case = await asked(region)
    candidate, [request, notice, task] = await offered_anew(case, region)
    read = (await candidate.get(request)).json()
    assert read["supportingInfo"] == [{"reference": notice}]
    assert told((await candidate.get(notice)).json()) >= {STROKE, HIP, MRSA}
    assert (await candidate.get(f"{notice}/$document")).status_code == 200
    named = (await candidate.get(task)).json()["input"][0]["valueReference"]
    assert named == {"reference": notice}
    for one in (case.request, case.stroke, case.dossier.patient):
        assert (await candidate.get(one)).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Dit staat op geen lijst van wat verteld mag worden."), ("en", "The element is on no")],
)
async def test_why_it_is_left_out_is_said_in_words(
    region: Region, language: str, words: str
) -> None:
    case = await asked(region)
    answer = await opened(case.dossier.source, case.request, Accept_Language=language)
    [note] = [one for one in parts(answer)[2] if one.get("element") == "note"]
    assert note["words"].startswith(words)


async def test_two_documents_are_refused_by_name(
    region: Region,
) -> None:
    case = await asked(region)
    other = await case.dossier.add(a_handoff(case.dossier))
    kept = (await case.dossier.source.get(case.request)).json()
    two = {**kept, "supportingInfo": [*kept["supportingInfo"], {"reference": other}]}
    assert (await case.dossier.source.put(two)).status_code == 200
    answer = await opened(case.dossier.source, case.request)
    assert (answer.status_code, fault(answer)["expression"]) == (
        422, ["ServiceRequest.supportingInfo"],
    )  # fmt: skip


async def test_without_the_scopes_there_is_none(region: Region) -> None:
    case = await asked(region)
    for scopes in (("system/Patient.rs",), ("system/ServiceRequest.rs",)):
        case.dossier.source.scopes = scopes
        assert (await opened(case.dossier.source, case.request)).status_code == 403


async def test_the_transfer_point_opens_what_who_asks_named_in_the_case(region: Region) -> None:
    case = await sought(region)
    whose = {"subject": {"reference": case.dossier.patient}}
    stroke, hip = [
        await case.dossier.add(a_condition(snomed(code), **whose)) for code in (STROKE, HIP)
    ]
    kept = (await case.requester.get(case.request)).json()
    reasons = {"reasonReference": [{"reference": one} for one in (stroke, hip)]}
    assert (await case.requester.put(kept | reasons)).status_code == 200
    lead = await case.read(case.requester)
    kind = {"coding": [dict(zip(("system", "code"), SUPPLEMENTAL_RESOURCE, strict=True))]}
    named = {"type": kind, "valueReference": {"reference": stroke}}
    said = await case.send(case.requester, read=lead, input=[*lead["input"], named])
    assert said.status_code == 200, said.text

    request, notice, left = parts(await opened(case.desk, case.request))

    assert STROKE in told(notice)
    assert HIP not in json.dumps([request, notice])
    whys = {(one["record"]["reference"], one.get("element"), one["why"]) for one in left}
    assert (case.request, "reasonReference", "unreadable") in whys
    assert request["requester"]["identifier"]["value"] == case.desk.ura


async def test_a_person_makes_no_offers(region: Region) -> None:
    case = await asked(region)
    himself = person(region.running, case.dossier.bsn)
    answer = await opened(himself, case.request)
    assert (answer.status_code, "organisation" in fault(answer)["diagnostics"]) == (403, True)


async def test_who_asks_is_a_transfer_point_where_the_region_has_one(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, within = await asked(region), region.running.app.fhir.app.hub
    own = case.dossier.source.ura
    for points, desk in (({}, own), ({"80000002": "urk"}, "80000002")):
        monkeypatch.setattr(within.access, "transfer_points", points)
        request, notice, _ = parts(await opened(case.dossier.source, case.request))
        [author] = notice["author"]
        assert {request["requester"]["identifier"]["value"], author["identifier"]["value"]} == {
            desk
        }
        assert (own in json.dumps([request, notice])) == (desk == own)
