"""What every interaction works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.access.policy import Policy
from hub.interactions.catalogue import Catalogue
from hub.search.parse import Limits
from hub.security.tokens import TokenVerifier
from hub.settings import Settings
from hub.storage.database import Database
from hub.storage.sealing import Keyring
from profiles.validator import Validator


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts of a running hub; `clock` gives the moment, aware."""

    settings: Settings
    database: Database
    keyring: Keyring
    verifier: TokenVerifier
    clock: Callable[[], datetime]
    validator: Validator
    policy: Policy
    catalogue: Catalogue

    @property
    def fhir_url(self) -> str:
        """The FHIR base as callers write it, without a slash at its end."""
        return f"{self.settings.public_url}/fhir"

    @property
    def limits(self) -> Limits:
        """What a search may ask."""
        return Limits(self.fhir_url, self.settings.page_size, self.settings.max_page_size)
