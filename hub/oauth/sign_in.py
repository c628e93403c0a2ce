"""Logging in is somebody else's work: where the browser is sent, and who came back from there.

docs/decisions/0037-doors-for-people.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from consent.asker import Assurance
from hub.security.requester import Practitioner
from profiles.identifiers import BSN

Who = Literal["inhabitant", "professional"]


CANCELLED, UNREACHABLE = "sign-in-cancelled", "sign-in-unreachable"
"""Rules of a refusal that say nothing of anybody: he stopped himself, or nobody could be asked."""


class SignInRefused(Exception):
    """Nobody came back who may come in; `rule` is for the ledger, and told to nobody.

    Only of `CANCELLED` and `UNREACHABLE` an app of the national layer learns which it was.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is to log in, how surely at least, and in which language he is spoken to."""

    who: Who = "inhabitant"
    level: Assurance = "substantial"
    language: str = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where to send the browser, and what is to be kept, sealed, until it comes back."""

    url: str
    state: str
    kept: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """An inhabitant by his `bsn`, or a professional of the organisation `ura`.

    `vouched_by` is the issuer whose word he is.
    """

    assurance: Assurance
    authenticated_at: datetime
    vouched_by: str
    bsn: BSN | None = None
    practitioner: Practitioner | None = None
    ura: str | None = None


class SignIn(Protocol):
    """A provider of log-ins that the hub sends people to."""

    async def begin(self, asked: Asked, now: datetime) -> Begun:
        """Where to send the browser of who has to log in.

        Raises:
            SignInRefused: the provider can't be reached.
        """

    async def came_back(
        self, pairs: Mapping[str, str], asked: Asked, kept: bytes, now: datetime
    ) -> SignedIn:
        """Who logged in, by the parameters that the browser came back with.

        Raises:
            SignInRefused: he cancelled, is not known, not sure enough, or it is not to be believed.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """On whose behalf somebody may act, on which ground, and until when that was said to last.

    `name` is for him to choose by, where he may act for more than one.
    """

    bsn: BSN
    ground: str
    until: datetime | None = None
    name: str = ""


class RepresentationRegistry(Protocol):
    """Who may act for whom: the register of written mandates, of authority, of guardians."""

    async def mandates(self, bsn: BSN, now: datetime) -> list[Mandate]:
        """All on whose behalf he may act at this moment; none where it can't be asked."""
