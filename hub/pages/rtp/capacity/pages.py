"""The page on what is free: forms of one's own sites, or the board of the transfer point.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.rtp.capacity.form import LIMITS, Wrong, care_at, key_of, statement_of
from hub.pages.rtp.capacity.map import HEIGHT, WIDTH, drawn, points
from hub.pages.rtp.capacity.promises import DONE, LOST, findings, looked_into, shown
from hub.pages.rtp.capacity.said import broken, lines, own, sums
from hub.pages.rtp.door import PART
from hub.pages.rtp.live import moving
from hub.pages.rtp.visit import Visit
from hub.pages.visit import KEPT_APART
from hub.query.capacity_board import board_of
from hub.query.capacity_own import own_capacity, sender_of
from hub.query.promise_list import promises_told
from hub.query.sites import sites_by_address
from hub.transfer.capacity.freshness import Terms
from hub.write.capacity_sent import send_capacity

NAME, _MAP = "capacity", "kaart"
_OK, _BAD, _CONFLICT = 200, 400, 409


@dataclass(frozen=True, slots=True)
class Told:
    """What is said above the forms, and what was typed in one that could not be."""

    words: str = ""
    status: int = _OK
    key: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


async def capacity(visit: Visit) -> Response:
    """The board for a transfer point, with its map behind it; the forms for who has sites.

    Raises:
        NotFound: another page behind this one.
    """
    if visit.rest == (_MAP,) and visit.region is not None:
        return await _map(visit)
    if visit.rest not in {(), (PART,)}:
        raise _absent()
    if visit.region is not None:
        is_done = visit.request.query_params.get("gedaan") == "uitgezocht"
        return await _board(visit, DONE if is_done else "")
    is_done = visit.request.query_params.get("gedaan") == "ja"
    return await _forms(visit, Told("capacity.done" if is_done else ""))


async def said(visit: Visit) -> Response:
    """What was typed is what he has from now on, and the page shows it; or what was found out.

    Raises:
        NotFound: another page behind this one. FhirError: it is not his to say.
    """
    if visit.region is not None and len(visit.rest) == 1:
        return await _found_out(visit, visit.rest[0])
    if visit.rest:
        raise _absent()
    sender = sender_of(visit.parts.access, visit.errand)
    fields = visit.fields
    try:
        of = care_at(fields, sender.provider, sender.region)
        last = {key_of(one.of): one for one in await own_capacity(visit.parts.access, visit.errand)}
        statement = statement_of(fields, of, last.get(key_of(of)), visit.now)
    except Wrong as wrong:
        key = "|".join(fields.get(one, "") for one in ("locatie", "zorgsoort", "eenheid", "wijk"))
        return await _forms(visit, Told(f"capacity.wrong.{_kind(wrong)}", _BAD, key, fields))
    base = f"{visit.parts.settings.public_url}/fhir"
    taken = await send_capacity(visit.parts.access, visit.errand, [(1, statement)], base)
    for _, refusal in taken.refused:
        raise refusal
    return visit.see(f"{NAME}?gedaan=ja")


def _kind(wrong: Wrong) -> str:
    return "form" if wrong.field in {"locatie", "zorgsoort"} else "number"


async def _forms(visit: Visit, told: Told) -> Response:
    access, t = visit.parts.access, visit.words
    board = await board_of(access, visit.errand, _terms(visit))
    last = {one.of: one for one in await own_capacity(access, visit.errand)}
    sites = await sites_by_address(access)
    forms = [
        own(
            row,
            last.get(row.of) if row.statement is not None else None,
            sites,
            told.typed if told.key == key_of(row.of) else {},
            t,
            visit.now,
        )
        for row in sorted(board.seen.rows, key=lambda one: repr(one.of))
    ]
    page = visit.page(
        "capacity/forms-part.html" if visit.rest else "capacity/forms.html",
        told.status,
        told=told,
        forms=forms,
        limits=LIMITS,
        broken=list(broken(board.to_mend, sites, t)),
        sums=list(sums(board.seen.totals, t)),
    )
    return moving(page)


async def _found_out(visit: Visit, name: str) -> Response:
    told = await looked_into(visit, name)
    if told == DONE:
        return visit.see(f"{NAME}?gedaan=uitgezocht")
    return await _board(visit, told, _CONFLICT if told == LOST else _BAD)


async def _board(visit: Visit, told: str = "", status: int = _OK) -> Response:
    access, t = visit.parts.access, visit.words
    board = await board_of(access, visit.errand, _terms(visit))
    sites = await sites_by_address(access)
    tasks = await promises_told(access, visit.errand, visit.parts.limits)
    page = visit.page(
        "capacity/board-part.html" if visit.rest == (PART,) else "capacity/board.html",
        status,
        told=told,
        tasks=list(shown(tasks.tasks, sites, t)),
        has_more=tasks.has_more,
        findings=findings(),
        sums=list(sums(board.seen.totals, t)),
        lines=list(lines(board.seen.rows, sites, t)),
        points=points(board.seen.rows, sites),
        size=(WIDTH, HEIGHT),
        seen=f"{visit.now:%H%M%S%f}",
    )
    return moving(page)


async def _map(visit: Visit) -> Response:
    board = await board_of(visit.parts.access, visit.errand, _terms(visit))
    listed = points(board.seen.rows, await sites_by_address(visit.parts.access))
    return Response(drawn(listed), headers=KEPT_APART, media_type="image/svg+xml")


def _terms(visit: Visit) -> Terms:
    settings = visit.parts.settings
    fresh, old = settings.capacity_fresh_hours, settings.capacity_old_hours
    return Terms(timedelta(hours=fresh), timedelta(hours=old))


def _absent() -> NotFound:
    return NotFound("no such page", rule="S-NOT-HIS-PAGE")
