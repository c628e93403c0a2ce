"""The pages of the form: his drafts, the form itself, looking it over, signing it, and done.

docs/decisions/0050-the-talk-written-down-here.md
"""

from collections.abc import Awaitable, Callable

from starlette.responses import JSONResponse, Response

from hub.errors import NotFound, TooManyRequests
from hub.pages.viewer.form.draft import Desk, draft_of, with_said
from hub.pages.viewer.form.seat import Seat
from hub.pages.viewer.form.sign import check_page, sign
from hub.pages.viewer.form.typed import said_in, version_in
from hub.pages.viewer.form.writing import POLICY, shown
from hub.security.draft import Draft, DraftMoved
from hub.write.talk import require_may_write

_WRONG, _MOVED, _BUSY = 400, 409, 429
CHECK, AWAY, SIGN, DONE, LOOK = "controle", "weg", "teken", "klaar", "nagaan"
_NEW = "nieuw"
DO = "doe"
_Act = Callable[[Seat, Draft], Awaitable[Response]]


async def form_page(seat: Seat) -> Response:
    """What a GET shows.

    Raises:
        Forbidden: who asks may write nothing down here. NotFound: it is not his, or not there.
    """
    require_may_write(seat.errand)
    match list(seat.steps):
        case []:
            return await _drafts(seat)
        case [name]:
            return await _of(seat, name, _form_page)
        case [name, "controle"]:
            return await _of(seat, name, check_page)
        case [name, "weg"]:
            return await _of(seat, name, _away_page)
        case [name, "klaar"]:
            return await _of(seat, name, _done_page)
    raise _absent()


async def form_sent(seat: Seat) -> Response:
    """What a form does; raises as `form_page`."""
    require_may_write(seat.errand)
    match list(seat.steps):
        case ["nieuw"]:
            return await _begin(seat)
        case [name]:
            return await _of(seat, name, _sent)
        case [name, "teken"]:
            return await _of(seat, name, sign)
        case [name, "weg"]:
            return await _of(seat, name, _throw_away)
        case [name, "nagaan"]:
            return await _of(seat, name, _looked_at)
    raise _absent()


def _absent() -> NotFound:
    return NotFound("no such page of the form", rule="S-NOT-HIS-DRAFT")


async def _of(seat: Seat, name: str, act: _Act) -> Response:
    draft = await draft_of(seat, name)
    if draft is None:
        raise _absent()
    if draft.signed is not None and act is not _done_page:
        return seat.see(f"{name}/{DONE}")
    return await act(seat, draft)


async def _drafts(seat: Seat, *, full: bool = False) -> Response:
    found = await seat.tools.drafts.of(seat.whose, seat.now)
    open_ones = [one for one in found if one.signed is None]
    desk = await Desk.of(seat)
    status = _BUSY if full else 200
    return seat.page("drafts.html", status, desk=desk, drafts=open_ones, full=full)


async def _begin(seat: Seat) -> Response:
    """A new draft with who is known; no decision is in it."""
    desk = await Desk.of(seat)
    try:
        draft = await seat.tools.drafts.begin(seat.whose, desk.known.said, seat.now)
    except TooManyRequests as many:
        await seat.record(many)
        return await _drafts(seat, full=True)
    return seat.see(draft.name)


async def _form_page(seat: Seat, draft: Draft) -> Response:
    return await shown(seat, draft, draft.said)


async def _sent(seat: Seat, draft: Draft) -> Response:
    """Keep what was typed, whatever is wrong with it; on to looking it over where nothing is."""
    said, version = said_in(seat.fields), version_in(seat.fields)
    desk, to_check = await Desk.of(seat), seat.fields.get(DO) == CHECK
    sound = to_check and not desk.findings(said)
    typed = with_said(draft, said, version, checked=sound, seat=seat)
    try:
        kept = await seat.tools.drafts.keep(seat.whose, typed, seat.now)
    except DraftMoved:
        now = await draft_of(seat, draft.name)
        if now is None or now.signed is not None:
            return seat.see(f"{draft.name}/{DONE}" if now else "")
        return await shown(seat, now, said, trouble="moved", status=_MOVED)
    if sound:
        return seat.see(f"{draft.name}/{CHECK}")
    if to_check:
        return await shown(seat, kept, said, trouble="wrong", status=_WRONG)
    return await shown(seat, kept, said, trouble="kept")


async def _looked_at(seat: Seat, draft: Draft) -> Response:
    """For the page's own script: what is wrong with what is typed so far; nothing is kept."""
    desk = await Desk.of(seat)
    page = desk.page(said_in(seat.fields), told=True)
    found = [{"at": at, "text": text} for at, _, text in page.faults]
    return JSONResponse({"draft": draft.name, "wrong": found}, headers=POLICY)


async def _away_page(seat: Seat, draft: Draft) -> Response:
    return seat.page("away.html", desk=await Desk.of(seat), draft=draft)


async def _throw_away(seat: Seat, draft: Draft) -> Response:
    await seat.tools.drafts.forget(seat.whose, draft.name, seat.now)
    return seat.see()


async def _done_page(seat: Seat, draft: Draft) -> Response:
    if draft.signed is None:
        return seat.see(draft.name)
    return seat.page("done.html", desk=await Desk.of(seat), draft=draft)
