"""A paper with a code that leads to its plan: the code counts once there is a paper.

docs/decisions/0051-paper-and-its-ticket.md
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

from hub.security.errand import Errand
from hub.security.ticket import Tickets, address_of, new_secret
from profiles.identifiers import BSN


async def ticketed(
    tickets: Tickets,
    errand: Errand,
    version: str,
    public_url: str,
    draw: Callable[[str], Awaitable[bytes]],
    whose: BSN | UUID | None = None,
) -> bytes:
    """What `draw` makes of the address of a new code, once the code is known and written down.

    Raises:
        NotPrinted: then there is no code either. Unauthenticated, Forbidden: as `Tickets.give`.
    """
    secret = new_secret()
    pdf = await draw(address_of(public_url, secret))
    await tickets.give(errand, secret, version, whose)
    return pdf
