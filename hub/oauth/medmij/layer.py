"""What the doors of the national layer work with."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from starlette.requests import Request

from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.oauth.medmij.services import Services
from hub.oauth.medmij.under_way import UnderWay
from hub.oauth.sign_in import SignIn
from hub.outbound.medmij.keeping import Keeping, Lists
from hub.outbound.medmij.terms import Terms
from hub.security.buckets import Buckets
from hub.security.errand import Errand
from hub.security.tokens import TokenIssuer
from hub.security.trust import Trust
from hub.storage.database import Database
from profiles.identifiers import BSN

Available = Callable[[Errand, frozenset[str]], Awaitable[frozenset[str]]]
"""Of these types those of which something is open to who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """`named` is what the hub calls an inhabitant; `trust` whose certificates apps show.

    `sign_in` sends people back to `/medmij/in`; without it nobody can be let in.
    """

    terms: Terms
    keeping: Keeping
    services: Services
    database: Database
    under_way: UnderWay
    ledger: Ledger
    clock: Callable[[], datetime]
    issuer: TokenIssuer
    trust: Trust
    sign_in: SignIn | None
    named: Callable[[BSN], UUID]
    available: Available
    public_url: str
    refusals: Buckets
    told: Buckets = field(default_factory=lambda: Buckets(1.0, 1.0))

    @property
    def lists(self) -> Lists | None:
        """Those that hold now; None lets nobody in."""
        return self.keeping.now()

    def wait(self, sender: object) -> int:
        """Whole seconds that whoever was refused too often has to wait; 0 for all others."""
        return math.ceil(self.refusals.wait(sender))

    async def tell(self, record: Record) -> None:
        """Write a row that nothing else is written with."""
        await self.ledger.write(record)


def address_of(request: Request) -> str:
    """Of the network, as far as the connection tells."""
    return request.client.host if request.client else ""
