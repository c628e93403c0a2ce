"""An app that an EHR opened: whose launch it has, that the right one logs in, and then a code.

https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
docs/decisions/0044-smart-app-launch.md
"""

from dataclasses import dataclass
from typing import Protocol

from starlette.responses import Response

from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.people import pages
from hub.oauth.people.authorization_request import Pushed
from hub.oauth.people.code import code_for
from hub.oauth.people.doorway import FORBIDDEN, Doorway, Visit, record_of
from hub.oauth.people.front_channel import Returned
from hub.oauth.people.launched import Launched
from hub.oauth.people.permission import Permission, split, unpacked
from hub.oauth.people.sent_back import DENIED, sent_back
from hub.security.errand import Errand
from hub.security.professional_request import LAUNCHED_FOR
from hub.security.scopes import InvalidScope, grant_launched
from hub.storage.clients import find
from hub.storage.database import Connection, Database
from hub.storage.handles import take
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN

OK = 200


class Launches(Protocol):
    """What of the records a launch needs; who looked is in the ledger by it."""

    async def patient(self, errand: Errand, bsn: BSN) -> str | None:
        """The Patient's id, as who asks calls it; None where he is not his to see."""

    async def user(self, errand: Errand) -> str | None:
        """The Practitioner that who asks is, as `Type/id`; None where the directory has none."""


@dataclass(frozen=True, slots=True)
class Launching:
    """From the handle that the EHR was given to the code that the app gets."""

    database: Database
    keyring: Keyring
    doorway: Doorway
    launches: Launches
    public_url: str

    async def taken(self, pushed: Pushed, visit: Visit) -> Launched | None:
        """What this launch stands for, once; None where the app was not opened by an EHR.

        Raises:
            Returned: for nothing, or no longer: whoever tries learns nothing of it.
        """
        if pushed.launch is None:
            return None
        async with self.database.transaction() as connection:
            handle = await take(connection, self.keyring, "launch", pushed.launch, visit.now)
            launched = unpacked(Launched, handle.content) if handle else None
            is_known = launched is not None and await is_registered(connection, launched)
        if handle is None:
            raise self._denied(pushed, "launch-unknown")
        if not handle.holds(visit.now):
            raise self._denied(pushed, "launch-used" if handle.used_before else "launch-ended")
        if not is_known:
            raise self._denied(pushed, "launch-client")
        return launched

    async def finish(
        self, visit: Visit, pushed: Pushed, launched: Launched, client: RegisteredClient
    ) -> Response:
        """Back to the app, with a code where the inhabitant's record is open to who logged in.

        He is not asked whether the app may: his EHR opened it for him, and it is registered.
        """
        of_record, others = split(" ".join(pushed.scopes))
        try:
            scopes = grant_launched(of_record, client.scopes, launched.scopes)
        except InvalidScope:
            raise self._denied(pushed, "launch-scope") from None
        errand = launched.requester(pushed.client_id, scopes, visit.now).errand(
            visit.now, visit.request_id, visit.address
        )
        patient = await self.launches.patient(errand, launched.inhabitant)
        if patient is None:
            raise self._denied(pushed, "not-entitled")
        permission = Permission(
            client_id=pushed.client_id,
            scopes=(*map(str, scopes), *others),
            until=visit.now + LAUNCHED_FOR,
            key=pushed.key,
            launched=launched,
        )
        async with self.database.transaction() as connection:
            code = await code_for(connection, self.keyring, visit.now, pushed, permission)
            row = record_of(visit, "permitted", OK, client_id=pushed.client_id, errand=errand)
            await self.doorway.ledger.append(connection, [row])
        return pages.leave_for(sent_back(pushed, self.public_url, code=code))

    def _denied(self, pushed: Pushed, rule: str) -> Returned:
        url = sent_back(pushed, self.public_url, error=DENIED)
        return Returned(url, rule, pushed.client_id, FORBIDDEN)


async def is_registered(connection: Connection, launched: Launched) -> bool:
    """Whether the EHR that opened the app may still ask for anything."""
    ehr = await find(connection, launched.client_id)
    return ehr is not None and not ehr.disabled
