"""Apps of the hub itself: they log in by the same door, and their codes are redeemed in process.

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
from msgspec import structs

from consent.asker import Assurance
from consent.section import INHABITANT
from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.oauth.people.apps import PUSHED_LIVES, REQUEST_URI
from hub.oauth.people.authorization_request import Pushed
from hub.oauth.people.doorway import FORBIDDEN, INTERACTION
from hub.oauth.people.permission import Code, Permission, packed, unpacked
from hub.oauth.registration import NO_PROVIDER
from hub.security.request_id import request_id_of
from hub.storage.database import Database
from hub.storage.handles import NewHandle, give, look, take
from hub.storage.sealing import Keyring


@dataclass(slots=True)
class OwnApp:
    """A client as the register has them, that has no key: nobody gets a token by it."""

    client_id: str
    name: str
    redirect_uris: str
    scopes: str
    ura: str = INHABITANT
    organization_type: str = NO_PROVIDER
    jwks: dict[str, Any] = field(default_factory=lambda: {"keys": []})
    certificate: str | None = None
    bound: bool = True
    desk: bool = False
    vouches: Assurance = "low"
    kind: str = "confidential"
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class OwnLogIn:
    """What the ports of all own apps have in common; `refusal` is what a page wants raised.

    It is made of the error that the page's address got.
    """

    database: Database
    ledger: Ledger
    keyring: Keyring
    public_url: str
    refusal: type[Exception]

    async def begin(self, asked: Pushed, now: datetime) -> tuple[str, bytes]:
        """Where to send the browser, and what to keep until it comes back."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        challenge = create_s256_code_challenge(verifier)
        pushed = structs.replace(asked, state=state, challenge=challenge)
        new = NewHandle(kind="pushed", content=packed(pushed), until=now + PUSHED_LIVES)
        async with self.database.connection() as connection:
            secret = await give(connection, self.keyring, new, now)
        pairs = urlencode({"client_id": asked.client_id, "request_uri": f"{REQUEST_URI}{secret}"})
        kept = json.dumps({"state": state, "verifier": verifier}).encode()
        return f"{self.public_url}/auth/authorize?{pairs}", kept

    async def finish(
        self, client_id: str, pairs: Mapping[str, str], kept: bytes, now: datetime
    ) -> Permission:
        """Of whom who logged in came back with these parameters.

        Raises the page's own refusal where that is nobody who may come in.
        """
        sent = json.loads(kept)
        is_ours = compare_digest(pairs.get("state", "").encode(), sent["state"].encode())
        if not is_ours or pairs.get("iss") != self.public_url:
            raise await self.refused(client_id, "state-unknown", now)
        if "code" not in pairs:
            raise await self.refused(client_id, "sign-in-refused", now, pairs.get("error", ""))
        code = await self._code(client_id, pairs["code"], now)
        if code is None or create_s256_code_challenge(sent["verifier"]) != code.challenge:
            raise await self.refused(client_id, "secret-unknown", now)
        return code.permission

    async def _code(self, client_id: str, secret: str, now: datetime) -> Code | None:
        """What the code stands for, for the first who brings it, where it is one of this app."""
        async with self.database.transaction() as connection:
            handle = await look(connection, self.keyring, "code", secret)
            code = unpacked(Code, handle.content) if handle else None
            if code is None or code.permission.client_id != client_id:
                return None
            taken = await take(connection, self.keyring, "code", secret, now)
            return code if taken and taken.holds(now) else None

    async def refused(self, client_id: str, rule: str, now: datetime, error: str = "") -> Exception:
        """What is raised, once the ledger has it."""
        row = Record(
            at=now,
            request_id=request_id_of(None),
            interaction=INTERACTION,
            status=FORBIDDEN,
            rule=rule,
            client_id=client_id,
        )
        await self.ledger.write(row)
        return self.refusal(error)
