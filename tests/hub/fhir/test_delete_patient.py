"""The Patient of a record that still holds something stays: a doctor finds the record by it."""

import pytest

from tests.hub.dossier import a_dossier, by_bsn, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_a_patient_is_not_deleted_while_the_source_keeps_wishes_under_it(
    region: Region,
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    await dossier.goal()

    deleted = await dossier.source("DELETE", dossier.patient)

    assert deleted.status_code == 409
    assert names(await by_bsn(doctor, dossier.bsn)) == [dossier.patient]


async def test_an_empty_record_can_be_deleted(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    assert (await dossier.source("DELETE", goal)).status_code == 204
    assert (await dossier.source("DELETE", dossier.patient)).status_code == 204


async def test_what_another_source_keeps_does_not_hold_it_back(region: Region) -> None:
    dossier, other = await a_dossier(region), await region.organization()
    await dossier.goal()
    same = await a_dossier(region, bsn=dossier.bsn)
    assert other.ura != same.source.ura

    assert (await same.source("DELETE", same.patient)).status_code == 204
