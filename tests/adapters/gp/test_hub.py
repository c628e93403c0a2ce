"""What the adapter makes of a form, pushed to a real hub and found again, in each release."""

import json
from typing import Any

from adapters.gp.mapping import to_transaction
from profiles.dialect import Dialect
from profiles.pzp.form.guide import BETA3, NEWEST, Guide
from tests.adapters.gp.records import JsonObject, a_form, a_record, as_file, in_each_guide
from tests.adapters.gp.test_versions import TALK
from tests.adapters.gp.versions import as_version
from tests.builders import a_bsn, a_patient
from tests.plugins.hub import Caller, Region

CAPACITY = "http://snomed.info/sct|665671000146101"
BIRTH = {"birthDate": "1961-01-01"}


def _record(form: JsonObject, bsn: str) -> JsonObject:
    return a_record(form, a_patient(bsn, **BIRTH))


async def _pushed(source: Caller, record: JsonObject, guide: Guide) -> str:
    """Whose it is, as a reference."""
    [bundle] = to_transaction(as_file(record), guide).bundles
    answer = await source.transaction(bundle)
    assert answer.status_code == 200, answer.text
    located = [entry["response"]["location"] for entry in answer.json()["entry"]]
    [patient] = [one for one in located if "/Patient/" in one or one.startswith("Patient/")]
    return "/".join(patient.partition("/_history")[0].split("/")[-2:])


async def _found(source: Caller, query: str) -> list[dict[str, Any]]:
    answer = await source.get(query)
    assert answer.status_code == 200, answer.text
    return [entry["resource"] for entry in answer.json().get("entry", [])]


@in_each_guide
async def test_each_resource_of_a_form_leads_back_to_it(region: Region, guide: Guide) -> None:
    source, bsn = await region.organization(), a_bsn()

    patient = await _pushed(
        source, _record(as_version(json.loads(json.dumps(TALK)), Dialect.RC3), bsn), guide
    )

    [form] = await _found(source, f"QuestionnaireResponse?subject={patient}")
    kinds = ("Consent", "Goal", "Observation", guide.informing, "Encounter", "DeviceUseStatement")
    for kind in (*kinds, "Procedure", "RelatedPerson"):
        found = await _found(source, f"{kind}?patient={patient}")
        assert found
        for one in found:
            target = f"{kind}/{one['id']}"
            [origin] = await _found(source, f"Provenance?target={target}")
            [entity] = origin["entity"]
            assert entity["what"]["reference"].endswith(f"QuestionnaireResponse/{form['id']}")


async def test_a_form_sent_again_in_the_newest_release_is_the_same_wishes(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    patient = await _pushed(source, _record(TALK, bsn), BETA3)
    about = f"patient={patient}"
    kinds = ("Consent", "Goal", "Observation", "DeviceUseStatement", "Provenance", "Encounter")
    before = {
        kind: {one["id"] for one in await _found(source, f"{kind}?{about}")} for kind in kinds
    }

    await _pushed(source, _record(TALK, bsn), NEWEST)

    [capacity] = await _found(source, f"Observation?{about}&code={CAPACITY}")
    assert capacity["valueBoolean"] is False
    before["Observation"].add(capacity["id"])
    after = {kind: {one["id"] for one in await _found(source, f"{kind}?{about}")} for kind in kinds}
    assert after == before
    told = await _found(source, f"Communication?{about}")
    asked = await _found(source, f"CommunicationRequest?{about}")
    assert [one["identifier"] for one in told] == [one["identifier"] for one in asked]


async def test_what_an_amended_form_clears_ends_in_the_type_that_the_older_release_wrote(
    region: Region,
) -> None:
    source, bsn = await region.organization(), a_bsn()
    patient = await _pushed(source, _record(TALK, bsn), BETA3)

    await _pushed(source, _record(a_form(status="amended"), bsn), NEWEST)

    for kind in ("Communication", "CommunicationRequest"):
        found = await _found(source, f"{kind}?patient={patient}")
        assert {one["status"] for one in found} == {"entered-in-error"}
