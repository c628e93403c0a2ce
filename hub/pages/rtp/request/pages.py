"""The form by which a place is asked for, and what comes next.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import msgspec
from starlette.responses import Response

from hub.errors import NotFound, TooLarge, Unprocessable, VersionConflict
from hub.pages.days import day_of
from hub.pages.refusals import record_refusal
from hub.pages.rtp.request.made import resources_of
from hub.pages.rtp.request.typed import LINES, ORIGINS, WISHES, Typed
from hub.pages.rtp.visit import Visit
from hub.pages.viewer import Kept
from hub.security.professional_request import TREATS, About
from hub.transfer.open.coding import CARE_TYPE, MATCHING_NEED, own_words
from hub.transfer.open.told import CONDITIONS
from hub.write.transfer_asked import TransferAsked, ask_transfer

NAME, DONE = "request", "klaar"
_BAD, _OK = 400, 200


async def form(visit: Visit) -> Response:
    """The empty form, or about whom he was looking at; what comes next, once it is sent."""
    match visit.rest:
        case ():
            named = {"van": visit.request.query_params.get("van", ""), "nummer": str(uuid4())}
            first = {"vanaf": day_of(visit.now).isoformat(), "bel-naam": _name(visit)}
            return _form(visit, await _typed(visit, named | first))
        case ("klaar",):
            return visit.page("request-done.html")
    raise NotFound("no such page", rule="S-NOT-HIS-PAGE")


async def sent(visit: Visit) -> Response:
    """It is asked for, or the form comes back with what was typed and what is wrong.

    Raises:
        NotFound: no such page. FhirError: he may not ask.
    """
    if visit.rest:
        raise NotFound("no such page", rule="S-NOT-HIS-PAGE")
    typed = await _typed(visit, visit.fields)
    if faults := typed.faults():
        return _form(visit, typed, _BAD, faults=faults)
    errand = visit.errand_about(About(bsn=typed.bsn, purpose=TREATS, relation=True))
    made = resources_of(typed, visit.ura, visit.now, visit.words)
    parts = visit.parts
    asked = TransferAsked(errand, made, f"{parts.public_url}/fhir")
    try:
        await ask_transfer(parts.access, parts.verdicts, asked)
    except (Unprocessable, TooLarge, VersionConflict) as refusal:
        await record_refusal(visit, refusal)
        return _form(visit, typed, refusal.status, trouble="refused")
    return visit.see(f"{NAME}/{DONE}")


def again(visit: Visit, kind: str, status: int) -> Response:
    """What was typed, where it could not be sent."""
    return _form(visit, _of(visit, visit.fields), status, trouble=kind)


async def _typed(visit: Visit, fields: Mapping[str, str]) -> Typed:
    """With the number of whom he was looking at, where this session's address stands for one."""
    name = fields.get("van", "")[:64]
    content = None
    if name:
        addresses = visit.parts.viewer.parts.addresses
        content = await addresses.of(visit.secret, name, visit.now)
    known = msgspec.json.decode(content, type=Kept).about.bsn if content else ""
    return _of(visit, fields, known)


def _of(visit: Visit, fields: Mapping[str, str], known: str = "") -> Typed:
    return Typed(fields, day_of(visit.now), visit.parts.access.transfer_points, known)


def _form(visit: Visit, typed: Typed, status: int = _OK, **told: Any) -> Response:
    return visit.page(
        "request.html",
        status,
        typed=typed,
        faults=told.get("faults", {}),
        trouble=told.get("trouble", ""),
        ends=typed.known[-3:],
        cares=[(code, said) for (_, code), said in own_words(CARE_TYPE).items()],
        needs=[(code, said) for (_, code), said in own_words(MATCHING_NEED).items()],
        reasons=sorted(((code, said) for (_, code), said in CONDITIONS.items()), key=_words),
        origins=ORIGINS,
        wishes=WISHES,
        lines=LINES,
        desks=sorted(visit.parts.access.transfer_points.items(), key=_words),
    )


def _words(one: tuple[str, str]) -> str:
    return one[1]


def _name(visit: Visit) -> str:
    return visit.known.who.practitioner.name
