"""What every interaction works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.types import Scope

from hub.access.access import Access
from hub.fhir.call import Answer
from hub.fhir.catalogue import Catalogue
from hub.fhir.rates import Rates
from hub.fhir.translation import Translation
from hub.query.open_region import OpenRegion
from hub.query.search import Limits
from hub.query.transfer_figures import Figures
from hub.security.announced import Announced
from hub.security.holders import Holders
from hub.security.places import Places
from hub.security.requester import Requester
from hub.security.tokens import TokenVerifier
from hub.settings import Settings
from hub.telemetry.seen import Seen
from hub.validation.verdicts import Verdicts
from hub.write.again import Again
from hub.write.own_turn import OwnTurns


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts of a running hub; `clock` gives the moment, aware.

    `announced` is what it says of itself to who wants a token.
    """

    settings: Settings
    access: Access
    verifier: TokenVerifier
    holders: Holders
    clock: Callable[[], datetime]
    verdicts: Verdicts
    catalogue: Catalogue
    rates: Rates
    places: Places
    announced: Announced
    figures: Figures
    open_region: OpenRegion
    stands: Callable[[Requester, Scope], Awaitable[None]] | None = None
    """Asked of each call, where a token may end before its time: raises Unauthenticated."""
    tells: bool = True
    """Whether it tells what it does, and by which definitions, to who has no token."""
    again: Again[Answer] = field(default_factory=Again)
    seen: Seen = field(default_factory=Seen)
    turns: OwnTurns = field(default_factory=OwnTurns)
    translation: Translation = field(default_factory=Translation)
    door: str = "/fhir"
    """Where callers find it; a door for another release of FHIR has a path of its own."""

    @property
    def fhir_url(self) -> str:
        """The FHIR base as callers write it, without a slash at its end."""
        return self.settings.public_url + self.door

    @property
    def pulls(self) -> bool:
        """Whether offers are spoken of as the R4 draft of notified pull has them."""
        return self.settings.notified_pull == "on"

    @property
    def limits(self) -> Limits:
        """What a search may ask."""
        found = self.settings
        return Limits(
            self.fhir_url,
            found.page_size,
            found.max_page_size,
            found.chain_depth,
            self.catalogue.definitions,
        )
