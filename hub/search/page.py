"""Paging by an opaque cursor: sealed, for one client, and it holds the whole search.

https://hl7.org/fhir/R4/http.html#paging
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from hub.errors import Invalid
from hub.search.query import Cursor
from hub.storage.sealing import Keyring, SealBroken

PAGE_PARAMETER = "_cursor"
BESIDE = ("_count", "_format", "_pretty")
"""What may stand beside it: how the rest is turned over, and how it is written."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a cursor holds: the search and where its next page begins."""

    pairs: tuple[tuple[str, str], ...]
    cursor: Cursor


def write_page(page: Page, keyring: Keyring, bound_to: str) -> str:
    """The cursor as it stands in a link; no value of the search can be read from it."""
    after = page.cursor
    plain = msgspec.json.encode([page.pairs, after.moment, after.rid.hex, after.version])
    return (
        base64.urlsafe_b64encode(keyring.seal(plain, f"page|{bound_to}".encode()))
        .decode()
        .rstrip("=")
    )


def read_page(text: str, keyring: Keyring, bound_to: str) -> Page:
    """The page that a cursor names.

    Raises:
        Invalid: changed, somebody else's, or of another type.
    """
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        plain = keyring.open(sealed, f"page|{bound_to}".encode())
        pairs, moment, name, version = msgspec.json.decode(plain)
    except (SealBroken, binascii.Error, ValueError):
        raise Invalid("this page link is not valid for you; start the search again") from None
    return Page(tuple((key, value) for key, value in pairs), Cursor(moment, UUID(name), version))


def resumed(
    pairs: Sequence[tuple[str, str]], keyring: Keyring, bound_to: str
) -> tuple[Sequence[tuple[str, str]], Cursor | None]:
    """The parameters of a search and where to go on, out of a page link or as they are.

    Raises:
        Invalid: a link beside parameters that change what is found, or as `read_page`.
    """
    cursors = [value for name, value in pairs if name == PAGE_PARAMETER]
    if not cursors:
        return pairs, None
    beside = [pair for pair in pairs if pair[0] != PAGE_PARAMETER]
    if len(cursors) > 1 or any(name not in BESIDE for name, _ in beside):
        raise Invalid(
            f"a page link holds the whole search; beside it stand {', '.join(BESIDE)} and no more"
        )
    page = read_page(cursors[0], keyring, bound_to)
    anew = {name for name, _ in beside}
    return [*(pair for pair in page.pairs if pair[0] not in anew), *beside], page.cursor
