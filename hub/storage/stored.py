"""A stored version, its seals broken: byte for byte what was put in, or nothing at all."""

import logging
from datetime import datetime

import msgspec

from hub.errors import Damaged
from hub.storage import binding
from hub.storage.binding import Columns
from hub.storage.body import unlabel
from hub.storage.pseudonym import section_of
from hub.storage.sealing import Keyring, SealBroken

_LOG = logging.getLogger("hub.storage")


class Stored(msgspec.Struct, frozen=True):
    """One version, `address` is `Type/id`; `method` is the way that it came by.

    `number` counts the versions of the word that it is of; `version` is how it is called. Of what
    is told `by_day` no moment is.
    """

    address: str
    number: int
    version: str
    last_updated: datetime
    body: bytes
    method: str = "PUT"
    deleted: bool = False
    by_day: bool = False

    @property
    def type(self) -> str:
        """The resource type."""
        return self.address.partition("/")[0]

    @property
    def id(self) -> str:
        """The logical id."""
        return self.address.partition("/")[2]


def unseal(row: Columns, keyring: Keyring) -> Stored:
    """The version that a row holds.

    Raises:
        Damaged: the row was changed in the database; the log names it.
    """
    try:
        address, body = unlabel(keyring.open(row["sealed"], binding.of_version(row)))
    except SealBroken as broken:
        raise _damaged(row, broken) from None
    deleted = row["method"] == "DELETE"
    moment, method = row["last_updated"], row["method"]
    number = row["version"]
    return Stored(address, number, str(number), moment, body, method, deleted)


def unseal_current(row: Columns, keyring: Keyring) -> Stored:
    """The version that a current row stands for, told as `current.told` has it.

    Raises:
        Damaged: as `unseal`, or a column by which the row is found open or closed was changed.
    """
    require_current(row, keyring)
    return unseal(row, keyring)


def require_current(row: Columns, keyring: Keyring) -> None:
    """Return where a current row, told as `current.told` has it, is found open as it is to be.

    Raises:
        Damaged: a column by which it is was changed in the database; the log names the row.
    """
    if not row["alike"]:
        raise _damaged(row, "the current row is not as its newest version")
    if row["section"] != section_of(keyring, row["pat"], row["custodian"], row["category"]):
        raise _damaged(row, "the current row is in another section than its version")


def _damaged(row: Columns, broken: SealBroken | str) -> Damaged:
    _LOG.error("resource %s version %s: %s", row["rid"], row["version"], broken)
    return Damaged(
        "this can't be shown: what is stored was changed outside the hub; tell the hub's owner "
        "the X-Request-Id"
    )
