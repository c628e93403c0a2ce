"""An inhabitant says of something that is kept of him that it is not right.

It is kept with who is to answer, and nobody else sees it. docs/decisions/0040-own-words.md
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec

from consent.section import CORRECTIONS, Section
from hub.access.access import Access
from hub.access.own import require_own
from hub.errors import TooCostly, VersionConflict
from hub.security.errand import Errand
from hub.storage.body import content
from hub.storage.database import Connection
from hub.storage.lookup import lookup
from hub.storage.pseudonym import rid
from hub.storage.task import NewTask
from hub.storage.tasks import open_of, opened
from hub.write.focus import Focus, focus_of
from hub.write.names import Name
from hub.write.outcome import Outcome
from hub.write.own_append import append_own, section_that_came
from hub.write.own_patient import own_patient
from hub.write.own_version import OwnVersion
from hub.write.own_words import signer
from hub.write.until_won import until_won
from profiles.correction import TYPE
from profiles.instant import instant
from profiles.systems import URA_SYSTEM

MOST_OPEN = 50
"""Requests of one inhabitant that wait for an answer."""
RULE = "S-OWN-DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCorrection:
    """A request to correct something, found to be no more than that, to be answered `within`."""

    errand: Errand
    resource: dict[str, Any]
    within: timedelta
    new_id: str = field(default_factory=lambda: str(uuid4()))


async def ask_correction(access: Access, own: OwnCorrection) -> Outcome:
    """Store it with its ledger row, and a task for who runs the hub, who sees it answered in time.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, or it is not about him.
        Unprocessable: it is about nothing that is kept of him. TooCostly: too many wait. Damaged.
        VersionConflict: this very request was made already.
    """
    return await until_won(access, lambda connection: _once(access, connection, own))


async def _once(access: Access, connection: Connection, own: OwnCorrection) -> Outcome:
    errand, keyring = own.errand, access.keyring
    dossier, patient = await own_patient(access, connection, errand, own.resource["for"])
    require_own(access, errand, dossier)
    pat = dossier.reach.pat
    if await lookup(connection, [rid(keyring, TYPE, own.new_id)], (), ()):
        raise VersionConflict("this was asked already; read it, and see what became of it")
    if len(await open_of(connection, keyring, "correction", pat)) >= MOST_OPEN:
        raise TooCostly(f"{MOST_OPEN} of these wait for an answer; ask more once some have one")
    focus = await focus_of(access, connection, dossier, own.resource)
    resource = _task(own, patient, focus)
    version = OwnVersion(
        name=Name(TYPE, own.new_id),
        pat=pat,
        custodian=focus.custodian,
        category=CORRECTIONS,
        row=None,
        now=errand.now,
        resource=resource,
        content=content(msgspec.json.encode(resource), {}),
    )
    outcome = version.outcome(keyring)
    section = Section(focus.custodian, focus.custodian_type, CORRECTIONS)
    moved = section_that_came(dossier, section, keyring)
    await append_own(access, connection, errand, outcome, RULE, moved)
    asked = {"asked": outcome.name.address, "about": focus.reference}
    task = NewTask(
        kind="correction",
        custodian=focus.custodian,
        pat=pat,
        at=errand.now,
        due=errand.now + own.within,
        detail={"request_id": errand.request_id, **asked},
    )
    await opened(connection, keyring, task)
    return outcome


def _task(own: OwnCorrection, patient: str, focus: Focus) -> dict[str, Any]:
    """As it is stored: who asks, who answers and before when are the hub's to say."""
    now = own.errand.now
    number = {"system": URA_SYSTEM, "value": focus.custodian}
    return {
        **own.resource,
        "for": {"reference": patient},
        "focus": {"reference": focus.reference},
        "requester": signer(own.errand, patient),
        "owner": {"type": "Organization", "identifier": number},
        "authoredOn": instant(now),
        "lastModified": instant(now),
        "restriction": {"period": {"end": instant(now + own.within)}},
    }
