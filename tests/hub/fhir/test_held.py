"""A wish is dated by a talk that was held: one yet to come would be the latest wish for ever."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from consent.question import amsterdam_day
from profiles import systems
from tests.builders import a_transaction, a_treatment_directive
from tests.hub.dossier import a_dossier, address, addresses, an_observation, fault
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio


def day(hub: Running, days: int) -> str:
    return (amsterdam_day(hub.clock()) + timedelta(days=days)).isoformat()


def told(answer: httpx.Response) -> list[tuple[str, str]]:
    """Severity and expression of what is said about a date in the future."""
    rule = {"system": systems.HUB_RULES, "code": "PZP-70"}
    return [
        (issue["severity"], issue["expression"][0])
        for issue in answer.json().get("issue", [])
        if rule in issue.get("details", {}).get("coding", [])
    ]


def a_place_of_death(patient: str, **members: Any) -> dict[str, Any]:
    code = {"coding": [{"system": systems.SNOMED, "code": "395091006"}]}
    return an_observation(patient, code=code, **members)


async def test_a_wish_of_a_later_day_is_refused_wherever_it_is_sent(region: Region) -> None:
    dossier, later = await a_dossier(region), day(region.running, 3)
    wish = a_treatment_directive(dossier.patient, dateTime=later)
    place = a_place_of_death(dossier.patient, effectiveDateTime=later)
    bundle = a_transaction((wish, "POST Consent"), (place, "POST Observation"))

    alone = await dossier.source.post(wish)
    bundled = await dossier.source.transaction(bundle)
    batch = await dossier.source.transaction({**bundle, "type": "batch"})
    inside = await dossier.source.post(
        {"resourceType": "Basic", "code": {"text": "x"}, "contained": [{**wish, "id": "w"}]}
    )

    assert alone.status_code == bundled.status_code == inside.status_code == 422
    assert told(alone) == [("error", "Consent.dateTime")]
    assert told(bundled) == [
        ("error", "Bundle.entry[0].resource.dateTime"),
        ("error", "Bundle.entry[1].resource.effective.ofType(dateTime)"),
    ]
    assert told(inside) == [("error", "Basic.contained[0].dateTime")]
    assert [entry["response"]["status"][:3] for entry in batch.json()["entry"]] == ["422", "422"]
    assert all(later not in answer.text for answer in (alone, bundled, batch, inside))


async def test_an_update_to_a_later_day_is_refused(region: Region) -> None:
    dossier = await a_dossier(region)
    wish = a_treatment_directive(dossier.patient)
    kind, _, key = (await dossier.add(wish)).partition("/")

    answer = await dossier.source.put({**wish, "id": key, "dateTime": day(region.running, 400)})

    assert kind == "Consent"
    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Consent.dateTime"]


async def test_a_document_with_a_wish_of_a_later_day_is_refused(region: Region) -> None:
    dossier = await a_dossier(region)
    wish = a_treatment_directive(dossier.patient, dateTime=day(region.running, 3))
    document = {"resourceType": "Bundle", "type": "document", "entry": [{"resource": wish}]}

    stored = await dossier.source.post(document)
    validated = await dossier.source("POST", "Bundle/$validate", document)

    assert stored.status_code == 422
    assert told(stored) == told(validated) == [("error", "Bundle.entry[0].resource.dateTime")]


async def test_validate_says_what_a_write_would(region: Region) -> None:
    dossier = await a_dossier(region)
    wish = a_treatment_directive(dossier.patient, dateTime=day(region.running, 3))
    bundle = a_transaction((wish, "POST Consent"))

    for resource, path in ((wish, "Consent"), (bundle, "Bundle")):
        refused = await dossier.source("POST", "" if path == "Bundle" else path, resource)
        validated = await dossier.source("POST", f"{path}/$validate", resource)
        assert refused.status_code == 422
        assert told(refused) == told(validated)
        assert len(told(validated)) == 1


async def test_today_and_the_grace_of_a_day_are_stored(region: Region) -> None:
    dossier, now = await a_dossier(region), region.running.clock()

    for moment in (now, now + timedelta(hours=23)):
        wish = a_treatment_directive(dossier.patient, dateTime=moment.isoformat("T", "seconds"))
        assert address(await dossier.source.post(wish))
    for part in (day(region.running, 0), f"{now.year}-{now.month:02}", f"{now.year}"):
        wish = a_treatment_directive(dossier.patient, dateTime=part)
        assert addresses(await dossier.source.transaction(a_transaction((wish, "POST Consent"))))


async def test_what_is_planned_is_stored(region: Region) -> None:
    dossier, later = await a_dossier(region), day(region.running, 30)
    subject = {"reference": dossier.patient}
    talk = {"coding": [{"system": systems.SNOMED, "code": "713603004"}]}
    ambulatory = {"system": systems.ACT_CODE, "code": "AMB"}
    planned = [
        {"resourceType": "Procedure", "status": "preparation", "code": talk, "subject": subject}
        | {"performedDateTime": later},
        {"resourceType": "Encounter", "status": "planned", "class": ambulatory}
        | {"subject": subject, "period": {"start": later}},
        a_treatment_directive(dossier.patient, dateTime=later, status="draft"),
    ]

    for resource in planned:
        held = {"Procedure": "completed", "Encounter": "finished", "Consent": "active"}
        status = held[resource["resourceType"]]
        answer = await dossier.source.post({**resource, "status": status})
        assert answer.status_code == 422
        assert [severity for severity, _ in told(answer)] == ["error"]
        assert address(await dossier.source.post(resource))
