"""Logging in to /viewer: an app of the hub's own, for professionals, opened by an EHR or not.

docs/decisions/0049-the-viewer.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consent.asker import Assurance
from hub.oauth.people.authorization_request import LEAST, Pushed
from hub.oauth.people.own_app import OwnApp, OwnLogIn
from hub.oauth.people.permission import LAUNCH
from hub.security.professional_request import ProfessionalRequest
from hub.storage.clients import find, organization_of

VIEWER = "viewer"
SCOPES = ("user/*.rs",)
"""What is granted to the page: it reads, and never who looked."""
WRITES = ("user/*.cu",)
"""What it may beside that for who logged in himself: write down the talk that he had."""


@dataclass(frozen=True, slots=True)
class ViewerLogIn:
    """The port by which /viewer logs in."""

    door: OwnLogIn

    async def begin(
        self, now: datetime, *, launch: str | None = None, level: Assurance = LEAST
    ) -> tuple[str, bytes]:
        """Where to send the browser, and what to keep until it comes back."""
        asked = Pushed(
            client_id=VIEWER,
            redirect_uri=redirect_of(self.door.public_url),
            scopes=(*SCOPES, LAUNCH) if launch else SCOPES,
            state="",
            challenge="",
            language="nl",
            level=level,
            launch=launch,
            who="professional",
        )
        return await self.door.begin(asked, now)

    async def finish(
        self, pairs: Mapping[str, str], kept: bytes, now: datetime
    ) -> ProfessionalRequest:
        """Who logged in; raises the page's own refusal where that is nobody who may come in."""
        permission = await self.door.finish(VIEWER, pairs, kept, now)
        if permission.professional is None:
            raise await self.door.refused(VIEWER, "sign-in-nobody", now)
        return permission.professional

    async def stands(self, who: ProfessionalRequest) -> bool:
        """Whether his EHR is a client still, or else his organisation, of the kind that it was.

        Raises:
            FAILURES of the database: nothing is shown then, and he is in when it answers again.
        """
        async with self.door.database.connection() as connection:
            if who.opened is not None:
                ehr = await find(connection, who.opened.client_id)
                return ehr is not None and not ehr.disabled
            organization = await organization_of(connection, who.ura)
        return organization is not None and organization.kind == who.organization_type


def app_of(public_url: str) -> OwnApp:
    """As the register would have it."""
    return OwnApp(VIEWER, "Wensen bekijken", redirect_of(public_url), " ".join((*SCOPES, *WRITES)))


def redirect_of(public_url: str) -> str:
    """The address to which the browser comes back."""
    return f"{public_url}/viewer/in"
