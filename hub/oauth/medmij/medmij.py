"""The national layer of one process, as the settings have it."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from joserfc.jwk import ECKey
from starlette.routing import Route

from hub.ledger.append import Ledger
from hub.oauth.medmij.layer import Available, Layer
from hub.oauth.medmij.routes import Standing, routes
from hub.oauth.medmij.services import services_of
from hub.oauth.medmij.token import LIFETIME
from hub.oauth.medmij.under_way import UnderWay
from hub.oauth.sign_in import SignIn
from hub.outbound.medmij.keeping import Keeping
from hub.outbound.medmij.terms import Terms
from hub.security.buckets import Buckets
from hub.security.requester import Requester
from hub.security.tokens import TokenIssuer, TokenVerifier
from hub.security.trust import Trust
from hub.security.uzi import profile
from hub.settings import Settings
from profiles.identifiers import BSN


@dataclass(frozen=True, slots=True)
class MedMij:
    """Its doors, and what it does beside them."""

    layer: Layer
    verifier: TokenVerifier

    @classmethod
    def of(  # noqa: PLR0913 - one argument per part of the hub
        cls,
        settings: Settings,
        ledger: Ledger,
        key: ECKey,
        *,
        clock: Callable[[], datetime],
        available: Available,
        named: Callable[[BSN], UUID],
        sign_in: SignIn | None,
    ) -> "MedMij | None":
        """None where the hub takes no part; raises as `Terms.of`, `services_of`, `Trust.read`."""
        terms = Terms.of(settings)
        if terms is None:
            return None
        base = f"{settings.public_url}/medmij"
        layer = Layer(
            terms=terms,
            keeping=Keeping(terms, clock),
            services=services_of(settings.medmij_services),
            database=ledger.database,
            under_way=UnderWay(ledger.keyring),
            ledger=ledger,
            clock=clock,
            issuer=TokenIssuer(key, base, LIFETIME),
            trust=trust_of(settings),
            sign_in=sign_in,
            named=named,
            available=available,
            public_url=settings.public_url,
            refusals=Buckets(settings.token_refusals / 60, settings.token_refusals),
        )
        return cls(layer, TokenVerifier(key, base, LIFETIME))

    def routes(self) -> list[Route]:
        """All but the FHIR door."""
        return routes(self.layer, self.verifier)

    async def stands(self, requester: Requester, scope: Mapping[str, Any]) -> None:
        """Whether a token still does. Raises Unauthenticated, Unavailable."""
        await Standing(self.layer).require(requester, scope)

    def works(self) -> list[Coroutine[None, None, None]]:
        """What is looked for again and again: the lists, and what was revoked."""
        return [self.layer.keeping.watch(), self.layer.trust.watch()]


def trust_of(settings: Settings) -> Trust:
    """Whose certificates apps show; raises as `Trust.read`."""
    crl = Path(settings.medmij_crl) if settings.medmij_crl else None
    trust = Trust.read(Path(settings.medmij_client_roots), profile("strict"), crl)
    trust.setting = "HUB_MEDMIJ_CRL"
    return trust
