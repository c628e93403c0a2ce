"""A page of versions begins behind the last that was told, and behind no other of its moment."""

from datetime import UTC, datetime
from uuid import UUID

from hub.query.within import is_after
from hub.search.query import Cursor

MOMENT = datetime(2026, 11, 30, tzinfo=UTC)


def test_of_one_moment_the_versions_that_were_not_told_come_next() -> None:
    rows = [{"last_updated": MOMENT, "version": number} for number in (4, 3, 2)]

    told = Cursor(MOMENT.isoformat(), UUID(int=0), 3)

    assert [row["version"] for row in rows if is_after(row, told)] == [2]
