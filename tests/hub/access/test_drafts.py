"""A draft of a talk is of one professional about one inhabitant, and of nobody else."""

import asyncio
import logging
from datetime import timedelta

import msgspec
import pytest

from hub.access.drafts import KEPT, MOST, SIGNED, StoredDrafts
from hub.errors import TooManyRequests
from hub.security.draft import Draft, DraftMoved, Whose
from tests.plugins.hub import Running

pytestmark = pytest.mark.anyio
SAID = {"1386": ("2",), "1190": ("thuis blijven",)}


def drafts(hub: Running) -> StoredDrafts:
    return StoredDrafts(hub.access.database, hub.access.keyring)


def somebody(number: str = "900000501", ura: str = "90000102", bsn: str = "999911120") -> Whose:
    return Whose(number, ura, bsn)


@pytest.fixture
def his() -> Whose:
    """Another each time."""
    his.count = getattr(his, "count", 0) + 1
    return somebody(number=f"9001{his.count:05d}")


def changed(draft: Draft, **others: object) -> Draft:
    return msgspec.structs.replace(draft, **others)


async def test_another_professional_organisation_or_inhabitant_has_none_of_it(
    hub: Running, his: Whose
) -> None:
    kept, now = drafts(hub), hub.clock()
    draft = await kept.begin(his, SAID, now)
    for other in (
        Whose("900000502", his.ura, his.bsn),
        Whose(his.number, "90000103", his.bsn),
        Whose(his.number, his.ura, "999940107"),
    ):
        assert await kept.of(other, now) == []
        with pytest.raises(DraftMoved):
            await kept.keep(other, draft, now)
        await kept.forget(other, draft.name, now)

    assert await kept.of(his, now) == [draft]


async def test_nothing_of_it_can_be_read_in_the_database(hub: Running, his: Whose) -> None:
    await drafts(hub).begin(his, SAID, hub.clock())

    async with hub.owner.connection() as connection:
        rows = await connection.fetch("SELECT * FROM handle WHERE kind = 'draft'")

    told = repr([dict(row) for row in rows])
    # Fewer signs than these stand in random bytes by chance.
    assert all(one not in told for one in (his.number, his.bsn, "thuis"))
    assert his.bsn not in repr(his)


async def test_one_that_was_changed_outside_the_hub_is_none(
    hub: Running, his: Whose, caplog: pytest.LogCaptureFixture
) -> None:
    kept = drafts(hub)
    await kept.begin(his, SAID, hub.clock())
    subject = kept._of(his)

    async with hub.owner.connection() as connection:
        await connection.execute(
            "UPDATE handle SET until = until + interval '1 day' WHERE subject = $1", subject
        )

    with caplog.at_level(logging.ERROR):
        assert await kept.of(his, hub.clock()) == []
    assert "a draft was changed outside the hub" in caplog.text


async def test_a_version_that_is_gone_is_not_kept(hub: Running, his: Whose) -> None:
    kept, now = drafts(hub), hub.clock()
    draft = await kept.begin(his, SAID, now)
    newer = await kept.keep(his, changed(draft, said={"1386": ("0",)}), now)

    with pytest.raises(DraftMoved):
        await kept.keep(his, changed(draft, said={}), now)

    assert await kept.of(his, now) == [newer]
    assert newer.version == 2


async def test_of_two_who_keep_it_at_once_one_does(hub: Running, his: Whose) -> None:
    kept, now = drafts(hub), hub.clock()
    draft = await kept.begin(his, SAID, now)

    done = await asyncio.gather(
        *(kept.keep(his, draft, now) for _ in range(5)), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in done) == ["Draft", *["DraftMoved"] * 4]


async def test_it_is_kept_seven_days_after_it_was_last_kept(hub: Running, his: Whose) -> None:
    kept, now = drafts(hub), hub.clock()
    draft = await kept.begin(his, SAID, now)
    assert await kept.of(his, now + KEPT - timedelta(seconds=1)) == [draft]
    assert await kept.of(his, now + KEPT) == []

    later = now + timedelta(days=3)
    newer = await kept.keep(his, draft, later)

    assert await kept.of(his, later + KEPT - timedelta(seconds=1)) == [newer]
    assert await kept.of(his, later + KEPT) == []


async def test_what_was_signed_is_changed_by_nobody_and_known_for_a_day(
    hub: Running, his: Whose
) -> None:
    kept, now = drafts(hub), hub.clock()
    draft = await kept.begin(his, SAID, now)
    signed = await kept.keep(his, changed(draft, signed=now, said={}), now)

    with pytest.raises(DraftMoved):
        await kept.keep(his, changed(signed, said=SAID, signed=None), now)
    await kept.forget(his, draft.name, now)

    assert await kept.of(his, now + SIGNED - timedelta(seconds=1)) == [signed]
    assert await kept.of(his, now + SIGNED) == []


async def test_what_is_thrown_away_is_gone(hub: Running, his: Whose) -> None:
    kept, now = drafts(hub), hub.clock()
    draft = await kept.begin(his, SAID, now)
    other = await kept.begin(his, {}, now)

    await kept.forget(his, draft.name, now)

    assert await kept.of(his, now) == [other]
    with pytest.raises(DraftMoved):
        await kept.keep(his, draft, now)


async def test_there_are_a_few_at_a_time(hub: Running, his: Whose) -> None:
    kept, now = drafts(hub), hub.clock()
    for _ in range(MOST):
        draft = await kept.begin(his, {}, now)
    with pytest.raises(TooManyRequests):
        await kept.begin(his, {}, now)

    await kept.keep(his, changed(draft, signed=now), now)

    assert await kept.begin(his, {}, now)
