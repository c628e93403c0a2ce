"""What an owner writes into the database by hand opens nothing, and is told.

Each of the changes is made with all rights; the hub's own role is refused the same.
"""

import asyncpg
import pytest

from tests.attacks.cast import Cast, a_cast, change, choose
from tests.attacks.roles import app, owner
from tests.attacks.stories import OF_CURRENT, OF_VERSION
from tests.attacks.tampering import Story, columns, copied, write
from tests.attacks.telling import must_be_logged, must_give_the_rest, reader
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
REFUSED = (asyncpg.InsufficientPrivilegeError, asyncpg.RaiseError)


def named(story: Story) -> str:
    return story.name


async def staged(region: Region, story: Story, table: str) -> Cast:
    """The cast of a story, if its columns are there."""
    async with owner(region.running) as connection:
        missing = set(story.needs) - set(await columns(connection, table))
    if missing:
        pytest.skip(f"there is no {', '.join(missing)} in {table}")
    cast = await a_cast(region)
    if story.of == "choice":
        victim = cast.dossiers["victim"]
        doctor = cast.callers["stranger"].ura
        await choose(cast, "choice", victim, holder=cast.source.ura, user=doctor)
        await change(cast, "choice", {"status": "inactive"})
    return cast


async def told(region: Region, story: Story, table: str) -> Cast:
    """The story, written into the database."""
    cast = await staged(region, story, table)
    async with owner(region.running) as connection:
        await write(connection, table, story.change(cast))
    return cast


@pytest.mark.parametrize("story", OF_CURRENT, ids=named)
async def test_a_changed_current_row_opens_nothing_and_is_told(
    region: Region, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    cast = await told(region, story, "resource")

    for who in story.closed_to:
        asked = reader(cast, who, story.of, story.kind)
        assert await asked.shown_current() + await asked.shown_versions() == []
    who, whose = story.met
    asked = reader(cast, who, story.of, story.kind)
    assert await asked.shown_current() == []
    await must_give_the_rest(asked, whose, told=True)
    await must_give_the_rest(reader(cast, "friend", "secret"), "victim", told=False)
    must_be_logged(caplog.records, cast, cast.things[story.of].rid)


@pytest.mark.parametrize("story", OF_VERSION, ids=named)
async def test_a_changed_version_opens_nothing_and_is_told(
    region: Region, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    cast = await told(region, story, "resource_version")

    for who in story.closed_to:
        asked = reader(cast, who, story.of)
        assert await asked.shown_current() + await asked.shown_versions() == []
    who, whose = story.met
    asked = reader(cast, who, story.of)
    newest = await asked.ask(asked.versions()[-1])
    assert newest.is_error, "the changed version is given"
    whole = await asked.ask(f"{asked.thing.address}/_history")
    assert asked.thing.words[-1] not in whole.text
    shown = await asked.shown_current()
    await must_give_the_rest(asked, whose, told=f"search of the {whose}" not in shown)
    await must_give_the_rest(reader(cast, "friend", "secret"), "victim", told=False)
    must_be_logged(caplog.records, cast, asked.thing.rid)


@pytest.mark.parametrize("story", [*OF_CURRENT, *OF_VERSION], ids=named)
async def test_the_hubs_own_role_is_refused_the_same(region: Region, story: Story) -> None:
    table = "resource_version" if story in OF_VERSION else "resource"
    cast = await staged(region, story, table)

    async with app(region.running) as connection:
        for sql, values in story.change(cast):
            attempt = connection.transaction()
            await attempt.start()
            try:
                with pytest.raises(REFUSED):
                    await connection.execute(sql, *values)
            finally:
                await attempt.rollback()


async def test_a_copy_of_a_row_in_another_record_opens_nothing_and_is_told(
    region: Region, caplog: pytest.LogCaptureFixture
) -> None:
    cast = await a_cast(region)
    secret = cast.things["secret"]
    changes = {
        "pat": "$2::uuid",
        "said_by": "$3::text",
        "section": "(SELECT s.section FROM resource s WHERE s.rid = $4::uuid)",
    }
    values = (secret.rid, cast.pats["other"], cast.callers["stranger"].ura)
    async with owner(region.running) as connection:
        if "section" in await columns(connection, "resource"):
            values = (*values, cast.things["others"].rid)
        await write(
            connection,
            "resource",
            [await copied(connection, "resource", "rid = $1", changes, *values)],
        )

    stranger = reader(cast, "stranger", "secret")
    assert await stranger.shown_current() + await stranger.shown_versions() == []
    await must_give_the_rest(stranger, "other", told=True)
    await must_give_the_rest(reader(cast, "friend", "secret"), "victim", told=False)
    must_be_logged(caplog.records, cast, secret.rid)
