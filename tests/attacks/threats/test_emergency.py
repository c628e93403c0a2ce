"""TH-56 to TH-59: an emergency has a reason, a person who may, a limit, and an end."""

from datetime import timedelta

import pytest

from hub.storage.database import Database
from tests.attacks.threats.judge import Judge
from tests.attacks.threats.town import EMERGENCY, Town
from tests.builders import a_bsn
from tests.hub.dossier import by_bsn, kept_by, names
from tests.plugins.certificates import Secured

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "said", [{"code": "", "reason": "Bewusteloos gevonden"}, {"code": "x", "reason": "nu"}, {}]
)
async def test_th_56_without_a_reason_nothing_opens(
    judge: Judge, town: Town, said: dict[str, str]
) -> None:
    dossier = await kept_by(await town.organization(), a_bsn())
    hurried = await town.hurried(said)

    known, unknown = await by_bsn(hurried, dossier.bsn), await by_bsn(hurried, a_bsn())

    await judge.refuses("TH-56", known)
    assert known.content == unknown.content


@pytest.mark.parametrize("role", ["00.000", "17.000"])
async def test_th_57_who_is_no_clinician_declares_none(judge: Judge, town: Town, role: str) -> None:
    dossier = await kept_by(await town.organization(), a_bsn())
    clerk = await town.hurried(EMERGENCY, role)

    known, unknown = await by_bsn(clerk, dossier.bsn), await by_bsn(clerk, a_bsn())

    await judge.refuses("TH-57", known)
    assert known.content == unknown.content


async def test_th_57_a_system_declares_none(judge: Judge, town: Town) -> None:
    """It gets no token for one at all."""
    system = await town.organization("V4")
    system.extensions = {"emergency": EMERGENCY, "ihe_iua": {"purpose_of_use": ["ETREAT"]}}

    answer = system.ask()

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    [row] = await judge.left_behind(answer)
    assert (row["rule"], row["status"]) == ("professional-invalid", 400)


async def test_th_58_one_person_asks_about_a_few_an_hour(
    judge: Judge, town: Town, owner: Database
) -> None:
    hurried = await town.hurried()
    for _ in range(5):
        assert (await by_bsn(hurried, a_bsn())).status_code == 200

    for _ in range(2):
        row = await judge.refuses("TH-58", await by_bsn(hurried, a_bsn()))

    assert row["ura"] == hurried.ura
    async with owner.connection() as connection:
        kinds = "SELECT kind, count(*) FROM task WHERE custodian = $1 GROUP BY kind"
        told = dict(await connection.fetch(kinds, hurried.ura))
    assert told == {"emergency": 5, "tell-inhabitant": 5, "tell-officer": 5}


async def test_th_59_after_an_hour_it_is_over(
    judge: Judge, town: Town, owner: Database, proxied: Secured
) -> None:
    """Declared at one process, and an hour old by the time that another is asked."""
    dossier = await kept_by(await town.organization(), a_bsn())
    goal = await dossier.goal()
    hurried = await town.hurried()
    elsewhere = town.also_at(proxied, hurried)
    assert names(await elsewhere.find("Goal", patient=dossier.id)) == [goal]
    async with owner.transaction() as connection:
        await connection.execute("SET LOCAL session_replication_role = replica")
        moved = "UPDATE task SET at = at - $2::interval, due = due - $2 WHERE custodian = $1"
        await connection.execute(moved, hurried.ura, timedelta(minutes=61))

    over = await hurried.find("Goal", patient=dossier.id)

    await judge.refuses("TH-59", over)
    assert goal.partition("/")[2] not in over.text
