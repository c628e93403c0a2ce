"""A handoff is read by who takes over, part by part, corrected until he did, and closed then."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from consent.question import amsterdam_day
from profiles import systems
from tests.builders import a_privacy_consent, a_treatment_directive
from tests.hub.dossier import a_dossier, address, kept_by
from tests.hub.offers import HANDOFF, Offered, a_handoff, by, offered
from tests.hub.places import begin, chosen, hand_over, said, sought
from tests.hub.transfer.open.material import a_condition, snomed
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
WISHES, DIAGNOSES = "108329005", "52870002"


@dataclass(frozen=True, slots=True)
class Handed:
    """A transfer that goes ahead: two diagnoses and a wish in its handoff."""

    case: Offered
    handoff: str
    stroke: str
    hip: str
    wish: str

    @property
    def taker(self) -> Caller:
        """Who was chosen."""
        return self.case.providers[0]

    async def document(self) -> httpx.Response:
        """As he asks for it."""
        return await self.taker.get(f"{self.handoff}/$document")

    async def parts(self) -> set[str]:
        """What is in it."""
        answer = await self.document()
        assert answer.status_code == 200, answer.text
        listed = [one["resource"] for one in answer.json()["entry"]]
        return {f"{one['resourceType']}/{one['id']}" for one in listed}


def supplements(*resources: str) -> list[dict[str, Any]]:
    """As its sender names parts himself."""
    kind = dict(zip(("system", "code"), systems.SUPPLEMENTAL_RESOURCE, strict=True))
    return [{"type": {"coding": [kind]}, "valueReference": {"reference": one}} for one in resources]


def section(code: str, *entries: str) -> dict[str, Any]:
    return {"code": snomed(code), "entry": [{"reference": one} for one in entries]}


async def about_to(region: Region) -> Handed:
    """Chosen, and nothing is handed over yet."""
    case = await offered(region, 2)
    for done in (await case.accept(0), await case.select(0)):
        assert done.status_code == 200, done.text
    dossier = case.dossier
    whose = {"subject": {"reference": dossier.patient}}
    stroke, hip = [
        await dossier.add(a_condition(snomed(code), **whose)) for code in ("422504002", "5913000")
    ]
    wish = await dossier.add(a_treatment_directive(dossier.patient))
    document = a_handoff(dossier)
    document["section"] += [section(WISHES, wish), section(DIAGNOSES, stroke, hip)]
    return Handed(case, await dossier.add(document), stroke, hip, wish)


async def handed(region: Region) -> Handed:
    found = await about_to(region)
    begun = await found.case.begin(handoff=found.handoff)
    assert begun.status_code == 200, begun.text
    return found


async def object_to(one: Handed, resource: str, **to: Any) -> None:
    """The inhabitant closes this one resource, for continuity of care too."""
    dossier = one.case.dossier
    said = a_privacy_consent(dossier.patient, holder=dossier.source.ura, permit=False, **to)
    provision = said["provision"]
    provision["purpose"] += [{"system": systems.ACT_REASON, "code": "COC"}]
    provision["data"] = [{"meaning": "instance", "reference": {"reference": resource}}]
    await dossier.add(said)


async def correct(one: Handed, *entries: str) -> str:
    """The sender's next version of the handoff, with these diagnoses; its address."""
    kept = (await one.case.placer.get(one.handoff)).json()
    kept["section"][-1] = section(DIAGNOSES, *entries)
    return address(await one.case.placer.put(kept))


async def test_a_handoff_that_was_deleted_is_not_handed_over(region: Region) -> None:
    one = await about_to(region)
    assert (await one.case.placer("DELETE", one.handoff)).status_code in {200, 204}

    begun = await one.case.begin(handoff=one.handoff)

    assert begun.status_code == 422, begun.text
    assert (await one.case.read(one.case.placer))["status"] == "accepted"


async def test_nobody_reads_it_before_it_is_handed_over_nor_who_was_not_chosen(
    region: Region,
) -> None:
    early = await about_to(region)
    assert (await early.document()).status_code == 404
    one = await handed(region)
    other = one.case.providers[1]
    for what in (f"{one.handoff}/$document", one.stroke, one.wish, one.case.dossier.patient):
        assert (await other.get(what)).status_code == 404


async def test_who_takes_over_reads_it_whole_and_who_it_is(region: Region) -> None:
    one = await handed(region)
    found = await one.parts()
    assert found >= {one.handoff, one.case.dossier.patient, one.stroke, one.hip, one.wish}
    assert "security" not in (await one.document()).json().get("meta", {})
    patient = (await one.taker.get(one.case.dossier.patient)).json()
    assert one.case.dossier.bsn in str(patient["identifier"])
    full = (await one.case.read(one.taker))["basedOn"][0]["reference"]
    assert (await one.taker.get(full)).status_code == 200


async def test_nothing_else_of_the_record_comes_along(region: Region) -> None:
    one = await handed(region)
    beside = await one.case.dossier.goal()
    elsewhere = await kept_by(await region.organization("V4"), one.case.dossier.bsn)
    theirs = await elsewhere.add(a_treatment_directive(elsewhere.patient))
    for what in (beside, theirs):
        assert (await one.taker.get(what)).status_code == 404
        assert what not in await one.parts()
        assert what.partition("/")[2] not in (await one.document()).text


@pytest.mark.parametrize("to_all", [False, True])
async def test_what_the_inhabitant_closes_is_not_in_it_and_that_is_told(
    region: Region, *, to_all: bool
) -> None:
    one = await handed(region)
    for resource in (one.hip, one.wish):
        await object_to(one, resource, **({} if to_all else {"user": one.taker.ura}))

    answer = await one.document()

    assert one.stroke in await one.parts()
    for resource in (one.hip, one.wish):
        assert resource.partition("/")[2] not in answer.text
        assert (await one.taker.get(resource)).status_code == 404
    assert "2 verwijzingen" in answer.text
    assert answer.json()["meta"]["security"][0]["code"] == "REDACTED"


async def test_what_was_closed_before_it_began_stays_so(region: Region) -> None:
    early = await about_to(region)
    await object_to(early, early.hip)
    begun = await early.case.begin(handoff=early.handoff)
    assert begun.status_code == 200, begun.text
    assert early.hip not in await early.parts()
    assert (await early.taker.get(early.hip)).status_code == 404


async def test_a_choice_about_exchange_is_no_part_of_it(region: Region) -> None:
    early = await about_to(region)
    choice = await early.case.dossier.choose(user=early.case.providers[1].ura)
    await correct(early, early.stroke, choice)
    await early.case.begin(handoff=early.handoff)
    assert early.stroke in await early.parts()
    assert choice not in await early.parts()
    assert (await early.taker.get(choice)).status_code == 404


async def test_a_part_that_its_sender_names_himself_is_handed_over_once(region: Region) -> None:
    one = await about_to(region)

    begun = await one.case.begin(handoff=one.handoff, more=supplements(one.stroke))

    assert begun.status_code == 200, begun.text
    named = [each["valueReference"]["reference"] for each in begun.json()["input"]]
    assert sorted(named) == sorted({*named, one.stroke, one.hip})


async def test_a_step_of_the_case_hands_over_nothing_that_came_later(region: Region) -> None:
    case = await sought(region)
    document, whose = a_handoff(case.dossier), {"subject": {"reference": case.dossier.patient}}
    handoff = await case.dossier.add(document)
    assert (await hand_over(case, handoff)).status_code == 200
    hip = await case.dossier.add(a_condition(snomed("5913000"), **whose))
    kept = (await case.requester.get(handoff)).json()
    kept["section"].append(section(DIAGNOSES, hip))
    assert (await case.requester.put(kept)).status_code == 200
    inputs = [
        *(await case.read(case.requester))["input"],
        said("city", valueString="Almere"),
    ]

    answer = await case.send(case.requester, input=inputs)

    assert answer.status_code == 200, answer.text
    assert (await case.read(case.desk))["input"] == inputs
    assert (await case.desk.get(hip)).status_code == 404


async def test_what_an_attachment_points_to_is_handed_over_where_it_is_a_file_alone(
    region: Region,
) -> None:
    one = await about_to(region)
    dossier = one.case.dossier
    goal = await dossier.goal()
    letter = await dossier.add(
        {
            "resourceType": "DocumentReference",
            "status": "current",
            "type": {"text": "brief"},
            "subject": {"reference": dossier.patient},
            "content": [{"attachment": {"contentType": "application/pdf", "url": goal}}],
        }
    )
    await correct(one, letter)

    begun = await one.case.begin(handoff=one.handoff)

    assert begun.status_code == 200, begun.text
    assert (await one.taker.get(letter)).status_code == 200
    assert (await one.taker.get(goal)).status_code == 404


async def test_until_it_is_taken_over_the_sender_sets_it_right(region: Region) -> None:
    one = await handed(region)
    late = await one.case.dossier.add(
        a_condition(snomed("2776000"), subject={"reference": one.case.dossier.patient})
    )
    await correct(one, one.stroke, late)
    version = (await one.taker.get(one.handoff)).json()["meta"]["versionId"]
    assert (version, late in await one.parts()) == ("2", False)

    again = await one.case.send(one.case.placer)

    assert again.status_code == 200, again.text
    assert late in await one.parts()


async def test_who_takes_over_adds_nothing_to_it_and_the_sender_takes_no_handoff_away(
    region: Region,
) -> None:
    one = await handed(region)
    task = await one.case.read(one.case.placer)
    beside = await one.case.dossier.goal()
    supplement = dict(zip(("system", "code"), systems.SUPPLEMENTAL_RESOURCE, strict=True))
    theirs = {"type": {"coding": [supplement]}, "valueReference": {"reference": beside}}
    added = await one.case.send(one.taker, input=[*task["input"], theirs])
    emptied = await one.case.send(one.case.placer, input=task["input"][1:])
    another = await one.case.dossier.add(a_handoff(one.case.dossier))
    swapped = {"type": HANDOFF, "valueReference": {"reference": another}}
    changed = await one.case.send(one.case.placer, input=[swapped, *task["input"][1:]])
    more = [*task["input"], {**theirs, "valueReference": {"reference": beside}}]
    renamed = await one.case.send(one.case.placer, priority="stat", input=more)
    refused = (added, emptied, changed, renamed)
    assert [each.status_code for each in refused] == [403, 422, 422, 422]
    assert another not in str((await one.case.read(one.taker))["input"])


async def test_once_it_is_taken_over_the_sender_sees_by_whom_and_when_and_it_closes(
    region: Region,
) -> None:
    one = await handed(region)
    before = datetime.now(UTC).isoformat()

    done = await one.case.send(one.taker, status="completed")

    assert done.status_code == 200, done.text
    seen = await one.case.read(one.case.placer)
    assert (seen["status"], seen["owner"]) == ("completed", by(one.taker.ura))
    assert before[:19] <= seen["lastModified"][:19]
    for what in (one.handoff, one.stroke, one.wish, one.case.dossier.patient, *one.case.tasks[:1]):
        assert (await one.taker.get(what)).status_code == 404
    await correct(one, one.stroke)
    assert (await one.taker.get(one.handoff)).status_code == 404
    assert (await one.case.send(one.case.placer, read=seen)).status_code == 403


async def test_a_correction_behind_that_is_handed_over_anew_for_some_days(region: Region) -> None:
    one = await handed(region)
    await one.case.send(one.taker, status="completed")
    await correct(one, one.stroke)
    last = amsterdam_day(datetime.now(UTC)) + timedelta(days=14)
    inputs = [
        {"type": HANDOFF, "valueReference": {"reference": what}}
        for what in (one.handoff, one.stroke)
    ]
    task = {
        "resourceType": "Task",
        "status": "in-progress",
        "intent": "order",
        "code": {"coding": [dict(zip(("system", "code"), systems.TRANSFER_OF_CARE, strict=True))]},
        "for": {"reference": one.case.dossier.patient},
        "requester": by(one.case.placer.ura),
        "owner": by(one.taker.ura),
        "restriction": {"period": {"end": last.isoformat()}},
        "input": inputs,
    }
    made = await one.case.placer.post(task)
    assert made.status_code == 201, made.text
    assert one.stroke in await one.parts()
    assert one.hip not in await one.parts()

    clock = region.running.clock
    clock.ahead = timedelta(days=16)
    try:
        assert (await one.document()).status_code == 404
    finally:
        clock.ahead = timedelta()


async def test_by_the_transfer_point_he_reads_what_who_asked_handed_to_the_case(
    region: Region,
) -> None:
    case = await sought(region)
    candidate, offer = await chosen(case, region)
    dossier = case.dossier
    whose = {"subject": {"reference": dossier.patient}}
    stroke, hip = [
        await dossier.add(a_condition(snomed(code), **whose)) for code in ("422504002", "5913000")
    ]
    document = a_handoff(dossier)
    document["section"] += [section(DIAGNOSES, stroke, hip)]
    handoff = await dossier.add(document)
    done = await hand_over(case, handoff)
    assert done.status_code == 200, done.text
    begun = await begin(case, case.desk, offer, handoff)
    assert begun.status_code == 200, begun.text

    read = await candidate.get(f"{handoff}/$document")

    kinds = [one["resource"]["resourceType"] for one in read.json()["entry"]]
    assert sorted(kinds) == ["Composition", "Condition", "Condition", "Patient"]
    assert "meta" not in read.json()
    assert (await case.send(candidate, offer, status="completed")).status_code == 200
    for reader in (candidate, case.desk):
        assert (await reader.get(stroke)).status_code == 404


async def test_a_stranger_is_told_the_same_of_it_as_of_nothing(region: Region) -> None:
    one = await handed(region)
    stranger = (await a_dossier(region)).source
    told = [await stranger.get(f"{what}/$document") for what in (one.handoff, "Composition/nobody")]
    bodies = {re.sub(r"[0-9a-f-]{36}", "", each.text) for each in told}
    assert ({each.status_code for each in told}, len(bodies)) == ({404}, 1)
