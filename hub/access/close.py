"""Who sees what is kept close: its custodian, and of what sites have free the transfer points.

docs/decisions/0088-capacity-and-matching.md
"""

from hub.access.access import Access
from hub.access.caller import names_of
from hub.search.arguments import EVERYBODYS
from hub.security.errand import Errand
from hub.storage.binding import Columns
from profiles.resource.compartment import APART, CLOSE, UNBOUND

Who = tuple[str | None, str | None]
"""Who asks, as `own` and `close` of `Arguments`."""

HERE = "region"
"""What the region is called of a hub that has no transfer point."""


def is_transfer_point(access: Access, ura: str | None) -> bool:
    """Whether this organisation looks for places in a region."""
    return ura in access.transfer_points


def home_of(access: Access) -> str:
    """The region of a site of which nobody says another: that of the first transfer point."""
    return next(iter(access.transfer_points.values()), HERE)


def close_to(access: Access, errand: Errand) -> str | None:
    """Whose of it this asker sees, as `Arguments` takes it."""
    own = names_of(errand)
    return EVERYBODYS if is_transfer_point(access, own) else own


def who_asks(access: Access, errand: Errand, kind: str) -> Who:
    """By whose names this type is asked for, and whose of it he sees."""
    own = names_of(errand) if kind in UNBOUND else None
    return own, close_to(access, errand) if kind == CLOSE else None


def is_close(access: Access, errand: Errand, row: Columns) -> bool:
    """Whether this row is kept close, and from who asks."""
    if row["pat"] is not None:
        return False
    if row["type"] == APART:
        return bool(names_of(errand) != row["custodian"])
    if row["type"] != CLOSE:
        return False
    return close_to(access, errand) not in {EVERYBODYS, row["custodian"]}
