"""Persons who ask for themselves, or for another, by a token as the token endpoint gives it."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from consent.asker import Assurance, Ground
from hub.security.errand import Errand
from hub.security.patient_request import PatientRequest
from hub.security.requester import Requester
from hub.security.statements import LOCAL
from hub.storage.pseudonym import inhabitant
from profiles.identifiers import BSN, URA
from tests.builders import a_patient, registered_with
from tests.hub.dossier import address
from tests.plugins.hub import Caller, Running

SCOPES = (
    *("patient/*.rs", "patient/Consent.crus", "patient/AuditEvent.rs"),
    *("patient/QuestionnaireResponse.crus", "patient/Task.crs"),
)
_APP = "90009001"
_NUMBERS = count(1)


@dataclass(slots=True)
class Person(Caller):
    """One who logged in at an app: the inhabitant `whose`, or on a `ground` for him."""

    whose: UUID = field(default_factory=uuid4)
    ground: Ground | None = None
    level: Assurance = "substantial"
    address: str = ""
    until: datetime | None = None
    subject: UUID = field(default_factory=lambda: UUID(int=next(_NUMBERS)))

    def token(self) -> str:
        """Of five minutes."""
        return self.running.issuer.issue(self.requester())

    def errand(self, ahead: timedelta = timedelta()) -> Errand:
        """As a page makes it of who is logged in, so much later than now."""
        return self.requester().errand(self.running.clock() + ahead, secrets.token_hex(8))

    def requester(self) -> Requester:
        """Who calls by this app."""
        asked = PatientRequest(
            whose=self.whose,
            subject=self.whose if self.ground is None else self.subject,
            ground=self.ground,
            assurance=self.level,
            authenticated_at=datetime.now(UTC),
            vouched_by=LOCAL,
            until=self.until,
        )
        return Requester(
            client_id="app",
            name="Een PGO",
            ura=URA(_APP),
            organization_type="PGO",
            scopes=self.scopes,
            token_id=secrets.token_hex(8),
            expires=self.running.clock() + timedelta(seconds=300),
            purpose="PATRQT",
            bound=self.bound,
            patient_request=asked,
        )


def person(running: Running, bsn: str, **how: Any) -> Person:
    """He whose BSN it is, or who stands for him on a `ground`."""
    whose = inhabitant(running.access.keyring, BSN(bsn)).pat
    how.setdefault("scopes", SCOPES)
    return Person(running, _APP, "PGO", whose=whose, **how)


def born(age: int) -> str:
    """On the first day of the year of so many years ago."""
    return f"{datetime.now(ZoneInfo('Europe/Amsterdam')).year - age}-01-01"


async def known(holder: Caller, bsn: str, age: int = 78, **members: Any) -> str:
    """The address of the Patient whom this organisation treats."""
    members = {"birthDate": born(age), **registered_with(holder.ura), **members}
    return address(await holder.put(a_patient(bsn, id=f"p-{bsn}", **members)))
