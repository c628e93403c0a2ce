"""The first page: whom the professional asks about, by BSN, and whether he treats him."""

import re

from starlette.responses import Response

from hub.errors import Forbidden
from hub.pages.viewer.coming_in import EMERGENCY
from hub.pages.viewer.door import ended
from hub.pages.viewer.visit import Kept, Visit
from hub.security.professional_request import About
from profiles.identifiers import BSN, InvalidIdentifier

TREATS, NOT, URGENT = "behandel", "niet", "spoed"
"""What a button says: that he treats, that he does not, or that there is an emergency."""
_BAD = 400
_BETWEEN = re.compile(r"[\s.]")
_DIGITS = 9


async def start(visit: Visit) -> Response:
    """For who is logged in the one field; for anybody else what this is, and the way in."""
    if visit.session is None:
        if visit.secret:
            return ended(visit)
        return visit.page("welcome.html", can_log_in=visit.parts.log_in is not None)
    opened = visit.session.who.opened
    if opened is not None:
        return visit.see(await visit.address_of(Kept(opened.about)))
    return visit.page("finding.html", fault="", typed="")


async def find(visit: Visit) -> Response:
    """On to the page about him; the number goes no further than this form.

    Raises:
        Forbidden: the page was opened for one inhabitant.
    """
    if visit.known.who.opened is not None:
        raise Forbidden("opened for one inhabitant", rule="A-OTHER-LAUNCH")
    typed, says = visit.fields.get("bsn", ""), visit.fields.get("doel", "")
    fault = "treats" if says not in {TREATS, NOT, URGENT} else ""
    number = _BETWEEN.sub("", typed)
    try:
        bsn = BSN(number)
    except InvalidIdentifier:
        return visit.page("finding.html", _BAD, fault=_fault(number), typed=typed[:50])
    if fault:
        return visit.page("finding.html", _BAD, fault=fault, typed=typed)
    kept = Kept(About(bsn=bsn.value, relation=says == TREATS))
    return visit.see(await visit.address_of(kept, EMERGENCY if says == URGENT else ""))


def _fault(number: str) -> str:
    """What is wrong with what is no BSN."""
    if not number:
        return "absent"
    is_long = number.isascii() and number.isdigit() and len(number) == _DIGITS
    return "check" if is_long else "digits"
