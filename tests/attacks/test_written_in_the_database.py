"""What an owner writes into the database by hand opens nothing, and is told.

Each of the changes is made with all rights; the hub's own role is refused the same.
"""

import pytest

from hub.storage.database import Connection
from tests.attacks.cast import Cast, a_cast, change, choose
from tests.attacks.roles import app
from tests.attacks.stories import OF_CURRENT, OF_VERSION
from tests.attacks.tampering import Story, copied, is_refused, write
from tests.attacks.telling import must_be_logged, must_give_the_rest, reader
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def named(story: Story) -> str:
    return story.name


async def staged(region: Region, hand: Connection) -> Cast:
    """Everybody, and a choice for the stranger that was withdrawn."""
    cast = await a_cast(region, hand)
    victim, doctor = cast.dossiers["victim"], cast.callers["stranger"].ura
    await choose(cast, "choice", victim, holder=cast.source.ura, user=doctor)
    await change(cast, "choice", {"status": "inactive"})
    return cast


async def told(region: Region, hand: Connection, story: Story, table: str) -> Cast:
    """The story, written into the database."""
    cast = await staged(region, hand)
    await write(hand, table, story.change(cast))
    return cast


@pytest.mark.parametrize("story", OF_CURRENT, ids=named)
async def test_a_changed_current_row_opens_nothing_and_is_told(
    region: Region, hand: Connection, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    cast = await told(region, hand, story, "resource")

    for who in story.closed_to:
        asked = reader(cast, who, story.of, story.kind)
        assert await asked.shown_current() + await asked.shown_versions() == []
    who, whose = story.met
    asked = reader(cast, who, story.of, story.kind)
    assert await asked.shown_current() == []
    await must_give_the_rest(asked, whose, told=story.found)
    await must_give_the_rest(reader(cast, "friend", "secret"), "victim", told=False)
    must_be_logged(caplog.records, cast, cast.things[story.of].rid)


@pytest.mark.parametrize("story", OF_VERSION, ids=named)
async def test_a_changed_version_opens_nothing_and_is_told(
    region: Region, hand: Connection, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    cast = await told(region, hand, story, "resource_version")

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


@pytest.mark.parametrize(
    ("table", "stories"),
    [("resource", OF_CURRENT), ("resource_version", OF_VERSION)],
    ids=["current", "versions"],
)
async def test_the_hubs_own_role_is_refused_the_same(
    region: Region, hand: Connection, table: str, stories: list[Story]
) -> None:
    cast = await staged(region, hand)

    async with app(region.running) as connection:
        allowed = [
            story.name
            for story in stories
            if not await is_refused(connection, *story.change(cast)[0])
        ]

    assert not allowed, f"{len(allowed)} of {len(stories)} are allowed: {allowed}"


async def test_a_copy_of_a_row_in_another_record_opens_nothing_and_is_told(
    region: Region, hand: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """The hub's own role may insert; what it inserts bears a seal that a copy has not."""
    cast = await a_cast(region, hand)
    secret = cast.things["secret"]
    changes = {
        "pat": "$2::uuid",
        "said_by": "$3::text",
        "section": "(SELECT s.section FROM resource s WHERE s.rid = $4::uuid)",
    }
    others = cast.things["others"].rid
    values = (secret.rid, cast.pats["other"], cast.callers["stranger"].ura, others)
    copy = await copied(hand, "resource", "rid = $1", changes, *values)
    await write(hand, "resource", [copy])

    stranger = reader(cast, "stranger", "secret")
    assert await stranger.shown_current() + await stranger.shown_versions() == []
    # Its tokens are those of the record that it was copied from: it is not found at all.
    await must_give_the_rest(stranger, "other", told=False)
    await must_give_the_rest(reader(cast, "friend", "secret"), "victim", told=False)
    must_be_logged(caplog.records, cast, secret.rid)
