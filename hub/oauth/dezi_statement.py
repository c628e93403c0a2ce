"""What a Dezi statement says of a person, once its signature is right.

https://www.dezi.nl/documenten/2025/12/15/koppelvlakspecificatie-dezi-voor-platform--en-softwareleveranciers
docs/decisions/0027-people-behind-calls.md
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hub.oauth.refusals import InvalidGrant
from hub.security.assurance import level_of
from hub.security.numeric_date import SKEW_SECONDS, numeric_date
from hub.security.organizations_word import authentication
from hub.security.professional import LONGEST_NAME, ROLE, InvalidProfessional, is_one_line
from hub.security.requester import Practitioner
from profiles.identifiers import UZI, InvalidIdentifier

PROOFS = ("DeziIDJWT", "DeziIDJWT07")
ROLES_OF_THE_UZI_LIST = (
    "http://www.dezi.nl/rol_bron/big",
    "http://www.dezi.nl/rol_code_bron/big",
)
_URA = re.compile(r"[0-9]{8}")
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class Statement:
    """A person at the organisation of this URA; `status_uri` tells whether it still holds."""

    practitioner: Practitioner
    ura: str
    status_uri: str | None


def statement_text(carried: object) -> str:
    """The signed text in `extensions.dezi`: as it is, or as the proof of a credential.

    Raises:
        InvalidGrant: it is neither.
    """
    if isinstance(carried, Mapping) and carried.get("type") in PROOFS:
        carried = carried.get("jwt")
    if not isinstance(carried, str):
        raise InvalidGrant("statement-malformed", "extensions.dezi must be a Dezi statement")
    return carried


def read(claims: Mapping[str, Any], keys_at: str, now: datetime) -> Statement:
    """The statement in claims that were signed by a key that is `keys_at` this address.

    Raises:
        InvalidGrant: it is not whole, not of now, or meant for somebody else.
    """
    said = _flat(claims)
    _check_times(said, now)
    if "aud" in said:
        raise _refused("a statement has no audience; this was made for somebody else")
    if not is_one_line(said.get("jti"), _LONGEST):
        raise _refused("jti")
    level, since = level_of(said.get("loa_dezi")), _authenticated(said, now)
    person = replace(practitioner(said), assurance=level, authenticated_at=since)
    person = replace(person, vouched_by=keys_at)
    status = said.get("status_uri")
    if status is not None and not isinstance(status, str):
        raise _refused("status_uri")
    return Statement(person, subscriber(said), status)


def practitioner(said: Mapping[str, Any]) -> Practitioner:
    """Number, name and role, by the names that Dezi gives them.

    Raises:
        InvalidGrant: they are not whole, or the role is of another list than the UZI register's.
    """
    if said.get("rol_code_bron") not in ROLES_OF_THE_UZI_LIST:
        raise _refused("rol_code_bron: only roles of the UZI list are known")
    return Practitioner(_number(said), _name(said), _matched(said, "rol_code", ROLE))


def subscriber(said: Mapping[str, Any]) -> str:
    """The URA of the organisation that he works at. Raises InvalidGrant."""
    return _matched(said, "abonnee_nummer", _URA)


def _flat(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The specification's examples have them flat, its table under `verklaring`."""
    inner = claims.get("verklaring", {})
    if not isinstance(inner, Mapping):
        raise _refused("verklaring must be an object")
    if any(name in claims and claims[name] != value for name, value in inner.items()):
        raise _refused("it says one thing in two ways")
    return {**claims, **inner}


def _check_times(said: Mapping[str, Any], now: datetime) -> None:
    seconds = now.timestamp()
    if not _moment(said, "nbf") <= seconds + SKEW_SECONDS:
        raise InvalidGrant("statement-early", "the statement does not hold yet")
    if not seconds < _moment(said, "exp") + SKEW_SECONDS:
        raise InvalidGrant("statement-expired", "the statement is expired; log in again")


def _moment(said: Mapping[str, Any], name: str) -> float:
    moment = numeric_date(said.get(name))
    if moment is None:
        raise _refused(name)
    return moment


def _authenticated(said: Mapping[str, Any], now: datetime) -> datetime | None:
    try:
        return authentication(said, now)
    except InvalidProfessional:
        raise _refused("auth_time") from None


def _matched(said: Mapping[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise _refused(name)
    return value


def _number(said: Mapping[str, Any]) -> str:
    number = said.get("dezi_nummer")
    try:
        return UZI(number if isinstance(number, str) else "").value
    except InvalidIdentifier:
        raise _refused("dezi_nummer") from None


def _name(said: Mapping[str, Any]) -> str:
    """Initials, prefix where there is one, and family name."""
    parts = [said.get(name) for name in ("voorletters", "voorvoegsel", "achternaam")]
    if parts[1] in (None, ""):
        del parts[1]
    if not all(is_one_line(part, LONGEST_NAME) for part in parts):
        raise _refused("voorletters, voorvoegsel or achternaam")
    name = " ".join(map(str, parts))
    if len(name) > LONGEST_NAME:
        raise _refused("achternaam")
    return name


def _refused(what: str) -> InvalidGrant:
    return InvalidGrant("statement-claims", f"the statement is not usable: {what}")
