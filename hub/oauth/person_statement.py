"""Who logged in as an inhabitant, or for one: a statement that the demo's own issuer signed.

The doors where people log in make the same `PatientRequest` of what they learned; only a demo on
this machine has an issuer beside them. docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError

from consent.asker import Ground
from hub.http.loopback import LOOPBACK
from hub.oauth.dezi_keys import ALGORITHMS, InvalidIssuers, Keys, key_set
from hub.oauth.refusals import InvalidGrant
from hub.outbound.fetch import Unreachable
from hub.security.assurance import level_of
from hub.security.numeric_date import SKEW_SECONDS, numeric_date
from hub.security.organizations_word import authentication
from hub.security.patient_request import PatientRequest
from hub.security.professional import InvalidProfessional, is_one_line
from hub.security.segment import json_object
from hub.security.statements import KIND, LOCAL
from profiles.identifiers import BSN, InvalidIdentifier

LONGEST, LONGEST_JTI = 8_192, 256
LONGEST_LIFE_SECONDS = 300
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Stated:
    """Who asks; the statement, by its `jti`, must not be taken again before `until`."""

    request: PatientRequest
    jti: str
    until: datetime


@dataclass(frozen=True, slots=True)
class PersonIssuer:
    """Believes what one of `keys` signed; `named` gives a person the name that he has here."""

    keys: Keys
    named: Callable[[BSN], UUID]

    def stated(self, text: str, token_url: str, now: datetime) -> Stated:
        """The person in a statement made for this token endpoint.

        Raises:
            InvalidGrant: it is not signed, not of now, not for here, or not whole.
        """
        claims = self._signed(text)
        if claims.get("iss") != LOCAL or claims.get("aud") != token_url:
            raise InvalidGrant("statement-audience", "iss must be the issuer, aud this endpoint")
        until = _until(claims, now)
        jti = claims.get("jti")
        if not is_one_line(jti, LONGEST_JTI):
            raise _refused("jti")
        return Stated(self._request(claims, now), str(jti), until)

    def _signed(self, text: str) -> Mapping[str, Any]:
        header = json_object(text.partition(".")[0]) or {} if len(text) <= LONGEST else {}
        key, algorithm = self.keys.get(str(header.get("kid"))), header.get("alg")
        if header.keys() != {"alg", "kid", "typ"} or header["typ"] != KIND or key is None:
            raise InvalidGrant("statement-header", f"its header is alg, kid and typ {KIND}")
        if algorithm not in ALGORITHMS[key.key_type]:
            raise InvalidGrant("statement-header", "its alg is not one of the key")
        try:
            jws.deserialize_compact(text, key, algorithms=[str(algorithm)])
        except (JoseError, ValueError):
            raise InvalidGrant("statement-signature", "the statement is not signed so") from None
        return json_object(text.split(".")[1]) or {}

    def _request(self, claims: Mapping[str, Any], now: datetime) -> PatientRequest:
        subject, ground, ends = self._name(claims.get("bsn")), None, None
        whose = subject
        if "on_behalf_of" in claims:
            other = claims["on_behalf_of"]
            other = other if isinstance(other, Mapping) else {}
            whose, ground = self._name(other.get("bsn")), _ground(other.get("ground"))
            ends = _ends(other, now)
            if whose == subject:
                raise _refused("on_behalf_of is of somebody else")
        try:
            moment = authentication(claims, now)
        except InvalidProfessional:
            raise _refused("auth_time") from None
        return PatientRequest(
            whose=whose,
            subject=subject,
            ground=ground,
            assurance=level_of(claims.get("acr")),
            authenticated_at=moment,
            vouched_by=LOCAL,
            until=ends,
        )

    def _name(self, bsn: object) -> UUID:
        try:
            return self.named(BSN(bsn if isinstance(bsn, str) else ""))
        except InvalidIdentifier:
            raise _refused("bsn") from None


def issuer_keys(setting: str, public_url: str) -> Keys | None:
    """Of the file that is named; None where none is.

    Raises:
        InvalidIssuers: the file holds no keys, or the hub is for more than this machine.
    """
    if not setting:
        return None
    if urlsplit(public_url).hostname not in LOOPBACK:
        raise InvalidIssuers("an issuer of persons is for a demo on this machine alone")
    try:
        return key_set(Path(setting).read_bytes())
    except (OSError, Unreachable):
        raise InvalidIssuers("the file holds no keys to verify statements by") from None


def _until(claims: Mapping[str, Any], now: datetime) -> datetime:
    issued, expires = (numeric_date(claims.get(name)) for name in ("iat", "exp"))
    seconds = now.timestamp()
    if issued is None or expires is None or not 0 < expires - issued <= LONGEST_LIFE_SECONDS:
        raise _refused(f"iat and exp, at most {LONGEST_LIFE_SECONDS} seconds apart")
    if issued > seconds + SKEW_SECONDS or seconds >= expires + SKEW_SECONDS:
        raise InvalidGrant("statement-expired", "the statement is not of now; log in again")
    return datetime.fromtimestamp(expires + SKEW_SECONDS, UTC)


def _ground(said: object) -> Ground:
    grounds: tuple[Ground, ...] = get_args(Ground)
    found = next((one for one in grounds if one == said), None)
    if found is None:
        raise _refused("on_behalf_of.ground")
    return found


def _ends(said: Mapping[str, Any], now: datetime) -> datetime | None:
    """When the ground is said to end; None where it is not said."""
    if "until" not in said:
        return None
    seconds = numeric_date(said["until"])
    if seconds is None or not now.timestamp() < seconds < _LATEST:
        raise _refused("on_behalf_of.until, that is still to come")
    return datetime.fromtimestamp(seconds, UTC)


def _refused(what: str) -> InvalidGrant:
    return InvalidGrant("statement-claims", f"the statement is not usable: {what}")
