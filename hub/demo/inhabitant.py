"""An inhabitant of the demo asks for himself, or somebody for him: `hub token --as`.

docs/decisions/0034-persons-ask-and-choose.md
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from consent.asker import Ground
from hub.demo.failure import DemoFailed
from hub.demo.issuer import person_statement
from hub.demo.organizations import INHABITANTS
from hub.demo.place import Place
from hub.demo.token import demo_client, fetch_person_token
from profiles.identifiers import is_bsn

APP = "pgo-demo"
GROUNDS: tuple[Ground, ...] = get_args(Ground)


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
    statement = stated(place, url, who)
    return fetch_person_token(url, demo_client(place, name), statement, scope)


def stated(place: Place, url: str, who: LoggedIn) -> str:
    """The statement by which he asks this hub for a token."""
    now = datetime.now(UTC)
    return person_statement(place, f"{url}/auth/token", who.bsn, now, on_behalf_of=who.other)
