"""The platform's own list of whom it monitors: which BSN a user id is, and since when."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from profiles.identifiers import is_bsn

COLUMNS = ("user_id", "bsn", "from", "until")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class UnfitUsers(Exception):
    """The list can not be read; the message names a line and no value."""


@dataclass(frozen=True, slots=True)
class User:
    """One who is monitored; `until` is empty where that goes on."""

    user_id: str = field(repr=False)
    bsn: str = field(repr=False)
    since: str
    until: str

    def line(self) -> dict[str, str]:
        """As it stands in the list."""
        values = (self.user_id, self.bsn, self.since, self.until)
        return dict(zip(COLUMNS, values, strict=True))


def read_users(content: bytes) -> Mapping[str, User]:
    """Whom the list has, by user id. Raises UnfitUsers: of an unclear list nobody is taken."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except UnicodeDecodeError:
        raise UnfitUsers("it is not in UTF-8") from None
    except csv.Error:
        raise UnfitUsers("it is not CSV") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise UnfitUsers(f"its first line has to be {','.join(COLUMNS)}")
    found: dict[str, User] = {}
    for number, row in enumerate(rows[1:], 2):
        user = _user(row, number)
        if user.user_id in found:
            raise UnfitUsers(f"line {number} has a user id that stands above it")
        found[user.user_id] = user
    return found


def _user(row: list[str], number: int) -> User:
    if len(row) != len(COLUMNS):
        raise UnfitUsers(f"line {number} has not {len(COLUMNS)} fields")
    user = User(*row)
    if not user.user_id or user.user_id != user.user_id.strip():
        raise UnfitUsers(f"line {number} has no user id, or one with a space around it")
    if not is_bsn(user.bsn):
        raise UnfitUsers(f"line {number} has no BSN")
    if not _DAY.fullmatch(user.since) or (user.until and not _DAY.fullmatch(user.until)):
        raise UnfitUsers(f"line {number} has a day that is not as 2026-03-01")
    return user
