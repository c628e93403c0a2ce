"""How much one client may ask: calls a second, the entries of a batch counted one by one."""

import math
from dataclasses import dataclass, field

from hub.errors import TooManyRequests
from hub.security.buckets import Buckets


@dataclass(frozen=True, slots=True)
class Rates:
    """`told` says of which refusals the ledger has a row: one a second of each client."""

    clients: Buckets
    told: Buckets = field(default_factory=lambda: Buckets(1.0, 1.0))

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
                recorded=self.told.take(client_id) > 0,
            )
