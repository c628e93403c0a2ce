"""The account that PostgreSQL runs as: it refuses root, so root lends it one."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from hub.postgres.failure import PostgresUnavailable

_BORROWED = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """Numbers to become; uid -1 stays who we are."""

    uid: int
    gid: int

    def take(self, path: Path) -> None:
        """Make a directory this account's."""
        if self.uid >= 0:
            os.chown(path, self.uid, self.gid)


_OURSELVES = Account(-1, -1)


def account_for(data: Path) -> Account:
    """Ourselves; for root the owner of `data`, or an unprivileged account of the machine.

    PostgresUnavailable when `data` is somebody else's, or there is no account to lend.
    """
    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise PostgresUnavailable(
                f"{data} belongs to account {owner.st_uid}: start as that account, or as root"
            )
        return _OURSELVES
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return _borrowed()


def _borrowed() -> Account:
    for name in _BORROWED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise PostgresUnavailable(
        f"PostgreSQL does not run as root, and this machine has no account named"
        f" {' or '.join(_BORROWED)}: make one, or start as an ordinary user"
    )
