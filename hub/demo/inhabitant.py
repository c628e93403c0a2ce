"""An inhabitant of the demo asks for himself, or somebody for him: `hub token --as`, and the check.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

import httpx

from consent.asker import Ground
from hub.demo.failure import DemoFailed
from hub.demo.issuer import person_statement
from hub.demo.organizations import INHABITANTS
from hub.demo.place import DemoClient, Place
from hub.demo.token import demo_client, fetch_person_token
from hub.demo.wishes import patients, wishes
from profiles.identifiers import is_bsn

APP = "pgo-demo"
GROUNDS: tuple[Ground, ...] = get_args(Ground)
WITHDRAWN = INHABITANTS[2]
FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """He of this BSN; with an `other` on whose behalf, by BSN and ground."""

    bsn: str
    other: tuple[str, Ground] | None = None


def bsn_of(said: str) -> str:
    """Of an inhabitant of the samples by name, or of whoever has that number.

    Raises:
        DemoFailed: it is neither.
    """
    known = {one.name.casefold(): one.bsn for one in INHABITANTS}
    found = known.get(said.casefold(), said)
    if not is_bsn(found):
        raise DemoFailed(f"nobody here is called so; there are: {', '.join(known)}")
    return found


def inhabitant_token(place: Place, who: LoggedIn, name: str = APP, scope: str | None = None) -> str:
    """An access token by this demo client. Raises DemoFailed."""
    url = place.address()
    statement = _stated(place, url, who)
    return fetch_person_token(url, demo_client(place, name), statement, scope)


def check_inhabitant(place: Place, url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints what somebody sees who closed her record. Raises DemoFailed where that is wrong."""
    print("Een inwoner zelf:")
    statement = _stated(place, url, LoggedIn(WITHDRAWN.bsn))
    headers = {"Authorization": f"Bearer {fetch_person_token(url, clients[APP], statement)}"}
    base = f"{url}/fhir"
    try:
        with httpx.Client(base_url=base, headers=headers, timeout=30, trust_env=False) as fhir:
            [own] = patients(fhir, WITHDRAWN.bsn)
            many, seen = len(wishes(fhir, own)), fhir.get("AuditEvent").json()["total"]
            other = fhir.get(f"Patient/{own}x").status_code
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise DemoFailed(f"an inhabitant got no answer: {type(error).__name__}") from None
    print(f"  {WITHDRAWN.name} leest zelf {many} wensen, en wie er keek")
    if not (many and seen) or other != FORBIDDEN:
        raise DemoFailed("an inhabitant does not see what is hers, or sees more")


def _stated(place: Place, url: str, who: LoggedIn) -> str:
    now = datetime.now(UTC)
    return person_statement(place, f"{url}/auth/token", who.bsn, now, on_behalf_of=who.other)
