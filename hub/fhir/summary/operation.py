"""`Patient/id/$summary`, and by BSN in the body: the wishes as read for a doctor.

docs/decisions/0052-summary.md
"""

import asyncio
from uuid import uuid4

import msgspec

from consent.asker import System
from hub.errors import Forbidden, NotFound, NotSupported
from hub.fhir.call import Answer, Call
from hub.fhir.language import PARAMETER
from hub.fhir.number_asked import number_asked
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.fhir.summary.document import document
from hub.fhir.summary.formats import TEXT, is_text
from hub.query.read import absent
from hub.query.wishes import Wishes, sees_all, wishes_of_number, wishes_of_patient
from hub.security.granted import INSUFFICIENT
from profiles.pzp.reading.read import read
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.text import text

NAME = "$summary"
LANGUAGE = "nl"
_DUTCH = {"Content-Language": LANGUAGE}
_NO_MITZ = "the national register of choices can't be asked at this moment; more may be there"


async def summary_of_patient(hub: Hub, call: Call, _resource_type: str, resource_id: str) -> Answer:
    """Of the Patient that the URL names.

    Raises:
        NotFound: nothing is there, or nothing is open. Forbidden: not every kind of wish is in the
            token's scopes. Invalid, NotSupported: another parameter or language.
    """
    _require(call)
    said_in(call, NAME, ())
    found = await wishes_of_patient(hub.access, call.errand, hub.limits, resource_id, NAME)
    return await _told(hub, call, found)


async def summary_of_number(hub: Hub, call: Call, _resource_type: str) -> Answer:
    """Of the inhabitant whose BSN stands in the body; raises as `summary_of_patient`."""
    _require(call)
    bsn = number_asked(call, NAME)
    found = await wishes_of_number(hub.access, call.errand, hub.limits, bsn, NAME)
    return await _told(hub, call, found)


def _require(call: Call) -> None:
    """What is not in the scopes would be told as if nobody had said it."""
    if not sees_all(call.errand):
        raise Forbidden(
            "a summary is of all that wishes are read from: ask for scopes for each, such as "
            "system/*.rs, at the token endpoint",
            headers=INSUFFICIENT,
            rule="SCOPE",
        )
    for name, value in call.pairs:
        if name == PARAMETER and value.partition("-")[0].strip().lower() != LANGUAGE:
            raise NotSupported("a summary is in Dutch: leave _language out, or ask for nl")


async def _told(hub: Hub, call: Call, found: Wishes) -> Answer:
    if found.patient is None:
        raise _absent(found)
    # A long record is read for longer than others should wait.
    return await asyncio.to_thread(_made, hub.fhir_url, call, found)


def _made(base: str, call: Call, found: Wishes) -> Answer:
    now, bodies = call.errand.now, found.bodies()
    reading = read((tree for _, tree in bodies), now)
    # A system sees what its own organisation keeps: of the rest nothing may be concluded.
    is_whole = found.is_whole and not isinstance(call.errand.asker, System)
    shown = sheet(reading, now, found.names, is_whole=is_whole, is_asked=found.is_asked)
    if is_text(call.headers, call.pairs):
        body = text(shown, now).encode()
        return Answer(200, body, {**_DUTCH, "Content-Type": f"{TEXT}; charset=utf-8"})
    stored = [one for one, _ in bodies]
    made = document(base, stored, shown, reading, now, uuid4())
    return Answer(200, msgspec.json.encode(made), _DUTCH)


def _absent(found: Wishes) -> NotFound:
    """As for any Patient; that Mitz can't be asked is so of everybody, and says nothing of him."""
    refusal = absent()
    if not found.is_asked:
        refusal = NotFound(f"{refusal}; {_NO_MITZ}", recorded=True)
    return refusal
