"""Logging in to /mijn: an app of the hub's own, by the same door, its code redeemed in process.

docs/decisions/0037-doors-for-people.md
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped] # Authlib has no types
    create_s256_code_challenge,
)

from consent.asker import Assurance
from consent.section import INHABITANT
from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.oauth.people.apps import PUSHED_LIVES, REQUEST_URI
from hub.oauth.people.authorization_request import Pushed
from hub.oauth.people.doorway import FORBIDDEN, INTERACTION
from hub.oauth.people.permission import Code, packed, unpacked
from hub.oauth.registration import NO_PROVIDER
from hub.security.announced import PERSON_SCOPES
from hub.security.patient_request import PatientRequest
from hub.security.request_id import request_id_of
from hub.storage.database import Database
from hub.storage.handles import NewHandle, give, look, take
from hub.storage.sealing import Keyring

MIJN = "mijn"


@dataclass(slots=True)
class OwnApp:
    """A client as the register has them, that has no key: nobody gets a token by it."""

    redirect_uris: str
    client_id: str = MIJN
    name: str = "Mijn wensen"
    ura: str = INHABITANT
    organization_type: str = NO_PROVIDER
    scopes: str = " ".join(PERSON_SCOPES)
    jwks: dict[str, Any] = field(default_factory=lambda: {"keys": []})
    certificate: str | None = None
    bound: bool = True
    desk: bool = False
    vouches: Assurance = "low"
    kind: str = "confidential"
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class MijnLogIn:
    """The port by which /mijn logs in; `refusal` is what it raises, the page's own."""

    database: Database
    ledger: Ledger
    keyring: Keyring
    public_url: str
    refusal: type[Exception]

    async def begin(self, language: str, now: datetime) -> tuple[str, bytes]:
        """Where to send the browser, and what to keep until it comes back."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        redirect_uri = redirect_of(self.public_url)
        pushed = Pushed(
            client_id=MIJN,
            redirect_uri=redirect_uri,
            scopes=PERSON_SCOPES,
            state=state,
            challenge=create_s256_code_challenge(verifier),
            language=language,
        )
        new = NewHandle(kind="pushed", content=packed(pushed), until=now + PUSHED_LIVES)
        async with self.database.connection() as connection:
            secret = await give(connection, self.keyring, new, now)
        asked = urlencode({"client_id": MIJN, "request_uri": f"{REQUEST_URI}{secret}"})
        kept = json.dumps({"state": state, "verifier": verifier}).encode()
        return f"{self.public_url}/auth/authorize?{asked}", kept

    async def finish(self, pairs: Mapping[str, str], kept: bytes, now: datetime) -> PatientRequest:
        """Who logged in, by the parameters that the browser came back with.

        Raises the page's own refusal where that is nobody who may come in.
        """
        sent = json.loads(kept)
        is_ours = compare_digest(pairs.get("state", "").encode(), sent["state"].encode())
        if not is_ours or pairs.get("iss") != self.public_url:
            raise await self._refused("state-unknown", now)
        if "code" not in pairs:
            raise await self._refused("sign-in-refused", now)
        code = await self._code(pairs["code"], now)
        if code is None or create_s256_code_challenge(sent["verifier"]) != code.challenge:
            raise await self._refused("secret-unknown", now)
        return code.permission.himself

    async def _code(self, secret: str, now: datetime) -> Code | None:
        """What the code stands for, for the first who brings it, where it is one for /mijn."""
        async with self.database.transaction() as connection:
            handle = await look(connection, self.keyring, "code", secret)
            code = unpacked(Code, handle.content) if handle else None
            if code is None or code.permission.client_id != MIJN:
                return None
            taken = await take(connection, self.keyring, "code", secret, now)
            return code if taken and taken.holds(now) else None

    async def _refused(self, rule: str, now: datetime) -> Exception:
        """What is raised, once the ledger has it."""
        row = Record(
            at=now,
            request_id=request_id_of(None),
            interaction=INTERACTION,
            status=FORBIDDEN,
            rule=rule,
            client_id=MIJN,
        )
        await self.ledger.write(row)
        return self.refusal()


def redirect_of(public_url: str) -> str:
    """The address to which the browser comes back."""
    return f"{public_url}/mijn/in"
