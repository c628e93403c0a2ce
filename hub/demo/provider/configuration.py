"""What the provider works with: one file, written by whoever starts it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from hub.demo.failure import DemoFailed
from hub.oauth.sign_in import Who

PATHS: Mapping[Who, str] = {"inhabitant": "/inwoners", "professional": "/zorgverleners"}
"""Two issuers, for there are two in the world: of one's answers the other's must not be made."""


@dataclass(frozen=True, slots=True)
class Relying:
    """Who sends people here: its keys as JWKS, or where they are published."""

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """One of the two, with the key that signs its ID tokens."""

    who: Who
    url: str
    key: ECKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Both issuers, and who may send people to them."""

    issuers: tuple[Issuer, ...]
    clients: Mapping[str, Relying]


def configuration(path: Path, base: str) -> Configuration:
    """The file: `keys`, a private JWK for each kind of people, and `clients`.

    Raises:
        DemoFailed: it is not there, or not such a file.
    """
    try:
        said = json.loads(path.read_text())
        issuers = [
            Issuer(who, f"{base}{where}", ECKey.import_key(said["keys"][who]))
            for who, where in PATHS.items()
        ]
        clients = [
            Relying(**{**one, "redirect_uris": tuple(one["redirect_uris"])})
            for one in said["clients"]
        ]
    except (OSError, ValueError, TypeError, LookupError):
        raise DemoFailed(f"{path} is no file that the provider can work with") from None
    return Configuration(tuple(issuers), {one.client_id: one for one in clients})
