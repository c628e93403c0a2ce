"""Who takes part: a transfer point, sites, practices that ask, and people who are logged in."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from bench.founding import SOURCE, new_system, registered
from bench.region import System
from hub.access.sessions import PROFESSIONALS, StoredSessions
from hub.oauth.people.viewer import SCOPES, WRITES
from hub.security.professional_request import ProfessionalRequest
from hub.security.requester import Practitioner
from hub.settings import Settings
from hub.storage.database import Database
from hub.storage.sealing import Keyring

Role = Literal["desk", "site", "practice"]
SITES = 40
PEOPLE: Mapping[Role, int] = {"desk": 4, "site": 12, "practice": 4}
"""Who click, twenty in all."""
REGION = "polder"
# Nobody logs in there: the session is put where a log-in would have.
_ISSUER = {
    "HUB_PROFESSIONALS_ISSUER": "http://127.0.0.1:9/professional",
    "HUB_PROFESSIONALS_CLIENT_ID": "bench",
}


@dataclass(frozen=True, slots=True)
class Parties:
    """Each a system of its own; `practices` are of the region, and ask for whom they know."""

    desk: System
    sites: tuple[System, ...]
    practices: tuple[System, ...]

    @property
    def settings(self) -> dict[str, str]:
        """By which the hub knows the transfer point, and that people log in."""
        return {**_ISSUER, "HUB_TRANSFER_POINTS": f"{self.desk.ura}={REGION}"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is logged in at /rtp, by the secret in his cookie."""

    role: Role
    ura: str
    secret: str


async def founded(owner_url: str, practices: Sequence[System]) -> Parties:
    """New ones, which a database that was kept does not know either."""
    run = f"91{secrets.randbelow(10_000):04d}"
    desk = new_system("Transferpunt", f"{run}99", "ZG", SOURCE)
    sites = [new_system(f"Huis {one}", f"{run}{one:02d}", "X3", SOURCE) for one in range(SITES)]
    database = await Database.open(owner_url, 2)
    try:
        desk, *sites = [await registered(database, with_person(one)) for one in (desk, *sites)]
    finally:
        await database.close()
    asking = (with_person(one) for one in practices)
    return Parties(desk, tuple(sites), tuple(asking))


async def logged_in(environment: Mapping[str, str], parties: Parties) -> list[Person]:
    """Twenty people, who logged in just now."""
    settings = Settings.model_validate(
        {name.removeprefix("HUB_").lower(): value for name, value in environment.items()}
    )
    database = await Database.open(settings.database_url.get_secret_value(), 1)
    keyring, now = Keyring.of_settings(settings), datetime.now(UTC)
    sessions = StoredSessions.of_settings(database, keyring, settings, PROFESSIONALS)
    whose = {"desk": [parties.desk], "site": parties.sites, "practice": parties.practices}
    found = list[Person]()
    try:
        for role, number in PEOPLE.items():
            for one in range(number):
                at = whose[role][one % len(whose[role])]
                secret, _ = await sessions.begin(_at_work(at, len(found), now), now)
                found.append(Person(role, at.ura, secret))
    finally:
        await database.close()
    return found


def with_person(system: System) -> System:
    """The same, with somebody behind its calls who sees to the continuity of care."""
    return replace(system, is_reader=True, purpose="COC")


def _at_work(at: System, number: int, now: datetime) -> ProfessionalRequest:
    role = "01.015" if at.organization_type == "Z3" else "30.000"
    who = Practitioner(f"9000002{number:02d}", f"Zorgverlener {number}", role, "high", now, "bench")
    return ProfessionalRequest(
        practitioner=who,
        ura=at.ura,
        organization_type=at.organization_type,
        name=at.name,
        scopes=(*SCOPES, *WRITES),
    )
