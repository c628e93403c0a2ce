"""Who is calling: made from a verified access token, and by nothing else."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

from consent.asker import Asker, Assurance, Professional, System
from consent.category import ura_text
from consent.declaration import Declaration
from hub.security.bound import Bound
from hub.security.errand import Client, Errand, Vouched
from hub.security.patient_request import LEVEL, PatientRequest
from profiles.identifiers import URA

USER: Literal["user"] = "user"
"""Of the scopes of a professional whom an app was opened for."""
ORGANIZATION = "organization"
"""Who vouches for a person where nobody else does: the organisation that calls."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """The clinician on whose behalf somebody works: UZI number and role code."""

    number: str
    role: str


@dataclass(frozen=True, slots=True)
class Practitioner:
    """The professional behind a call, as `vouched_by` says: the organisation, or whose keys.

    docs/decisions/0027-people-behind-calls.md
    """

    number: str
    name: str
    role: str
    assurance: Assurance = "low"
    authenticated_at: datetime | None = None
    vouched_by: str = ORGANIZATION
    mandate: Mandate | None = None


@dataclass(frozen=True)
class Requester:
    """The organisation that calls, its granted scopes and, for people, who and why.

    `purpose` is one v3-ActReason code (TREAT where a professional asks), `emergency` what was
    declared with ETREAT, `relation` false where the person says that he does not treat whom he
    asks about. With a `patient_request` the organisation only carries it: a person asks. By an app
    that an EHR opened the person asks about one inhabitant, `launched` by the hub's own name.
    IHE IUA: https://profiles.ihe.net/ITI/IUA/index.html
    """

    client_id: str
    name: str
    ura: URA
    organization_type: str
    scopes: tuple[str, ...]
    token_id: str
    expires: datetime
    practitioner: Practitioner | None = None
    purpose: str | None = None
    desk: bool = False
    emergency: Declaration | None = None
    bound: Bound | None = None
    relation: bool = True
    patient_request: PatientRequest | None = None
    launched: UUID | None = None

    @cached_property
    def asker(self) -> Asker:
        """The organisation's system, the person it vouches for, or one who asks for himself."""
        if self.patient_request is not None:
            return self.patient_request.asker
        ura, kind, person = ura_text(self.ura.value), self.organization_type, self.practitioner
        if person is None:
            return System(ura=ura, organization_type=kind)
        return Professional(
            ura=ura,
            organization_type=kind,
            number=person.number,
            name=person.name,
            role=person.role,
            mandated=person.mandate is not None,
            assurance=person.assurance,
            authenticated_at=person.authenticated_at,
            only=str(self.launched) if self.launched else None,
        )

    @cached_property
    def vouched(self) -> Vouched | None:
        """Whose word the person is; None where there is none."""
        if self.patient_request is not None:
            return self.patient_request.vouched
        person = self.practitioner
        if person is None:
            return None
        mandate = person.mandate
        return Vouched(
            by=person.vouched_by,
            assurance=person.assurance,
            mandated_by=mandate.number if mandate else None,
            mandating_role=mandate.role if mandate else None,
        )

    @cached_property
    def client(self) -> Client:
        """The system whose token it is."""
        return Client(
            client_id=self.client_id,
            name=self.name,
            scopes=self.scopes,
            token_id=self.token_id,
            desk=self.desk,
            level=self._level,
        )

    @property
    def _level(self) -> Literal["system", "patient", "user"]:
        """Whose scopes count."""
        if self.patient_request is not None:
            return LEVEL
        return "system" if self.launched is None else USER

    def errand(
        self, now: datetime, request_id: str, address: str | None = None, *, urgent: bool = False
    ) -> Errand:
        """One errand of this caller, from this address of the network, in the lane or not."""
        return Errand(
            asker=self.asker,
            purpose=self.purpose,
            now=now,
            request_id=request_id,
            client=self.client,
            address=address,
            urgent=urgent,
            vouched=self.vouched,
            emergency=self.emergency,
            relation=self.relation,
        )
