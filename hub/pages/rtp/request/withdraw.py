"""Who asked for a place takes it back, while nobody was asked for one yet.

docs/decisions/0086-the-transfer-point.md
"""

import msgspec
from starlette.responses import Response

from hub.errors import (
    FhirError,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unprocessable,
    VersionConflict,
)
from hub.pages.refusals import record_refusal
from hub.pages.rtp.request.own import NAME, listed
from hub.pages.rtp.visit import Visit
from hub.query.read import Wanted, current_version
from hub.transfer.reading import CANCEL_REASON
from hub.write.offer_answered import answer_offer
from hub.write.offer_change import OfferChange

REASONS = (
    "patient-recovered",
    "patient-deteriorated",
    "patient-died",
    "patient-withdrew",
    "went-elsewhere",
)
_REFUSED = (Forbidden, NotFound, PreconditionFailed, Unprocessable, VersionConflict)
_BAD, _CONFLICT = 400, 409


async def withdraw(visit: Visit) -> Response:
    """The case is called off; where that can't be any more it is told with how it is now.

    Raises:
        NotFound: there is no such page.
    """
    if visit.rest:
        raise NotFound("no such page", rule="S-NOT-HIS-PAGE")
    reason = visit.fields.get("reden", "")
    if reason not in REASONS:
        return await listed(visit, "requests.html", _BAD, told="own.wrong")
    try:
        await _send(visit, reason)
    except _REFUSED as refusal:
        return await _told(visit, refusal)
    return visit.see(f"{NAME}?gedaan=ingetrokken")


async def _told(visit: Visit, refusal: FhirError) -> Response:
    await record_refusal(visit, refusal)
    is_moved = isinstance(refusal, PreconditionFailed | VersionConflict)
    told = "inbox.lost.moved" if is_moved else "own.lost"
    return await listed(visit, "requests.html", _CONFLICT, told=told)


async def _send(visit: Visit, reason: str) -> None:
    name, version = (visit.fields.get(one, "")[:64] for one in ("zaak", "versie"))
    if not name:
        raise NotFound("no case is named")
    access = visit.parts.access
    stored = await current_version(access, visit.errand, Wanted("Task", name, "read"))
    task = msgspec.json.decode(stored.body)
    task.pop("businessStatus", None)
    coding = {"system": CANCEL_REASON, "code": reason}
    said = {"status": "cancelled", "statusReason": {"coding": [coding]}}
    change = OfferChange(errand=visit.errand, resource=task | said, id=name, if_match=version)
    await answer_offer(access, visit.parts.verdicts, change)
