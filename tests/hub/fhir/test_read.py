"""Read. https://hl7.org/fhir/R4/http.html#read."""

import pytest

from tests.builders import a_goal, a_patient, a_privacy_consent, a_transaction, urn
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_denied_and_absent_are_the_same_answer(region: Region) -> None:
    source, stranger = await region.organization(), await region.doctor()
    goal = a_goal(urn(0)) | {"id": f"goal-{source.ura}"}
    stored = await source.transaction(
        a_transaction((a_patient(), "POST Patient"), (goal, f"PUT Goal/goal-{source.ura}"))
    )
    assert stored.status_code == 200, stored.text

    denied = await stranger.get(f"Goal/goal-{source.ura}")
    absent = await stranger.get("Goal/never-was")

    assert (denied.status_code, denied.content) == (404, absent.content)
    assert denied.headers.keys() == absent.headers.keys()


async def test_a_permitted_doctor_reads_what_was_stored(region: Region) -> None:
    source, doctor = await region.organization(), await region.doctor()
    goal = a_goal(urn(0)) | {"id": f"goal-{source.ura}"}
    consent = a_privacy_consent(urn(0), holder=source.ura, user=doctor.ura)
    await source.transaction(
        a_transaction(
            (a_patient(), "POST Patient"),
            (goal, f"PUT Goal/goal-{source.ura}"),
            (consent, "POST Consent"),
        )
    )

    answer = await doctor.get(f"Goal/goal-{source.ura}")

    assert answer.status_code == 200, answer.text
    assert answer.json()["description"] == goal["description"]
    assert answer.headers["ETag"] == 'W/"1"'
