"""Who stands behind a token request, and whose word that is: one port, whatever the carrier.

docs/decisions/0027-people-behind-calls.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from consent.asker import Assurance
from hub.oauth.dezi_statement import Statement
from hub.oauth.refusals import InvalidGrant, InvalidRequest
from hub.security.organizations_word import declaration, mandate, relation, vouched
from hub.security.person_claims import RELATION, Behind
from hub.security.professional import (
    InvalidProfessional,
    extensions_of,
    part_of,
    professional,
    purpose_of,
)

PERSONAL = frozenset({"mandated_by", "emergency", RELATION})


@dataclass(frozen=True, slots=True)
class Organization:
    """Of the client that asks: URA, type, and up to what it may vouch for a person."""

    ura: str
    kind: str
    most: Assurance


def behind(
    claims: Mapping[str, Any], whose: Organization, stated: Statement | None, now: datetime
) -> Behind:
    """The person that a proven assertion names, or that a verified statement in it does.

    Raises:
        InvalidRequest: not one person, role and purpose, or a mandate or emergency that is none.
        InvalidGrant: the statement is of another organisation, or the assertion contradicts it.
    """
    try:
        if stated is not None:
            found = _as_stated(claims, whose, stated)
        else:
            found = _as_vouched(claims, whose, now)
        return _with_more(found, claims, whose)
    except InvalidProfessional as refusal:
        raise InvalidRequest("professional-invalid", str(refusal)) from None


def _as_vouched(claims: Mapping[str, Any], whose: Organization, now: datetime) -> Behind:
    said = professional(claims)
    if said is None:
        if PERSONAL & set(extensions_of(claims)):
            raise InvalidProfessional(
                "a mandate, an emergency or a relation is of a person: name him"
            )
        return Behind()
    return Behind(vouched(said.practitioner, claims, whose.most, now), said.purpose)


def _as_stated(claims: Mapping[str, Any], whose: Organization, stated: Statement) -> Behind:
    """Of what the organisation says beside a statement only the purpose counts."""
    if stated.ura != whose.ura:
        raise InvalidGrant("statement-organization", "the statement is of another organisation")
    iua = part_of(claims, "ihe_iua")
    person = stated.practitioner
    given = {
        "national_provider_identifier": person.number,
        "subject_role": [person.role],
        "subject_name": person.name,
    }
    if any(name in iua and iua[name] != value for name, value in given.items()):
        raise InvalidGrant("statement-differs", "ihe_iua says otherwise than the statement")
    return Behind(person, purpose_of(iua))


def _with_more(found: Behind, claims: Mapping[str, Any], whose: Organization) -> Behind:
    person, purpose = found.practitioner, found.purpose
    if person is None or purpose is None:
        return found
    return Behind(
        replace(person, mandate=mandate(claims, person, whose.kind)),
        purpose,
        declaration(claims, purpose),
        relation(claims),
    )
