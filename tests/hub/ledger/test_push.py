"""A push is audited as stored open, or closed. trust.md 2.5, push time versus query time."""

import pytest

from tests.builders import a_goal
from tests.hub.dossier import Dossier, a_dossier
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def rule_of_a_push(region: Region, dossier: Dossier) -> str:
    answer = await dossier.source.post(a_goal(dossier.patient))
    assert answer.status_code == 201, answer.text
    [row] = await region.left_behind(answer)
    return row["rule"]


async def test_without_any_choice_a_push_is_stored_closed(region: Region) -> None:
    dossier = await a_dossier(region)

    assert await rule_of_a_push(region, dossier) == "D-PUSH-STORED-CLOSED"


async def test_an_objection_alone_leaves_it_closed(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=doctor.ura, permit=False)

    assert await rule_of_a_push(region, dossier) == "D-PUSH-STORED-CLOSED"


async def test_with_one_party_let_in_a_push_is_stored_open(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=doctor.ura)

    assert await rule_of_a_push(region, dossier) == "D-PUSH-STORED-OPEN"


async def test_a_choice_about_another_holder_does_not_open_this_one(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    other = await region.organization()
    await dossier.choose(user=doctor.ura, holder=other.ura)

    assert await rule_of_a_push(region, dossier) == "D-PUSH-STORED-CLOSED"
