"""A resource and what is made of it goes along: what it refers to, as far as the asker may see it.

docs/decisions/0063-a-document-and-its-holes.md
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from uuid import UUID

import msgspec

from hub.access.access import NOBODY, Access, Whose
from hub.access.caller import names_of, require_caller
from hub.access.consultation import Consultation
from hub.access.dossier import Dossier
from hub.access.own import require_own
from hub.errors import TooCostly, Unavailable
from hub.ledger.record import Record
from hub.query.along import Along, Moved, Wanted
from hub.query.read import absent
from hub.query.shown import as_it_stands
from hub.search.include import MOST
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.database import Row
from hub.storage.own_id import names_meant
from hub.storage.pseudonym import rid
from hub.storage.stored import Stored, unseal_current

_TRIES = 3
_DEEPEST = 4
"""Its own parts, what they name, and what that names, twice."""
Address = tuple[str, str]


class Gathered(msgspec.Struct, frozen=True):
    """It, and what it refers to."""

    top: Stored
    others: Sequence[Stored]


class Tree(msgspec.Struct, frozen=True):
    """From what something is made by an operation: what is named by the top, and by its parts.

    By the names that the hub has; what is closed is not opened by being named.
    """

    type: str
    operation: str
    of_top: Callable[[Stored], Iterable[Address]]
    of_parts: Callable[[Sequence[Stored]], Iterable[Address]]


class _Opened(msgspec.Struct, frozen=True):
    """One row: as it is kept, and as the asker has it."""

    row: Row
    kept: Stored
    told: Stored


async def gather(access: Access, errand: Errand, tree: Tree, name: str) -> Gathered:
    """What is made of the resource of this name; one row in the ledger.

    Raises:
        NotFound: not there, or not for this asker. TooCostly: it refers to too much. Damaged: a
            part of it can't be shown. Forbidden, Unavailable: as a read.
    """
    require_caller(errand)
    consultation = Consultation(access, errand)
    names = tuple(names_meant(access.keyring, names_of(errand), tree.type, name))
    for _ in range(_TRIES):
        with suppress(Moved):
            dossier, way, top = await _top(consultation, tree, names)
            opened = await _parts(consultation, tree, dossier, way, top) if top else []
            if top is None:
                await consultation.wait_alike()
            await access.ledger.write(_record(consultation, tree, dossier, name, opened))
            if not opened:
                raise absent()
            return Gathered(opened[0].told, [one.told for one in opened[1:]])
    raise Unavailable(
        "the inhabitant's choices change at this moment; send the same again",
        headers={"Retry-After": "1"},
    )


async def _top(
    consultation: Consultation, tree: Tree, names: Sequence[UUID]
) -> tuple[Dossier, Along, Row | None]:
    """The record that it is in and its row, if it is open. Raises Moved."""
    access, errand = consultation.access, consultation.errand
    rows = {row["rid"]: row for row in await access.current_rows.rows(*names)}
    # Of what is not there the same steps: else the time would tell what is, and closed.
    name = next((one for one in names if one in rows), names[-1])
    pat = rows[name]["pat"] if name in rows else NOBODY
    dossier = await consultation.decided(Whose("pat", (pat,)))
    require_own(access, errand, dossier)
    way = Along(access, dossier.reach, errand.urgent)
    found = await way.named({name: {tree.type}})
    return dossier, way, next(iter(found), None)


async def _parts(
    consultation: Consultation, tree: Tree, dossier: Dossier, way: Along, top: Row
) -> list[_Opened]:
    """It and, step by step, what is named and open, in that order.

    Raises:
        Moved, TooCostly, Damaged.
    """
    access, errand = consultation.access, consultation.errand
    if not dossier.reach.is_nameless(top["rid"], top["section"]):
        # What is about somebody who is known names no offer that does not say so.
        way.reach = dossier.reach.nameless_apart()
    found = [_opened(access, errand, dossier, top)]
    named = list(dict.fromkeys(tree.of_top(found[0].kept)))
    if len(named) > MOST:
        raise TooCostly(f"at most {MOST} resources go into one answer; read them one by one")
    for _ in range(_DEEPEST):
        seen = [one for one in named if may_bring(errand.client, one[0])]
        wanted: Wanted = {rid(access.keyring, *one): {one[0]} for one in seen}
        turn = {name: number for number, name in enumerate(wanted)}
        rows = sorted(await way.named(wanted), key=lambda row: turn[row["rid"]])
        new = [_opened(access, errand, dossier, row) for row in rows[: MOST - len(found) + 1]]
        found += new
        named = list(tree.of_parts([each.kept for each in new]))
        if not new:
            break
    return found


def _opened(access: Access, errand: Errand, dossier: Dossier, row: Row) -> _Opened:
    kept = unseal_current(row, access.keyring)
    return _Opened(row, kept, as_it_stands(dossier, kept, row["custodian"], errand.now))


def _record(
    consultation: Consultation,
    tree: Tree,
    dossier: Dossier,
    name: str,
    opened: Sequence[_Opened],
) -> Record:
    """Why what is shown is open; where nothing is, why it stayed closed."""
    errand, closed = consultation.errand, dossier.closed(consultation.access.keyring, tree.type)
    grounds, rules, address = closed.grounds, closed.rules, f"{tree.type}/{name}"
    if opened:
        keys = ((one.row["section"], one.row["rid"]) for one in opened if one.row["pat"])
        grounds = dossier.reach.shown(keys)
        rules = " ".join(sorted({ground.rule for ground in grounds}))
        address = f"{opened[0].kept.address}/_history/{opened[0].kept.version}"
    detail: dict[str, object] = {"operation": tree.operation}
    if along := Counter(one.kept.type for one in opened[1:]):
        detail["along"] = along
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200 if opened else 404,
        rule=rules,
        errand=errand,
        pat=closed.pat,
        type=tree.type,
        found=len(opened),
        grounds=grounds,
        entities=(address,),
        detail=detail | consultation.evidence,
    )
