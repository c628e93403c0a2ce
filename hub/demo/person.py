"""Who asks for a demo's token, and why: as `hub token` was told, and as the assertion says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from hub.demo.issuer import local_statement
from hub.demo.place import DemoClient, Place
from hub.security.organizations_word import EMERGENCY, declaration, mandate
from hub.security.professional import Professional, professional
from hub.security.requester import Practitioner

Carrier = Literal["organization", "local"]
CARRIERS: tuple[Carrier, ...] = get_args(Carrier)
TREATMENT = "TREAT"


@dataclass(frozen=True, slots=True)
class Person:
    """A professional, whose word he is, and what more the assertion's extensions say of him.

    Without a carrier it is the organisation's word, and in an emergency the local issuer's.
    """

    professional: Professional
    carrier: Carrier | None = None
    more: Mapping[str, Any] | None = None

    def extensions(self, place: Place, client: DemoClient, now: datetime) -> dict[str, Any]:
        """Of the assertion.

        Raises:
            hub.security.professional.InvalidProfessional: a mandate or emergency that is none.
        """
        said: dict[str, Any] = dict(self.more or {})
        who, purpose = self.professional.practitioner, self.professional.purpose
        # Read back as the hub will read it, so that a fault is told here, by its name.
        mandate({"extensions": said}, who, client.organization_type)
        declaration({"extensions": said}, purpose)
        if (self.carrier or _usual(purpose)) == "organization":
            return said | {"ihe_iua": self.professional.claims()}
        statement = local_statement(place, who, client.ura, now)
        return said | {"dezi": statement, "ihe_iua": {"purpose_of_use": [purpose]}}


def doctor(
    number: str, role: str, name: str = "Demo Zorgverlener", purpose: str = TREATMENT
) -> Professional:
    """A professional behind the call.

    Raises:
        hub.security.professional.InvalidProfessional: no UZI number, role code or purpose.
    """
    asked = Professional(Practitioner(number, name, role), purpose)
    # As in `extensions`: a fault is told here.
    return professional({"extensions": {"ihe_iua": asked.claims()}}) or asked


def _usual(purpose: str) -> Carrier:
    return "local" if purpose == EMERGENCY else "organization"
