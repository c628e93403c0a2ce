"""Logging in and out at /viewer, by an EHR or alone, and staying a while longer.

docs/decisions/0049-the-viewer.md
"""

import re

import msgspec
from starlette.responses import Response

from hub.pages.viewer.cookies import DEVICE, LOGGED_IN, ON_HIS_WAY
from hub.pages.viewer.log_in import LEAST, NOT_REGISTERED, SUREST, NotLoggedIn
from hub.pages.viewer.visit import Kept, Visit
from hub.pages.way_in import (
    REFUSED,
    gone,
    is_sent_by_another_site,
    logged_out,
    pairs_of,
    require_calm,
)
from hub.security.device import shift_on
from hub.security.professional_request import ProfessionalRequest

__all__ = ["come_back", "launch", "log_in", "log_out", "logged_out", "stay"]
EMERGENCY = "spoed"
"""The step of a page about an inhabitant at which an emergency is declared."""
_BAD = 400
_LAUNCH = re.compile(r"[A-Za-z0-9_-]{43}")
_PAGE = re.compile(rf"w/[A-Za-z0-9_-]{{43}}(/{EMERGENCY})?")


class Back(msgspec.Struct, frozen=True):
    """Who is sent to log in again, the address `page` that he comes from, and what it stands for.

    It is his alone: whoever else logs in begins with nothing.
    """

    who: ProfessionalRequest
    kept: Kept
    page: str
    step: str


class Left(msgspec.Struct, frozen=True):
    """What is kept of a browser that was sent to log in."""

    kept: bytes
    back: Back | None = None
    paper: str = ""
    """The path of the code that he scanned."""


async def log_in(visit: Visit) -> Response:
    """To where professionals log in; who is logged in goes on, unless he has to be surer."""
    if is_sent_by_another_site(visit.request):
        return visit.see()
    back = await _back(visit)
    if visit.session is not None and back is None:
        return visit.see()
    return await sent_away(visit, back=back)


async def launch(visit: Visit) -> Response:
    """Where an EHR opens the page.

    https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
    """
    try:
        pairs = pairs_of(visit.request)
    except ValueError:
        return visit.problem("launch", _BAD)
    ours = f"{visit.parts.public_url}/fhir"
    if pairs.get("iss") not in {ours, f"{ours}/"} or not _LAUNCH.fullmatch(pairs.get("launch", "")):
        return visit.problem("launch", _BAD)
    return await sent_away(visit, opened=pairs["launch"])


async def come_back(visit: Visit) -> Response:
    """Whoever logged in gets a new session, and the one that this browser had ends."""
    secret = visit.cookies.read(visit.request.cookies, ON_HIS_WAY)
    sessions, port = visit.parts.sessions, visit.parts.log_in
    content = await sessions.take_up(secret, visit.now) if secret else None
    if content is None or port is None:
        return _not_logged_in(visit)
    left = msgspec.json.decode(content, type=Left)
    try:
        who = await port.finish(pairs_of(visit.request), left.kept, visit.now)
    except NotLoggedIn as refused:
        return _not_logged_in(visit, left, refused.error)
    except ValueError:
        return _not_logged_in(visit, left)
    if visit.secret:
        await sessions.end(visit.secret)
    device = visit.cookies.read(visit.request.cookies, DEVICE)
    found = await visit.parts.devices.of(device, visit.now)
    new, _ = await sessions.begin(who, visit.now, shift_on(found, who.ura))
    if left.paper:
        answer = visit.leave_for(left.paper)
    else:
        answer = visit.see(await _landing(visit, who, left.back, new))
    visit.cookies.take_back(answer, ON_HIS_WAY)
    visit.cookies.give(answer, LOGGED_IN, new)
    return answer


async def log_out(visit: Visit) -> Response:
    """Here, or wherever he is logged in; the browser forgets what it was shown."""
    if visit.fields.get("overal"):
        await visit.parts.sessions.end_all(visit.known)
    await visit.parts.sessions.end(visit.secret)
    return gone(visit, LOGGED_IN)


async def stay(visit: Visit) -> Response:
    """That he asked made it longer already; back to the page he was on."""
    here = visit.fields.get("pagina", "")
    return visit.see(here if _PAGE.fullmatch(here) else "")


async def _back(visit: Visit) -> Back | None:
    """To which page of his own session he wants to come back."""
    try:
        name = pairs_of(visit.request).get("van", "")
    except ValueError:
        return None
    if visit.session is None or not name:
        return None
    content = await visit.parts.addresses.of(visit.secret, name, visit.now)
    if content is None:
        return None
    kept = msgspec.json.decode(content, type=Kept)
    # What was declared is asked about again as it was; else he wants to declare it.
    step = "" if kept.about.emergency else EMERGENCY
    return Back(visit.session.who, kept, name, step)


async def sent_away(
    visit: Visit, *, opened: str | None = None, back: Back | None = None, paper: str = ""
) -> Response:
    """To where professionals log in, with what brings them back to what they came for."""
    require_calm(visit)
    port = visit.parts.log_in
    if port is None:
        return _not_logged_in(visit)
    level = SUREST if back else LEAST
    url, kept = await port.begin(visit.now, launch=opened, level=level)
    left = msgspec.json.encode(Left(kept, back, paper))
    answer = visit.leave_for(url)
    visit.cookies.give(answer, ON_HIS_WAY, await visit.parts.sessions.leave(left, visit.now))
    return answer


async def _landing(visit: Visit, who: ProfessionalRequest, back: Back | None, secret: str) -> str:
    """The page that he came for: of whom his EHR opened it for, or from which he was sent away."""
    if who.opened is not None:
        return await visit.address_of(Kept(who.opened.about), secret=secret)
    if back is not None and back.who.is_same(who):
        return await visit.address_of(back.kept, back.step, secret)
    return ""


def _not_logged_in(visit: Visit, left: Left | None = None, error: str = "") -> Response:
    """One page for all of it: cancelled, unknown, not sure enough, come too late, another's launch.

    Only that his organisation is not registered is told apart. What he had typed is where it was.
    """
    back = left.back if left and visit.session is not None else None
    page = f"w/{back.page}/{back.step}" if back else ""
    template = "not-registered.html" if error == NOT_REGISTERED else "not-logged-in.html"
    answer = visit.page(template, REFUSED, back=page.rstrip("/"), again=left.paper if left else "")
    visit.cookies.take_back(answer, ON_HIS_WAY)
    return answer
