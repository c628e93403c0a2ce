"""What every page under /mijn works with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hub.access.access import Access
from hub.pages.mijn.log_in import LogIn
from hub.pages.paper.press import Press
from hub.query.search import Limits
from hub.security.buckets import Buckets
from hub.security.places import Places
from hub.security.session import Sessions
from hub.settings import Settings

CLIENT = "mijn"
"""The built-in client by which whoever logs in here asks."""
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Parts:
    """`log_in` is None where nobody can log in.

    `visits` bounds what one person asks, `log_ins` how often one address begins to log in.
    """

    settings: Settings
    access: Access
    sessions: Sessions
    clock: Callable[[], datetime]
    places: Places
    log_in: LogIn | None = None
    press: Press = field(default_factory=Press)
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
