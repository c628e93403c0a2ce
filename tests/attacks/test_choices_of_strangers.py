"""A source that treated nobody speaks for an inhabitant: it opens and closes nothing of others."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import a_patient, a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier, kept_by, names
from tests.plugins.hub import WHOLE, Caller, Region

pytestmark = pytest.mark.anyio


async def says(stranger: Caller, dossier: Dossier, **choice: Any) -> None:
    """The stranger knows a BSN, pushes a Patient by it, and a choice in the inhabitant's name."""
    pushed = await stranger.post(a_patient(dossier.bsn))
    patient = "/".join(pushed.headers["Location"].split("/")[-4:-2])
    answer = await stranger.post(a_privacy_consent(patient, **choice))
    assert answer.status_code == 201, answer.text


async def sees(doctor: Caller, dossier: Dossier) -> bool:
    """Whether the doctor finds the wish, and reads it."""
    goal = await dossier.goal()
    found = goal in names(await doctor.find("Goal", patient=dossier.id))
    assert found == ((await doctor.get(goal)).status_code == 200)
    return found


@pytest.mark.parametrize("named", [True, False])
async def test_it_opens_nobody_who_made_no_choice(region: Region, *, named: bool) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    stranger = await region.organization()

    await says(stranger, dossier, user=doctor.ura, holder=dossier.source.ura if named else None)

    assert not await sees(doctor, dossier)


async def test_it_opens_nobody_who_withdrew(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    said = (await dossier.source.get(consent)).json()
    assert (await dossier.source.put(said | {"status": "inactive"})).status_code == 200

    await says(await region.organization(), dossier)

    assert not await sees(doctor, dossier)


async def test_it_outweighs_no_objection(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(permit=False)
    assert not await sees(doctor, dossier)

    await says(await region.organization(), dossier, user=doctor.ura, holder=dossier.source.ura)

    assert not await sees(doctor, dossier)


@pytest.mark.parametrize("named", [True, False])
async def test_its_objection_hides_no_wish(region: Region, *, named: bool) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    holder = dossier.source.ura if named else None

    await says(await region.organization(), dossier, user=doctor.ura, permit=False, holder=holder)

    assert await sees(doctor, dossier)


async def test_its_push_for_him_stays_closed_where_another_let_somebody_in(region: Region) -> None:
    """Also in what it is told, and what the ledger says: stored closed."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=doctor.ura, holder=None)
    elsewhere = await kept_by(await region.organization(), dossier.bsn)

    assert not await sees(doctor, elsewhere)
    assert await sees(doctor, dossier)


async def test_at_a_desk_that_the_region_trusts_it_holds_over_everybodys_data(
    region: Region,
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    desk = replace(await region.organization(), desk=True)

    await says(desk, dossier, user=doctor.ura)
    assert await sees(doctor, dossier)

    await says(desk, dossier, user=doctor.ura, permit=False)
    assert not await sees(doctor, dossier)


async def test_who_records_it_is_told_that_it_waits(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    everywhere = a_privacy_consent(dossier.patient, user=doctor.ura)
    at_home = a_privacy_consent(dossier.patient, user=doctor.ura, holder=dossier.source.ura)

    told = (await dossier.source.post(everywhere, prefer=WHOLE)).json()

    assert [issue["code"] for issue in told["issue"]] == ["informational", "business-rule"]
    assert "Warning" not in (await dossier.source.post(at_home)).headers
