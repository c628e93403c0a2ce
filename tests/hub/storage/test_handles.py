"""A secret that the hub gave out stands for something once, for a while, and with its family."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from hub.storage import handles
from hub.storage.handles import NewHandle
from hub.storage.sealing import SealBroken
from tests.plugins.hub import Running

pytestmark = pytest.mark.anyio
LASTS = timedelta(seconds=60)


async def given(hub: Running, **more: object) -> str:
    now = hub.clock()
    new = NewHandle(**{"kind": "code", "content": b"whose", "until": now + LASTS, **more})
    async with hub.database.connection() as connection:
        return await handles.give(connection, hub.access.keyring, new, now)


async def taken(hub: Running, secret: str, kind: str = "code") -> handles.Handle | None:
    async with hub.database.connection() as connection:
        return await handles.take(connection, hub.access.keyring, kind, secret, hub.clock())


async def looked(hub: Running, secret: str, kind: str = "code") -> handles.Handle | None:
    async with hub.database.connection() as connection:
        return await handles.look(connection, hub.access.keyring, kind, secret)


async def test_of_ten_who_take_it_at_once_one_has_it(hub: Running) -> None:
    secret = await given(hub)

    found = await asyncio.gather(*(taken(hub, secret) for _ in range(10)))

    assert sorted(one.used_before for one in found if one) == [False, *[True] * 9]


async def test_of_another_kind_and_of_another_secret_there_is_none(hub: Running) -> None:
    secret = await given(hub)
    assert await taken(hub, secret, "refresh") is None
    assert await taken(hub, f"{secret}x") is None
    assert (await taken(hub, secret)).content == b"whose"


async def test_it_holds_until_its_end_and_is_known_as_used_after(hub: Running) -> None:
    secret, now = await given(hub), hub.clock()
    seen = await looked(hub, secret)
    assert seen.holds(now)
    assert not seen.holds(now + LASTS)
    await taken(hub, secret)
    assert not (await looked(hub, secret)).holds(now)


async def test_with_one_of_a_family_all_end_but_who_is_kept(hub: Running) -> None:
    family = uuid4()
    one, two, kept = [await given(hub, family=family) for _ in range(3)]
    other = await given(hub)
    async with hub.database.connection() as connection:
        await handles.end_family(connection, family, kept)

    assert [await looked(hub, each) for each in (one, two)] == [None, None]
    assert await looked(hub, kept)
    assert await looked(hub, other)


async def test_all_sessions_of_one_person_end_and_nothing_else_of_him(hub: Running) -> None:
    subject = uuid4()
    mine = [await given(hub, kind="session", subject=subject) for _ in range(2)]
    code, other = await given(hub, subject=subject), await given(hub, kind="session")
    async with hub.database.connection() as connection:
        await handles.end_of(connection, subject, "session")

    assert [await looked(hub, each, "session") for each in mine] == [None, None]
    assert await looked(hub, code)
    assert await looked(hub, other, "session")


async def test_what_it_stands_for_may_change_and_nothing_else_of_it(hub: Running) -> None:
    secret = await given(hub, kind="session")
    before = await looked(hub, secret, "session")
    async with hub.database.connection() as connection:
        await handles.change(connection, hub.access.keyring, before, b"later")
    after = await looked(hub, secret, "session")
    assert (after.content, after.family, after.until) == (b"later", before.family, before.until)


@pytest.mark.parametrize("column", ["family", "subject", "kind", "until"])
async def test_a_row_that_was_moved_to_another_stands_for_nothing(
    hub: Running, column: str
) -> None:
    secret = await given(hub)
    later = hub.clock() + 9 * LASTS
    value = {"kind": "refresh", "until": later}.get(column, uuid4())
    async with hub.tampering() as connection:
        await connection.execute(
            f"UPDATE handle SET {column} = $1 WHERE name = $2", value, handles.digest(secret)
        )
    with pytest.raises(SealBroken):
        await looked(hub, secret, "refresh" if column == "kind" else "code")


async def test_the_database_has_neither_the_secret_nor_what_it_stands_for(hub: Running) -> None:
    secret = await given(hub, content=b"a word that nobody else has")
    async with hub.database.connection() as connection:
        rows = await connection.fetch("SELECT h::text AS said FROM handle h")
    said = " ".join(row["said"] for row in rows)
    assert secret not in said
    assert b"a word that nobody else has".hex() not in said


async def test_what_ended_long_ago_is_forgotten_and_what_ended_just_now_is_not(
    hub: Running,
) -> None:
    now = hub.clock()
    old = await given(hub, until=now - timedelta(days=2))
    late = await given(hub, until=now - timedelta(hours=2))
    await given(hub)
    assert await looked(hub, old) is None
    assert await looked(hub, late)
