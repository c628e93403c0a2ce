"""What the calling organisation says of a person and signs: mandate, emergency, log-in.

docs/decisions/0027-people-behind-calls.md
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from consent.asker import Assurance
from consent.declaration import Declaration
from consent.readers import is_reader
from hub.security.assurance import at_most, level_of
from hub.security.numeric_date import SKEW_SECONDS, numeric_date
from hub.security.person_claims import RELATION
from hub.security.professional import (
    InvalidProfessional,
    extensions_of,
    is_one_line,
    number_of,
    part_of,
    role_of,
)
from hub.security.requester import Mandate, Practitioner

EMERGENCY = "ETREAT"
LONGEST_CODE = 64
LONGEST_REASON = 500


def vouched(
    person: Practitioner, claims: Mapping[str, Any], most: Assurance, now: datetime
) -> Practitioner:
    """The person as sure as the organisation says in `acr`, and at most as it may vouch.

    Without `acr` that is substantial. Raises InvalidProfessional: `auth_time` is no moment of
    the past.
    """
    said: Assurance = level_of(claims["acr"]) if "acr" in claims else "substantial"
    return replace(
        person, assurance=at_most(said, most), authenticated_at=authentication(claims, now)
    )


def authentication(claims: Mapping[str, Any], now: datetime) -> datetime | None:
    """When he logged in, by the claim `auth_time`; None where nobody says.

    Raises:
        InvalidProfessional: it is no time in seconds since 1970, or has yet to come.
    """
    if "auth_time" not in claims:
        return None
    moment = numeric_date(claims["auth_time"])
    if moment is None or moment >= now.timestamp() + SKEW_SECONDS:
        raise InvalidProfessional("auth_time must be a time of the past in seconds since 1970")
    return datetime.fromtimestamp(int(moment), UTC)


def mandate(
    claims: Mapping[str, Any], person: Practitioner, organization_type: str
) -> Mandate | None:
    """The clinician on whose behalf this person works, where `mandated_by` names one.

    Raises:
        InvalidProfessional: no number, no role that reads at that organisation, or himself.
    """
    if "mandated_by" not in extensions_of(claims):
        return None
    said = part_of(claims, "mandated_by")
    found = Mandate(number_of(said), role_of(said))
    if not is_reader(organization_type, found.role):
        raise InvalidProfessional(
            "mandated_by must name a clinician, whose role reads at your kind of organisation"
        )
    if found.number == person.number:
        raise InvalidProfessional("mandated_by must name somebody else than the person himself")
    return found


def declaration(claims: Mapping[str, Any], purpose: str) -> Declaration | None:
    """The emergency that is declared; whether that is enough is for who decides.

    Raises:
        InvalidProfessional: another purpose, too long, or not one printable line.
    """
    if "emergency" not in extensions_of(claims):
        return None
    said = part_of(claims, "emergency")
    if purpose != EMERGENCY:
        raise InvalidProfessional("extensions.emergency goes with the purpose ETREAT")
    return Declaration(
        code=_line(said, "code", LONGEST_CODE), words=_line(said, "reason", LONGEST_REASON)
    )


def relation(claims: Mapping[str, Any]) -> bool:
    """Whether he treats whom he asks about: yes, unless `treatment_relation` says false.

    Raises:
        InvalidProfessional: it is no boolean.
    """
    said = extensions_of(claims).get(RELATION, True)
    if not isinstance(said, bool):
        raise InvalidProfessional(f"extensions.{RELATION} is true or false")
    return said


def _line(said: Mapping[str, Any], name: str, most: int) -> str:
    text = said.get(name, "")
    if text != "" and not is_one_line(text, most):
        raise InvalidProfessional(
            f"extensions.emergency.{name} must be one printable line of at most {most} characters"
        )
    return str(text)
