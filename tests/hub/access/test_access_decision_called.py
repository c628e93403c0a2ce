"""What $access-decision rests on is named as the asker reads it, and nothing else is named so."""

import pytest

from tests.builders import a_bsn, a_goal, a_privacy_consent
from tests.hub.access.explaining import of_patient, parts, told, value
from tests.hub.access.test_transfer import a_receiver, a_task
from tests.hub.dossier import a_dossier, address
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_a_choice_that_another_has_one_named_like_is_named_as_its_recorder_names_it(
    region: Region,
) -> None:
    name = f"keuze-{a_bsn()}"
    dossiers = [await a_dossier(region) for _ in range(2)]
    doctor = await region.doctor()
    for dossier in dossiers:
        said = a_privacy_consent(
            dossier.patient, user=doctor.ura, holder=dossier.source.ura, id=name
        )
        assert address(await dossier.source.put(said)) == f"Consent/{name}"

    for dossier in dossiers:
        answer = await of_patient(dossier.source, dossier.patient)
        said = [
            value(evidence, "consent")
            for section in told(answer)
            for audience in parts(section["part"], "audience")
            for evidence in parts(audience["part"], "evidence")
        ]
        assert said == [f"Consent/{name}/_history/1"]
        assert (await dossier.source.get(said[0])).status_code == 200


async def test_what_a_transfer_opens_rests_on_its_task(region: Region) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    goal = await dossier.goal()
    task = await dossier.add(a_task(dossier, receiver.ura, goal))

    sections = told(await of_patient(receiver, dossier.patient))

    said = {
        value(evidence, "consent")
        for section in sections
        for one in parts(section["part"], "resource")
        for evidence in parts(one["part"], "evidence")
    }
    assert said == {f"{task}/_history/1"}
    for one in said:
        assert (await receiver.get(one)).status_code == 200


async def test_one_resource_that_another_has_one_named_like_is_named_so_too(
    region: Region,
) -> None:
    name = f"doel-{a_bsn()}"
    doctor = await region.doctor()
    for dossier in [await a_dossier(region) for _ in range(2)]:
        goal = address(await dossier.source.put(a_goal(dossier.patient, id=name)))
        choice = a_privacy_consent(dossier.patient, user=doctor.ura, holder=dossier.source.ura)
        choice["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": goal}}]
        await dossier.add(choice)

        sections = told(await of_patient(dossier.source, dossier.patient))

        singles = [one for section in sections for one in parts(section["part"], "resource")]
        assert [value(one, "reference") for one in singles] == [f"Goal/{name}"]
