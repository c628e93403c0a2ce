"""What an owner writes by hand where an inhabitant's choices are kept opens nothing, and is told.

Known limit: who puts back a whole older row of an inhabitant, its facts and its epoch together, is
not found out by that row alone.
"""

from typing import Any

import pytest

from hub.storage.database import Connection
from tests.attacks.cast import Cast, a_cast, choose
from tests.attacks.roles import app
from tests.attacks.tampering import Statement, is_refused, write
from tests.attacks.telling import must_be_logged, must_tell, reader
from tests.hub.dossier import kept_by
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio

FROM_ANOTHER = "(SELECT o.{} FROM inhabitant o WHERE o.pat = $2)"


async def must_open_nothing(
    cast: Cast, cold: Running, caplog: pytest.LogCaptureFixture, *names: object
) -> None:
    """Not on the hub that knew the inhabitant, not on one that did not, which tells it."""
    for hub in (None, cold):
        stranger = reader(cast, "stranger", "secret", hub=hub)
        assert await stranger.shown_current() + await stranger.shown_versions() == []
    friend = reader(cast, "friend", "secret", hub=cold)
    await friend.shown_current()
    must_be_logged(caplog.records, cast, *names)


def of_victim(assignments: str, cast: Cast, *values: Any) -> Statement:
    return f"UPDATE inhabitant SET {assignments} WHERE pat = $1", (cast.pats["victim"], *values)


async def names_of(cast: Cast) -> tuple[Any, ...]:
    """What the log may call the row of the victim."""
    row = await cast.hand.fetchrow(
        "SELECT pat, patient FROM inhabitant WHERE pat = $1", cast.pats["victim"]
    )
    return tuple(row.values())


@pytest.mark.parametrize("copied_columns", [("facts",), ("facts", "epoch")], ids="+".join)
async def test_the_choices_of_one_who_opened_all_are_not_anothers(
    region: Region,
    hand: Connection,
    cold: Running,
    caplog: pytest.LogCaptureFixture,
    copied_columns: tuple[str, ...],
) -> None:
    cast = await a_cast(region, hand)
    names = await names_of(cast)
    sets = ", ".join(f"{name} = {FROM_ANOTHER.format(name)}" for name in copied_columns)

    await write(hand, "inhabitant", [of_victim(sets, cast, cast.pats["other"])])

    await must_open_nothing(cast, cold, caplog, *names)
    assert await reader(cast, "friend", "secret", hub=cold).shown_current() == []


async def test_choices_of_before_a_withdrawal_are_not_those_of_now(
    region: Region, hand: Connection, cold: Running, caplog: pytest.LogCaptureFixture
) -> None:
    cast = await a_cast(region, hand)
    victim, doctor = cast.dossiers["victim"], cast.callers["stranger"].ura
    choice = await choose(cast, "choice", victim, holder=cast.source.ura, user=doctor)
    before = await hand.fetchval("SELECT facts FROM inhabitant WHERE pat = $1", cast.pats["victim"])
    said = (await cast.source.get(choice.address)).json()
    assert (await cast.source.put(said | {"status": "inactive"})).status_code == 200

    await write(hand, "inhabitant", [of_victim("facts = $2", cast, before)])

    await must_open_nothing(cast, cold, caplog, *await names_of(cast))


async def test_an_epoch_that_is_set_back_opens_nothing(
    region: Region, hand: Connection, cold: Running, caplog: pytest.LogCaptureFixture
) -> None:
    cast = await a_cast(region, hand)

    await write(hand, "inhabitant", [of_victim("epoch = epoch - 1", cast)])

    await must_open_nothing(cast, cold, caplog, *await names_of(cast))
    friend = reader(cast, "friend", "secret", hub=cold)
    assert await friend.shown_current() == []
    must_tell(await friend.ask(friend.current()["search of the victim"]))


async def test_two_inhabitants_whose_patients_are_exchanged_open_nothing(
    region: Region, hand: Connection, cold: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """Who is let in by one would ask for that Patient, and meet the record of the other."""
    cast = await a_cast(region, hand)
    pats = [cast.pats["victim"], cast.pats["other"]]
    find = "SELECT patient FROM inhabitant WHERE pat = $1"
    mine, theirs = [await hand.fetchval(find, pat) for pat in pats]
    sql = "UPDATE inhabitant SET patient = coalesce($2::uuid, gen_random_uuid()) WHERE pat = $1"

    await write(
        hand,
        "inhabitant",
        [(sql, (pats[0], None)), (sql, (pats[1], mine)), (sql, (pats[0], theirs))],
    )

    await must_open_nothing(cast, cold, caplog, pats[0], mine, theirs)
    assert await reader(cast, "friend", "secret", hub=cold).shown_current() == []


async def test_the_recorder_of_a_choice_is_who_recorded_it(
    region: Region, hand: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """A permission for everyone does not count for who wrote it down, here the stranger."""
    cast = await a_cast(region, hand)
    own = await kept_by(cast.callers["stranger"], cast.dossiers["victim"].bsn)
    choice = await choose(cast, "choice", own, holder=cast.source.ura)
    for table, sets in (
        ("resource", "custodian = $2, said_by = $2"),
        ("resource_version", "custodian = $2"),
    ):
        sql = f"UPDATE {table} SET {sets} WHERE rid = $1"
        await write(hand, table, [(sql, (choice.rid, cast.source.ura))])

    stranger = reader(cast, "stranger", "secret")
    assert await stranger.shown_current() + await stranger.shown_versions() == []
    await reader(cast, "stranger", "choice").shown_current()
    must_be_logged(caplog.records, cast, choice.rid)


async def test_the_hubs_own_role_is_refused_the_same(region: Region, hand: Connection) -> None:
    """It writes new facts with the next epoch, and nothing else of an inhabitant."""
    cast = await a_cast(region, hand)
    other = cast.pats["other"]
    attempts = {
        "patient": of_victim("patient = gen_random_uuid()", cast),
        "pat": of_victim("pat = gen_random_uuid()", cast),
        "facts": of_victim(f"facts = {FROM_ANOTHER.format('facts')}", cast, other),
        "epoch": of_victim("epoch = epoch - 1", cast),
    }

    async with app(region.running) as connection:
        allowed = [
            name for name, attempt in attempts.items() if not await is_refused(connection, *attempt)
        ]

    assert allowed == []
