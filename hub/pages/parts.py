"""What the pages of every door work with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hub.access.access import Access
from hub.query.search import Limits
from hub.security.buckets import Buckets
from hub.security.places import Places
from hub.settings import Settings

_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """`visits` bounds what one person asks, `log_ins` how often one address begins to log in."""

    settings: Settings
    access: Access
    clock: Callable[[], datetime]
    places: Places
    visits: Buckets = field(default_factory=lambda: Buckets(2, 60))
    log_ins: Buckets = field(default_factory=lambda: Buckets(30 / _MINUTE, 30))

    @property
    def public_url(self) -> str:
        """How browsers reach the hub."""
        return self.settings.public_url

    @property
    def is_secure(self) -> bool:
        """Whether that is by TLS; else it is a demo on this machine."""
        return self.public_url.startswith("https://")

    @property
    def limits(self) -> Limits:
        """What a search of a page may ask."""
        size = self.settings.max_page_size
        return Limits(f"{self.public_url}/fhir", size, size)
