"""An issuer of the demo's own: it states, as Dezi does, that somebody has just logged in.

A hub believes it on this machine alone. docs/decisions/0027-people-behind-calls.md
"""

import json
import uuid
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from consent.asker import Assurance, Ground
from hub.demo.place import Place, write_privately
from hub.security.assurance import URL_OF
from hub.security.keys import new_signing_key
from hub.security.requester import Practitioner
from hub.security.statements import KIND, LOCAL

VALID = 300
"""Seconds that a statement holds."""


def local_keys(place: Place) -> str:
    """The setting by which the demo's hub believes its issuer of professionals."""
    return f"{LOCAL}={public_keys(place)}"


def public_keys(place: Place) -> str:
    """Where its public keys are: the setting by which it is believed of persons."""
    public = _key(place).as_dict(private=False)
    file = place.demo / "keys" / "issuer.jwks"
    write_privately(file, json.dumps({"keys": [public]}))
    return str(file.resolve())


def local_statement(place: Place, person: Practitioner, ura: str, now: datetime) -> str:
    """That he logged in just now at this organisation, surely."""
    key, seconds = _key(place), int(now.timestamp())
    claims: dict[str, Any] = {
        "jti": str(uuid.uuid4()),
        "iss": LOCAL,
        "nbf": seconds,
        "exp": seconds + VALID,
        "auth_time": seconds,
        "loa_dezi": URL_OF["high"],
        "dezi_nummer": person.number,
        "voorletters": person.name.partition(" ")[0],
        "achternaam": person.name.partition(" ")[2] or person.name,
        "abonnee_nummer": ura,
        "rol_code": person.role,
        "rol_code_bron": "http://www.dezi.nl/rol_bron/big",
    }
    header = {"alg": "ES256", "typ": "JWT", "kid": key.kid, "jku": LOCAL}
    return jwt.encode(header, claims, key, algorithms=["ES256"])


def person_statement(
    place: Place,
    token_url: str,
    bsn: str,
    now: datetime,
    *,
    on_behalf_of: tuple[str, Ground] | None = None,
    level: Assurance = "substantial",
) -> str:
    """That he of this BSN logged in just now; and on whose behalf, by BSN and ground, if so."""
    key, seconds = _key(place), int(now.timestamp())
    claims: dict[str, Any] = {
        "jti": str(uuid.uuid4()),
        "iss": LOCAL,
        "aud": token_url,
        "iat": seconds,
        "exp": seconds + VALID,
        "auth_time": seconds,
        "acr": URL_OF[level],
        "bsn": bsn,
    }
    if on_behalf_of is not None:
        other, ground = on_behalf_of
        claims["on_behalf_of"] = {"bsn": other, "ground": ground}
    header = {"alg": "ES256", "typ": KIND, "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=["ES256"])


def _key(place: Place) -> ECKey:
    return ECKey.import_key(
        json.loads(place.secret("issuer_key", lambda: json.dumps(new_signing_key())))
    )
