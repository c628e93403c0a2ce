"""Logging in to /mijn: an app of the hub's own, for inhabitants.

docs/decisions/0037-doors-for-people.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.oauth.people.authorization_request import Pushed
from hub.oauth.people.own_app import OwnApp, OwnLogIn
from hub.security.announced import PERSON_SCOPES
from hub.security.patient_request import PatientRequest

MIJN = "mijn"


@dataclass(frozen=True, slots=True)
class MijnLogIn:
    """The port by which /mijn logs in."""

    door: OwnLogIn

    async def begin(self, language: str, now: datetime) -> tuple[str, bytes]:
        """Where to send the browser, and what to keep until it comes back."""
        asked = Pushed(
            client_id=MIJN,
            redirect_uri=redirect_of(self.door.public_url),
            scopes=PERSON_SCOPES,
            state="",
            challenge="",
            language=language,
        )
        return await self.door.begin(asked, now)

    async def finish(self, pairs: Mapping[str, str], kept: bytes, now: datetime) -> PatientRequest:
        """Who logged in; raises the page's own refusal where that is nobody who may come in."""
        return (await self.door.finish(MIJN, pairs, kept, now)).himself


def app_of(public_url: str) -> OwnApp:
    """As the register would have it."""
    return OwnApp(MIJN, "Mijn wensen", redirect_of(public_url), " ".join(PERSON_SCOPES))


def redirect_of(public_url: str) -> str:
    """The address to which the browser comes back."""
    return f"{public_url}/mijn/in"
