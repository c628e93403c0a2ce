"""How much one client may ask: calls a second, the entries of a batch counted one by one."""

import math
from dataclasses import dataclass, field

from hub.errors import FhirError, TokenExpired, TooManyRequests
from hub.security.buckets import Buckets


@dataclass(frozen=True, slots=True)
class Rates:
    """`strangers` are addresses whose access tokens were refused.

    `told` says of which refusals the ledger has a row: one a second of each client.
    """

    clients: Buckets
    strangers: Buckets
    told: Buckets = field(default_factory=lambda: Buckets(1.0, 1.0))

    def is_told(self, who: str) -> bool:
        """Whether the ledger was told within this second that he is refused."""
        return self.told.take(who) > 0

    def spend(self, client_id: str, calls: int = 1) -> None:
        """Count calls of a client; who has one left is let through with all of them.

        Raises:
            TooManyRequests: it has none left.
        """
        wait = self.clients.take(client_id, calls)
        if wait:
            raise TooManyRequests(
                "your system asks more than it may; wait as long as Retry-After says, and then "
                "ask more slowly",
                headers={"Retry-After": str(math.ceil(wait))},
                recorded=self.is_told(client_id),
            )

    def stranger(self, address: str, refusal: FhirError) -> FhirError:
        """What somebody without a valid token is told, and whether the ledger is too.

        Whose token has only expired is always told that: he fetches another.
        """
        wait = self.strangers.take(address)
        if not wait:
            return refusal
        refusal.recorded = self.is_told(address)
        if isinstance(refusal, TokenExpired):
            return refusal
        return TooManyRequests(
            "too many calls from your address had no valid token; wait as long as Retry-After says",
            headers={"Retry-After": str(math.ceil(wait))},
            recorded=refusal.recorded,
        )
