"""What organisations call themselves, in the open directory."""

from collections.abc import Collection
from contextlib import suppress

import msgspec

from hub.errors import Damaged
from hub.search.index import identifier_key
from hub.storage.current import newest, told
from hub.storage.database import Connection
from hub.storage.sealing import Keyring
from hub.storage.stored import unseal_current
from profiles.systems import URA_SYSTEM

CALLED = (
    f"SELECT {told('r')}, n.ura FROM unnest($1::text[], $2::bigint[]) AS n (ura, finder) "
    "JOIN LATERAL (SELECT * FROM resource o WHERE o.type = 'Organization' "
    "AND o.finders && ARRAY[n.finder] AND o.custodian = n.ura AND NOT o.deleted OFFSET 0) AS r "
    f"ON true {newest('r')}"
)


async def called(connection: Connection, keyring: Keyring, uras: Collection[str]) -> dict[str, str]:
    """By URA the name that it gives itself; what others say of it is theirs."""
    asked = list(uras)
    finders = [keyring.token(identifier_key(URA_SYSTEM, ura)) for ura in asked]
    names: dict[str, str] = {}
    for row in await connection.fetch(CALLED, asked, finders):
        with suppress(Damaged):
            name = msgspec.json.decode(unseal_current(row, keyring).body).get("name")
            names |= {row["ura"]: name} if isinstance(name, str) else {}
    return names
