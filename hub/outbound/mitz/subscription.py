"""A subscription to an inhabitant's choices about one holder's data, and how long it is trusted.

Mitz tells of no heartbeat, so the hub asks anew before it stops believing its copies.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hub.outbound.mitz.question import Holder
from hub.outbound.mitz.terms import Copies
from profiles.identifiers import BSN

PATH = "/abonnementen/fhir/Subscription"
FHIR_JSON = "application/fhir+json"
RENEWED_AFTER = timedelta(hours=12)
BELIEVED_FOR = timedelta(hours=24)
_AHEAD = timedelta(minutes=1)
_EXTENSIONS = "http://fhir.nl/StructureDefinition/"


def subscription(
    bsn: BSN, holder: Holder, copies: Copies, birth_date: date | None = None
) -> dict[str, Any]:
    """The Subscription that Mitz takes; its criteria hold the BSN, so nothing of it is logged.

    https://hl7.org/fhir/R4/subscription.html
    """
    born = [_extension("Patient.birthDate", "valueDate", str(birth_date))] if birth_date else []
    return {
        "resourceType": "Subscription",
        "extension": [
            *born,
            _extension("GatewaySystem", "valueOid", copies.gateway),
            _extension("SourceSystem", "valueOid", copies.source),
        ],
        "status": "requested",
        "reason": "OTV",
        "criteria": (
            f"Consent?_query=otv&patientid={bsn.value}"
            f"&providerid={holder.ura}&providertype={holder.organization_type}"
        ),
        "channel": {"type": "rest-hook", "endpoint": copies.notify_url, "payload": FHIR_JSON},
    }


def _extension(name: str, kind: str, value: str) -> dict[str, str]:
    return {"url": f"{_EXTENSIONS}{name}", kind: value}


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription that Mitz took: its address there, and when it was taken last, aware."""

    address: str
    at: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to subscribe anew."""
        return not -_AHEAD <= now - self.at < RENEWED_AFTER

    def is_believed(self, now: datetime) -> bool:
        """Whether the copies count; where they do not, Mitz is asked live."""
        return -_AHEAD <= now - self.at < BELIEVED_FOR

    @property
    def believed_until(self) -> datetime:
        """The first moment at which they count no more."""
        return self.at + BELIEVED_FOR
