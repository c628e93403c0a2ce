"""Who writes down that it may look, does not look by that. docs/decisions/0007."""

import pytest

from tests.builders import a_privacy_consent
from tests.hub.dossier import a_dossier, fault, kept_by, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_no_organisation_records_a_permission_for_itself(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    await dossier.goal()
    mine = await kept_by(stranger, dossier.bsn)
    consent = a_privacy_consent(mine.patient, holder=dossier.source.ura, user=stranger.ura)

    refused = await stranger.post(consent)

    assert refused.status_code == 422
    assert "by who keeps the data" in fault(refused)["diagnostics"]
    assert names(await stranger.find("Goal", patient=mine.patient)) == []


async def test_a_permission_for_everyone_does_not_open_to_who_recorded_it(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    other = await region.doctor()
    goal = await dossier.goal()
    stranger.desk = True
    mine = await kept_by(stranger, dossier.bsn)
    recorded = await stranger.post(a_privacy_consent(mine.patient))
    assert recorded.status_code == 201, recorded.text

    assert names(await stranger.find("Goal", patient=mine.patient)) == []
    assert names(await other.find("Goal", patient=mine.patient)) == [goal]


async def test_an_objection_counts_for_who_recorded_it_too(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.goal()
    await dossier.open_to(doctor)
    doctor.desk = True
    mine = await kept_by(doctor, dossier.bsn)

    objection = a_privacy_consent(
        mine.patient, holder=dossier.source.ura, user=doctor.ura, permit=False
    )
    assert (await doctor.post(objection)).status_code == 201

    assert names(await doctor.find("Goal", patient=mine.patient)) == []
