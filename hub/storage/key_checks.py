"""Whether the hub holds the keys that its database was made with: neither wrong nor swapped."""

import hmac
from collections import Counter

from hub.storage.database import Connection
from hub.storage.failures import DatabaseRefused
from hub.storage.sealing import Keyring

STORED = "SELECT kind, number, value FROM key_check ORDER BY 1, 2"
ADD = "INSERT INTO key_check SELECT * FROM unnest($1::text[], $2::int[], $3::bytea[])"
MAKE = "make one for each with `openssl rand -hex 32`"
_Known = dict[tuple[str, int], bytes]


def alike(keyring: Keyring) -> str | None:
    """What is wrong where one key has two tasks: who finds it out would read by it as well."""
    if keyring.index_key in keyring.sealing_keys.values():
        return f"HUB_INDEX_KEY: is a key of HUB_SEALING_KEYS too; {MAKE}"
    if max(Counter(keyring.sealing_keys.values()).values()) > 1:
        return f"HUB_SEALING_KEYS: two numbers have the same key; {MAKE}"
    return None


async def prove(connection: Connection, keyring: Keyring) -> None:
    """Hold the keys against those of an earlier start; the first start writes theirs down.

    In one transaction, so that of two first starts with different keys one is refused, and a
    refused one leaves nothing.

    Raises:
        DatabaseRefused: a key is missing, or is not the one.
    """
    held = _checks(keyring)
    async with connection.transaction():
        kinds, numbers = zip(*sorted(held), strict=True)
        values = [held[key] for key in sorted(held)]
        await connection.execute(f"{ADD} ON CONFLICT DO NOTHING", kinds, numbers, values)
        if fault := await wrong(connection, keyring):
            raise DatabaseRefused(fault)


async def wrong(connection: Connection, keyring: Keyring) -> str | None:
    """What is wrong with the keys now: another hub may have sealed with a newer one since."""
    rows = await connection.fetch(STORED)
    stored = {(row["kind"], row["number"]): row["value"] for row in rows}
    return _fault(keyring, _checks(keyring), stored) if stored else None


def _fault(keyring: Keyring, held: _Known, stored: _Known) -> str | None:
    index = stored["index", 0]
    if any(_check(key, "index", 0) == index for key in keyring.sealing_keys.values()):
        return (
            "HUB_INDEX_KEY: the index key of this database stands in HUB_SEALING_KEYS;"
            " give each setting its own key back"
        )
    if held["index", 0] != index:
        return (
            "HUB_INDEX_KEY: is not the key that this database was made with;"
            " set that one, for by another nothing is found"
        )
    for (_, number), value in sorted(stored.items())[1:]:
        if number not in keyring.sealing_keys:
            return f"HUB_SEALING_KEYS: key {number} of this database is missing; put it back"
        if held["sealing", number] != value:
            return (
                f"HUB_SEALING_KEYS: key {number} is not the key {number} of this database;"
                " set that one, and give a new key a higher number"
            )
    return None


def _checks(keyring: Keyring) -> _Known:
    sealing = {
        ("sealing", number): _check(key, "sealing", number)
        for number, key in keyring.sealing_keys.items()
    }
    return {("index", 0): _check(keyring.index_key, "index", 0), **sealing}


def _check(key: bytes, kind: str, number: int) -> bytes:
    """Tells as much of a key as any fingerprint by it does; equal only for the same task."""
    return hmac.digest(key, f"key check|v1|{kind}|{number}".encode(), "sha256")
