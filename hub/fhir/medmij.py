"""The FHIR door of the national layer: the same interactions, by its own tokens and no others.

Tokens of the one name another issuer and audience than those of the other; what they open their
scopes say. docs/decisions/0043-the-national-layer.md
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from starlette.types import Receive, Scope, Send

from hub.fhir.endpoint import FhirEndpoint
from hub.fhir.parts import Hub
from hub.security.holders import Holders
from hub.security.requester import Requester
from hub.security.tokens import TokenVerifier

BASE = "/medmij/fhir"
_PREFIX = len("/medmij")


@dataclass(frozen=True, slots=True)
class MedMijDoor:
    """Bearer tokens alone, and nothing for who has none."""

    endpoint: FhirEndpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, as if it came under /fhir."""
        await self.endpoint({**scope, "path": scope["path"][_PREFIX:]}, receive, send)


def medmij_door(
    hub: Hub, verifier: TokenVerifier, stands: Callable[[Requester, Scope], Awaitable[None]]
) -> MedMijDoor:
    """Beside the hub's own; `verifier` and `stands` are of the layer."""
    public_url = f"{hub.settings.public_url}/medmij"
    own = replace(
        hub,
        settings=hub.settings.model_copy(update={"public_url": public_url}),
        verifier=verifier,
        holders=Holders(None, hub.holders.use),
        stands=stands,
        tells=False,
    )
    return MedMijDoor(FhirEndpoint(own))
