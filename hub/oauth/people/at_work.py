"""A professional who logged in for a page of the hub's own: at which organisation, and a code.

docs/decisions/0049-the-viewer.md
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.responses import Response

from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.people import pages
from hub.oauth.people.authorization_request import Pushed
from hub.oauth.people.code import code_for
from hub.oauth.people.doorway import FORBIDDEN, Doorway, Visit, record_of
from hub.oauth.people.front_channel import Returned
from hub.oauth.people.launched import Launched
from hub.oauth.people.permission import CODE_LIVES, Permission, split
from hub.oauth.people.sent_back import NOT_REGISTERED, sent_back
from hub.oauth.sign_in import SignedIn
from hub.security.professional_request import About, AskedNow, Opened, ProfessionalRequest
from hub.security.scopes import GrantedScope, InvalidScope, grant_launched
from hub.storage.clients import organization_of
from hub.storage.database import Database
from hub.storage.sealing import Keyring

OK = 200


@dataclass(frozen=True, slots=True)
class AtWork:
    """From who logged in to the code that the page gets.

    Nothing of the inhabitant is looked up: the page does, and tells what comes of it.
    """

    database: Database
    keyring: Keyring
    doorway: Doorway
    public_url: str

    async def alone(
        self, visit: Visit, pushed: Pushed, found: SignedIn, client: RegisteredClient
    ) -> Response:
        """Where no EHR opened the page, at the organisation that the provider names.

        Raises:
            Returned: it is not registered here, so that nobody knows of which kind it is.
        """
        person, ura = found.practitioner, found.ura
        assert person is not None  # noqa: S101 - narrowing: who is none was refused
        assert ura is not None  # noqa: S101 - likewise
        async with self.database.connection() as connection:
            organization = await organization_of(connection, ura)
        if organization is None:
            url = sent_back(pushed, self.public_url, error=NOT_REGISTERED)
            raise Returned(url, "organization-unknown", pushed.client_id, FORBIDDEN)
        who = ProfessionalRequest(
            practitioner=person,
            ura=organization.ura,
            organization_type=organization.kind,
            name=organization.name,
            scopes=tuple(client.scopes.split()),
        )
        return await self._permitted(visit, pushed, who)

    async def opened(
        self, visit: Visit, pushed: Pushed, launched: Launched, client: RegisteredClient
    ) -> Response:
        """Where his EHR opened it: he reads no more than that EHR's token, which may be nothing."""
        of_record, _ = split(" ".join(pushed.scopes))
        scopes: Sequence[GrantedScope] = ()
        with suppress(InvalidScope):
            scopes = grant_launched(of_record, client.scopes, launched.scopes)
        about = About(bsn=launched.bsn, purpose=launched.purpose, relation=launched.relation)
        who = ProfessionalRequest(
            practitioner=launched.practitioner,
            ura=launched.ura,
            organization_type=launched.organization_type,
            name=launched.name,
            scopes=tuple(map(str, scopes)),
            opened=Opened(client_id=launched.client_id, whose=launched.whose, about=about),
        )
        return await self._permitted(visit, pushed, who)

    async def _permitted(self, visit: Visit, pushed: Pushed, who: ProfessionalRequest) -> Response:
        asked = AskedNow(
            now=visit.now, request_id=visit.request_id, token_id="", address=visit.address
        )
        errand = who.errand(pushed.client_id, None, asked)
        permission = Permission(
            client_id=pushed.client_id,
            scopes=who.scopes,
            until=visit.now + CODE_LIVES,
            professional=who,
        )
        async with self.database.transaction() as connection:
            code = await code_for(connection, self.keyring, visit.now, pushed, permission)
            row = record_of(visit, "permitted", OK, client_id=pushed.client_id, errand=errand)
            await self.doorway.ledger.append(connection, [row])
        return pages.leave_for(sent_back(pushed, self.public_url, code=code))
