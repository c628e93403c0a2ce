"""Offers that a transfer point makes by a page: as its system would send them, all or nothing.

docs/decisions/0087-offers-without-a-name.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.access.access import Access
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.validation.verdicts import Verdicts
from hub.write.draft import Draft
from hub.write.outcome import Outcome
from hub.write.transfer_asked import send_together

_ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class OffersSent:
    """`resources` by their `urn:uuid:`: the open request, the notice, a Task to each candidate."""

    errand: Errand
    resources: Mapping[str, Mapping[str, Any]]
    server_url: str


async def send_offers(access: Access, verdicts: Verdicts, sent: OffersSent) -> Sequence[Outcome]:
    """All of it or nothing.

    Raises:
        Forbidden: no professional, or without the scopes. Unprocessable: not valid, or a guard.
        FhirError: refused as any transaction is.
    """
    return await send_together(access, verdicts, sent.errand, _drafts(sent), sent.server_url)


def _drafts(sent: OffersSent) -> Iterator[Draft]:
    for number, (url, one) in enumerate(sent.resources.items()):
        require_scope(sent.errand.client, one["resourceType"], "create")
        yield Draft(
            method="POST",
            type=one["resourceType"],
            expression=f"Bundle.entry[{number}].resource",
            resource=dict(one),
            raw=_ENCODER.encode(one),
            full_url=url,
        )
