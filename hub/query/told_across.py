"""What a search across inhabitants told: each resource with whose it is and why, and its rows.

docs/decisions/0019-the-ledger.md
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from hub.ledger.record import Ground, Record, rules_of
from hub.security.errand import Errand
from hub.storage.stored import Stored


class Told(NamedTuple):
    """One resource as its asker sees it, of this inhabitant; None of the directory."""

    stored: Stored
    pat: UUID | None
    ground: Ground


class Across(NamedTuple):
    """One page, with the parameter of the link to the next; `total` is None if it was not counted.

    `damaged` counts what was found and can't be shown; `all_along` is whether all came along.
    """

    matches: Sequence[Told]
    along: Sequence[Told] = ()
    total: int | None = None
    damaged: int = 0
    all_along: bool = True
    next: str | None = None


def records_of(
    errand: Errand, kind: str, matches: Iterable[Told], along: Iterable[Told], asked: str
) -> Iterator[Record]:
    """A row for each inhabitant of whom something was told; one of nobody where nothing was."""
    found, brought = Counter[UUID | None](), dict[UUID | None, Counter[str]]()
    grounds = dict[UUID | None, dict[Ground, None]]()
    for one in matches:
        found[one.pat] += 1
        grounds.setdefault(one.pat, {})[one.ground] = None
    for one in along:
        brought.setdefault(one.pat, Counter())[one.stored.type] += 1
        grounds.setdefault(one.pat, {})[one.ground] = None
    for pat, once in (grounds or {None: {}}).items():
        yield Record(
            at=errand.now,
            request_id=errand.request_id,
            interaction="search-type",
            status=200,
            rule=rules_of(once),
            errand=errand,
            pat=pat,
            type=kind,
            found=found[pat],
            grounds=tuple(once) if pat else (),
            asked=asked,
            detail={"along": dict(brought[pat])} if pat in brought else {},
        )
