"""The label of a push, by example: a permission has to stand for the very party that it names."""

from typing import Any

import pytest

from profiles import systems
from tests.builders import a_goal, a_patient, a_privacy_consent, an_actor
from tests.hub.dossier import Dossier, a_dossier, names
from tests.model.resources import BODIES
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

EMERGENCY = {
    "type": "permit",
    "purpose": [{"system": systems.ACT_REASON, "code": "BTG"}],
}


async def label(dossier: Dossier, resource: dict[str, Any]) -> str:
    """The rule in the ledger of this push."""
    answer = await dossier.source.post(resource)
    assert answer.status_code == 201, answer.text
    [row] = await dossier.source.running.left_behind(answer)
    return row["rule"]


async def test_an_equal_objection_closes(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.choose()
    await dossier.choose(permit=False)

    assert await label(dossier, a_goal(dossier.patient)) == "D-PUSH-STORED-CLOSED"


async def test_an_objection_to_one_leaves_it_open_for_everyone_else(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose()
    await dossier.choose(user=doctor.ura, permit=False)

    assert await label(dossier, a_goal(dossier.patient)) == "D-PUSH-STORED-OPEN"


async def test_an_objection_to_everyone_leaves_it_open_for_who_is_named(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(permit=False)
    await dossier.choose(user=doctor.ura)

    assert await label(dossier, a_goal(dossier.patient)) == "D-PUSH-STORED-OPEN"


async def test_an_objection_to_the_category_of_who_is_named_is_left_to_each_query(
    region: Region,
) -> None:
    """Of whom never pushed the hub does not know the category when something is pushed."""
    dossier, doctor = await a_dossier(region), await region.doctor("V4")
    await dossier.choose(category="RPZAC104", permit=False)
    await dossier.choose(user=doctor.ura, holder=None)

    assert await label(dossier, a_goal(dossier.patient)) == "D-PUSH-STORED-OPEN"
    assert names(await doctor.find("Goal", patient=dossier.id)) == []


async def test_a_permission_for_who_wrote_it_down_opens_nothing(region: Region) -> None:
    dossier, other = await a_dossier(region), await region.organization("V4")
    await other.post(a_patient(dossier.bsn))
    written = a_privacy_consent(dossier.patient, category="RPZAC001")
    written["provision"]["actor"].append(an_actor(other.ura))
    recorded = await other.post(written)
    assert recorded.status_code == 201, recorded.text
    await dossier.choose(holder=None, permit=False)

    assert await label(dossier, a_goal(dossier.patient)) == "D-PUSH-STORED-CLOSED"


async def test_a_permission_for_another_resource_does_not_open_this_one(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    consent = a_privacy_consent(dossier.patient, holder=dossier.source.ura)
    consent["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": goal}}]
    await dossier.add(consent)

    assert await label(dossier, a_goal(dossier.patient)) == "D-PUSH-STORED-CLOSED"


async def test_a_permission_for_treatment_data_does_not_open_medication(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.choose()
    medication = BODIES["MedicationStatement"](dossier.patient, "Zonnebloemolie")

    assert await label(dossier, medication) == "D-PUSH-STORED-CLOSED"


async def test_what_is_for_emergencies_only_opens_nothing(region: Region) -> None:
    dossier = await a_dossier(region)
    consent = a_privacy_consent(dossier.patient, holder=dossier.source.ura, permit=False)
    consent["provision"]["provision"] = [EMERGENCY]
    await dossier.add(consent)

    assert await label(dossier, a_goal(dossier.patient)) == "D-PUSH-STORED-CLOSED"


async def test_a_privacy_consent_itself_is_stored_closed(region: Region) -> None:
    """It is read by its recorder alone, whatever is permitted."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose()
    another = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=doctor.ura)

    assert await label(dossier, another) == "D-PUSH-STORED-CLOSED"
