"""What a system must be, before it becomes a client."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from consent.asker import Assurance
from consent.section import INHABITANT
from hub.http.loopback import LOOPBACK
from hub.oauth.client_authentication import SMART, Kind
from hub.security.client_keys import public_key_set, thumbprints
from hub.security.patient_request import LEVEL
from hub.security.scopes import (
    BY_NAME_ONLY,
    RECORDS_CHOICES,
    GrantedScope,
    InvalidScope,
    is_enforceable,
    is_readable_launched,
    parse_scopes,
)
from hub.security.uzi import CertificateRefused, profile, require_system, subject_name
from profiles.packages.package import shipped
from profiles.systems import ORGANIZATION_TYPE

_TYPE = r"[A-Z](?:[0-9]{1,2}|[A-Z]{1,2}[0-9]{0,2})"
NO_PROVIDER = "PGO"
"""A personal health environment: no category of providers reaches it."""
ANY = profile("lab", colon=True)
"""Which names the hub takes is its own setting; here it is asked whose the certificate is."""
SEEING = frozenset("rs")
WRITING = {
    "Consent": frozenset("crus"),
    "QuestionnaireResponse": frozenset("crus"),
    "Task": frozenset("crs"),
}
"""What a person may be let to do beside seeing what is kept of him: make his choices, write in his
own words, and ask that something is corrected."""
_LONGEST_NAME, _LONGEST_URI = 200, 2_000


class InvalidRegistration(ValueError):
    """The system can't be registered like this; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A client as it may be stored; the fields are the columns of the register."""

    client_id: str
    name: str
    ura: str
    organization_type: str
    scopes: str
    jwks: dict[str, Any]
    redirect_uris: str = ""
    certificate: str | None = None
    bound: bool = False
    desk: bool = False
    vouches: Assurance = "substantial"
    kind: Kind = "confidential"


def register_client(  # noqa: PLR0913 - one argument per fact of the register
    *,
    name: str,
    ura: str,
    organization_type: str,
    scopes: str,
    jwks: object,
    redirect_uris: Sequence[str] = (),
    certificate: str | None = None,
    bound: bool = False,
    desk: bool = False,
    vouches: Assurance = "substantial",
    kind: Kind = "confidential",
) -> Registration:
    """A registration with a new `client_id`; `certificate` is PEM, `jwks` public keys.

    With a `certificate` it gets tokens on connections of that one alone; with `bound` none that is
    bound to nothing. `desk` is for whom the region trusts with an inhabitant's word over
    everybody's data, `vouches` up to what assurance its organisation may say who a person is. Of
    the `kind` smart is an app in a browser: it has no keys, and nothing that is for who has.

    Raises:
        InvalidRegistration: a name, URA, type, scope, URI or certificate that is not usable.
        hub.security.keys.InvalidKey: a private, weak or unusable key.
    """
    if not (0 < len(name) <= _LONGEST_NAME and name.isprintable() and name == name.strip()):
        raise InvalidRegistration("a name is one line of at most 200 characters")
    if not re.fullmatch(r"[0-9]{8}", ura) or ura == INHABITANT:
        raise InvalidRegistration("a URA has eight digits, leading zeros included, not zeros alone")
    if organization_type not in organization_types():
        raise InvalidRegistration(
            "an organisation type is a code of RoleCodeNL, such as H1, V4 or X3; no choice of an "
            "inhabitant reaches another"
        )
    given = enforceable(scopes, kind)
    if kind == SMART:
        _require_browser(jwks, redirect_uris, has_more=bound or desk or bool(certificate))
    return Registration(
        client_id=str(uuid.uuid4()),
        name=name,
        ura=ura,
        organization_type=organization_type,
        scopes=" ".join(map(str, given)),
        jwks={"keys": []} if kind == SMART else public_key_set(jwks),
        redirect_uris=" ".join(dict.fromkeys(map(_redirect_uri, redirect_uris))),
        certificate=None if certificate is None else certificate_of(certificate, ura),
        bound=bound,
        desk=desk,
        vouches=vouches,
        kind=kind,
    )


def _require_browser(jwks: object, redirect_uris: Sequence[str], *, has_more: bool) -> None:
    """Raise InvalidRegistration where an app in a browser would have what none can keep."""
    if jwks is not None or has_more:
        raise InvalidRegistration(
            "an app in a browser keeps no secret: register it without keys, certificate, --bound "
            "and --desk"
        )
    if not redirect_uris:
        raise InvalidRegistration("an app in a browser is known by its redirect URI: name one")


@cache
def organization_types() -> frozenset[str]:
    """The codes of RoleCodeNL's kinds of care organisations, without its groups, and a PGO."""
    [listed] = (
        one
        for package in shipped()
        for one in package.resources
        if one["resourceType"] == "CodeSystem" and one["url"] == ORGANIZATION_TYPE
    )
    codes = (concept["code"] for concept in listed["concept"])
    return frozenset({NO_PROVIDER, *(code for code in codes if re.fullmatch(_TYPE, code))})


def refuse_taken(
    jwks: Mapping[str, Any], others: Iterable[tuple[str, str, Mapping[str, Any]]], name: str = ""
) -> None:
    """`others` are the id, name and keys of every other client, disabled ones too.

    Raises:
        InvalidRegistration: one of them has this name, or holds one of these keys: who signs with
            it would be two systems.
    """
    keys = set(thumbprints(jwks))
    for client_id, taken, held in others:
        if name and taken.casefold() == name.casefold():
            raise InvalidRegistration(
                f"a client of that name is registered: {client_id}; choose another name, "
                "or give that one other keys with `hub clients rotate`"
            )
        if not keys.isdisjoint(thumbprints(held)):
            raise InvalidRegistration(
                f"client {client_id} holds one of these keys; each system has a pair of its own"
            )


def enforceable(scopes: str, kind: str = "confidential") -> tuple[GrantedScope, ...]:
    """The scopes, if the hub can keep each of them for a client of this kind.

    Raises:
        InvalidRegistration: malformed, narrowed, or writing what the hub alone writes, or a person
            never does; of the level user, and more than reading; a system's of an app in a browser.
    """
    try:
        parsed = parse_scopes(scopes)
    except InvalidScope as refusal:
        raise InvalidRegistration(f"scopes: {refusal}") from None
    if kind == SMART and any(scope.level == "system" for scope in parsed):
        raise InvalidRegistration("an app in a browser has patient and user scopes alone")
    for scope in parsed:
        if scope.level == "user" and not is_readable_launched(scope):
            raise InvalidRegistration(
                f"{scope}: an app that an EHR opens reads care data, and nothing else; ask .rs"
            )
        if not is_enforceable(scope):
            raise InvalidRegistration(
                f"{scope}: of narrowed scopes there is {RECORDS_CHOICES} alone"
            )
        if scope.resource_type in BY_NAME_ONLY and set(scope.letters) - {"r", "s"}:
            raise InvalidRegistration(f"{scope}: the hub alone writes this type; ask .rs")
        written = frozenset(scope.letters) - WRITING.get(scope.resource_type, SEEING)
        if scope.level == LEVEL and written:
            raise InvalidRegistration(
                f"{scope}: a person reads, and writes what is his own alone; ask .rs, "
                "Consent.crus, QuestionnaireResponse.crus, Task.crs"
            )
    return parsed


def _redirect_uri(uri: str) -> str:
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        raise InvalidRegistration("the redirect URI is not a URI") from None
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    is_plain = uri.isascii() and uri.isprintable() and not set(uri) & set(' #\\"<>')
    if not (host and secure and is_plain) or "@" in parts.netloc or len(uri) > _LONGEST_URI:
        raise InvalidRegistration(
            "a redirect URI is https (or http on loopback), without fragment, password or space"
        )
    return uri


def certificate_of(pem: str, ura: str) -> str:
    """The PEM of a certificate of this organisation's system.

    Raises:
        InvalidRegistration: it is none, or another organisation's.
    """
    if "PRIVATE KEY" in pem:
        raise InvalidRegistration("the certificate file holds a private key")
    try:
        name = subject_name(x509.load_pem_x509_certificate(pem.encode()), ANY)
        require_system(name)
    except CertificateRefused as refusal:
        raise InvalidRegistration(f"the certificate is of no care system: {refusal}") from None
    except ValueError:
        raise InvalidRegistration("the certificate is not one X.509 certificate in PEM") from None
    if name.ura != ura:
        raise InvalidRegistration("the certificate is another organisation's: its URA is not this")
    return pem
