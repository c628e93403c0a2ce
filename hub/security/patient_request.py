"""A person who asks for his own record, or on a ground for another's: as an access token names him.

v3-ActReason PATRQT: https://terminology.hl7.org/CodeSystem-v3-ActReason.html
docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from consent.asker import Assurance, Ground, Inhabitant, Representative
from consent.rules.purpose import OWN_REQUEST
from hub.security.assurance import URL_OF, level_of
from hub.security.errand import Vouched

LEVEL: Literal["patient"] = "patient"
"""Of the scopes that such a token has. https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html"""
STANDING = timedelta(hours=1)
"""So long somebody who stands for another is believed to do so still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRequest:
    """`whose` record, and `subject`, who logged in: both as the hub names them, never by a BSN.

    `ground` is None where the two are one, `until` when it was said to end, where that was said;
    `vouched_by` is whose word all of this is.
    """

    whose: UUID
    subject: UUID
    ground: Ground | None = None
    assurance: Assurance = "low"
    authenticated_at: datetime | None = None
    vouched_by: str = ""
    until: datetime | None = None

    @property
    def asker(self) -> Inhabitant | Representative:
        """As consent knows him."""
        whose = str(self.whose)
        if self.ground is None:
            return Inhabitant(whose=whose, assurance=self.assurance)
        return Representative(whose=whose, ground=self.ground, assurance=self.assurance)

    @property
    def longest(self) -> timedelta | None:
        """For another he is logged in less long, for a mandate may end."""
        return None if self.ground is None else STANDING

    @property
    def vouched(self) -> Vouched:
        """Whose word he is, and as whom the ledger knows him."""
        return Vouched(
            by=self.vouched_by,
            assurance=self.assurance,
            subject=str(self.subject),
            until=self.until,
        )

    def claims(self) -> dict[str, Any]:
        """`sub`, `acr`, `auth_time` and `extensions` of his access token."""
        said: dict[str, Any] = {
            "inhabitant": str(self.whose),
            "purpose_of_use": [OWN_REQUEST],
            "vouched_by": self.vouched_by,
        }
        if self.ground is not None:
            said["ground"] = self.ground
        if self.until is not None:
            said["until"] = int(self.until.timestamp())
        moment = self.authenticated_at
        return {
            "sub": str(self.subject),
            "acr": URL_OF[self.assurance],
            **({"auth_time": int(moment.timestamp())} if moment else {}),
            "extensions": {"patient_request": said},
        }


def patient_request(claims: Mapping[str, Any]) -> PatientRequest | None:
    """Who a verified token of ours names so; None in an organisation's."""
    said = claims.get("extensions", {}).get("patient_request")
    if said is None:
        return None
    return PatientRequest(
        whose=UUID(said["inhabitant"]),
        subject=UUID(claims["sub"]),
        ground=said.get("ground"),
        assurance=level_of(claims.get("acr")),
        authenticated_at=datetime.fromtimestamp(claims["auth_time"], UTC)
        if "auth_time" in claims
        else None,
        vouched_by=said["vouched_by"],
        until=datetime.fromtimestamp(said["until"], UTC) if "until" in said else None,
    )
