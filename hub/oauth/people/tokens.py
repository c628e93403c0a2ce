"""A code or a refresh token in, tokens out: each of these secrets once, and its family with it.

https://www.rfc-editor.org/rfc/rfc9700#section-4.14 and
docs/decisions/0037-doors-for-people.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from msgspec import structs

from hub.oauth.authorization_server import HubAuthorizationServer, TokenAnswer
from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.patient_token import patient_requester
from hub.oauth.people.entitlement import Entitlement
from hub.oauth.people.grants import Brought, CodeGrant, RefreshGrant, bound_to
from hub.oauth.people.launched import Launched
from hub.oauth.people.launching import Launches, is_registered
from hub.oauth.people.permission import (
    FHIR_USER,
    IDLE,
    OFFLINE,
    Code,
    Permission,
    packed,
    unpacked,
)
from hub.oauth.recording import Asked, Recording
from hub.oauth.refusals import Refusal
from hub.security.places import Place
from hub.storage.clients import find
from hub.storage.database import Connection
from hub.storage.handles import Handle, Kind, NewHandle, end_family, give, look, take
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN

_REFUSED = 400
_SECRETS: Mapping[str, tuple[Kind, str]] = {
    CodeGrant.GRANT_TYPE: ("code", "code"),
    RefreshGrant.GRANT_TYPE: ("refresh", "refresh_token"),
}


class _Redeeming(NamedTuple):
    """A secret of the client that brings it; `patient` is None where he may no longer ask.

    `user` is the resource that is who logged in, where there is one; it `holds` if it was not used
    and did not end.
    """

    kind: Kind
    secret: str
    code: Code | None
    permission: Permission
    holds: bool
    patient: str | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class PersonTokens:
    """The grants of people at the token endpoint."""

    server: HubAuthorizationServer
    recording: Recording
    keyring: Keyring
    entitlement: Entitlement
    launches: Launches

    async def decided(self, asked: Asked, place: Place) -> TokenAnswer:
        """The answer, once it and all that it changes is written down."""
        async with self.recording.database.connection() as connection:
            asked = await self._named(connection, asked)
            _, claimed = asked.sender
            registered = await find(connection, claimed) if claimed else None
            found = await self._found(connection, registered, asked)
            if found is None:
                answer = self.server.answer(asked.form, registered, asked.now, asked.shown)
                return await self.recording.write(connection, answer, registered, asked)
        # Nobody waits for a turn while the register is asked.
        place.pause()
        found = await self._asked_again(found, registered, asked)
        await place.turn()
        return await self.recording.settle(
            lambda connection: self._redeemed(connection, found, registered, asked),
            registered,
            asked,
        )

    async def _named(self, connection: Connection, asked: Asked) -> Asked:
        """The same, by the name of the app whose refresh token it is, where it gives none itself.

        An app in a browser proves nothing by its name, and may leave it out; who has keys
        proves himself by them all the same.
        https://www.rfc-editor.org/rfc/rfc6749#section-6
        """
        is_refresh = asked.form["grant_type"] == RefreshGrant.GRANT_TYPE
        if not is_refresh or not {"client_id", "client_assertion"}.isdisjoint(asked.form):
            return asked
        handle = await look(
            connection, self.keyring, "refresh", asked.form.get("refresh_token", "")
        )
        if handle is None:
            return asked
        name = unpacked(Permission, handle.content).client_id
        return asked._replace(
            form={**asked.form, "client_id": name}, sender=(asked.sender[0], name)
        )

    async def _found(
        self, connection: Connection, registered: RegisteredClient | None, asked: Asked
    ) -> _Redeeming | None:
        """What the secret stands for, if its own client proves itself; to others it is nothing."""
        kind, name = _SECRETS[asked.form["grant_type"]]
        secret = asked.form.get(name, "")
        try:
            client = self.server.proven(asked.form, registered, asked.now, asked.shown)
        except Refusal:
            return None
        handle = await look(connection, self.keyring, kind, secret)
        if handle is None:
            return None
        code, permission = _stands_for(handle)
        if permission.client_id != client.client_id:
            return None
        return _Redeeming(kind, secret, code, permission, handle.holds(asked.now))

    async def _asked_again(
        self, found: _Redeeming, client: RegisteredClient | None, asked: Asked
    ) -> _Redeeming:
        assert client is not None  # noqa: S101 - narrowing: one that is found has proved itself
        permission = found.permission
        if permission.launched is not None:
            return await self._launched_again(found, permission.launched, client, asked)
        who = permission.himself
        requester = patient_requester(client, (), who, asked.now, None)
        errand = requester.errand(asked.now, asked.request_id, asked.sender[0])
        patient = await self.entitlement.patient(who, BSN(permission.bsn), errand)
        # Who stands for another has no resource that is his own to be named by.
        is_himself = patient is not None and who.ground is None
        return found._replace(patient=patient, user=f"Patient/{patient}" if is_himself else None)

    async def _launched_again(
        self, found: _Redeeming, launched: Launched, client: RegisteredClient, asked: Asked
    ) -> _Redeeming:
        """Whether the EHR is still one, and the record still open to its professional.

        He looks at it by that, so not for a secret that stands for nothing.
        """
        if not found.holds:
            return found
        async with self.recording.database.connection() as connection:
            if not await is_registered(connection, launched):
                return found
        requester = launched.requester(client.client_id, (), asked.now)
        errand = requester.errand(asked.now, asked.request_id, asked.sender[0])
        patient = await self.launches.patient(errand, launched.inhabitant)
        if patient is None or found.code is None or not found.permission.has(FHIR_USER):
            return found._replace(patient=patient)
        return found._replace(patient=patient, user=await self.launches.user(errand))

    async def _redeemed(
        self,
        connection: Connection,
        found: _Redeeming,
        registered: RegisteredClient | None,
        asked: Asked,
    ) -> TokenAnswer:
        """A code is used up by the first try; a refresh token by one that comes off."""
        handle = await take(connection, self.keyring, found.kind, found.secret, asked.now)
        brought = None
        if handle is not None:
            used, until = handle.used_before, handle.until
            brought = Brought(found.permission, until, used, found.patient, found.code, found.user)
        answer = self.server.answer(asked.form, registered, asked.now, asked.shown, brought)
        permission = found.permission
        answer = replace(answer, about=permission.who, whose=permission.whose)
        if handle is None:
            return answer
        if handle.used_before:
            await end_family(connection, handle.family, found.secret)
            return replace(answer, is_alarm=True, stands=True)
        if answer.status >= _REFUSED:
            return replace(answer, stands=found.code is not None)
        if not found.permission.has(OFFLINE):
            return answer
        refresh = await self._follows(connection, handle, found.permission, answer, asked)
        return replace(answer, body={**answer.body, "refresh_token": refresh})

    async def _follows(
        self,
        connection: Connection,
        handle: Handle,
        permission: Permission,
        answer: TokenAnswer,
        asked: Asked,
    ) -> str:
        """The refresh token to go on by: of the same family, bound to the same key."""
        assert answer.requester is not None  # noqa: S101 - narrowing: a token was given to him
        key = bound_to(permission, answer.requester.bound)
        new = NewHandle(
            kind="refresh",
            content=packed(structs.replace(permission, key=key)),
            until=min(asked.now + IDLE, permission.until),
            family=handle.family,
            subject=permission.subject,
        )
        return await give(connection, self.keyring, new, asked.now)


def _stands_for(handle: Handle) -> tuple[Code | None, Permission]:
    if handle.kind == "code":
        code = unpacked(Code, handle.content)
        return code, code.permission
    return None, unpacked(Permission, handle.content)
