"""What every interaction works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.fhir.catalogue import Catalogue
from hub.search.parse import Limits
from hub.security.tokens import TokenVerifier
from hub.settings import Settings
from hub.storage.database import Database
from hub.storage.sealing import Keyring
from hub.validation.line import LARGE, Line, Verdict, Work
from hub.validation.policy import Policy
from profiles.validator import Validator


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts of a running hub; `clock` gives the moment, aware.

    `validator` is the event loop's own; large bodies go into the line for another.
    """

    settings: Settings
    database: Database
    keyring: Keyring
    verifier: TokenVerifier
    clock: Callable[[], datetime]
    validator: Validator
    large: Line
    policy: Policy
    catalogue: Catalogue

    @property
    def fhir_url(self) -> str:
        """The FHIR base as callers write it, without a slash at its end."""
        return f"{self.settings.public_url}/fhir"

    async def judged(self, size: int, work: Work[Verdict]) -> Verdict:
        """What the work says about so many bytes: at once, or beside the event loop.

        Raises:
            Unavailable: too many large bodies wait.
        """
        return work(self.validator) if size <= LARGE else await self.large.judge(work)

    @property
    def limits(self) -> Limits:
        """What a search may ask."""
        return Limits(self.fhir_url, self.settings.page_size, self.settings.max_page_size)
