"""A transfer point says what it found out about a promise of a place that was broken.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import structs

from hub.access.access import Access
from hub.access.called import Called
from hub.access.caller import custodian_of, require_caller
from hub.errors import NotFound
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.body import content, with_members
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.own_id import names_meant
from hub.storage.promise_tasks import PromiseTask, promised
from hub.storage.stored import Stored, unseal_current
from hub.transfer.capacity.promise_task import FINDING, check_found
from hub.transfer.open.coding import own_words
from hub.transfer.refused import Refused
from hub.write.case_here import refusal
from hub.write.conditions import require_read
from hub.write.names import Name
from hub.write.outcome import Outcome
from hub.write.own_append import own_record
from hub.write.own_version import OwnVersion
from hub.write.promises import RULE
from hub.write.until_won import until_won
from profiles.instant import instant
from profiles.transfer.choice import is_promise

_UNREAD = "what became of a promise is said by who has read it"
_NONE = "there is no such task about a promise of a place here that is your organisation's"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFound:
    """The Task with what was found out in it, as it was sent to Task/`id`."""

    errand: Errand
    resource: Mapping[str, Any]
    id: str
    if_match: str | None


async def is_promise_here(access: Access, found: PromiseFound) -> bool:
    """Whether this Task is one that the hub made for the sender's organisation."""
    async with access.database.connection() as connection:
        return await _row(access, connection, found) is not None


async def keep_found(access: Access, found: PromiseFound) -> Outcome:
    """The next version of the Task.

    Raises:
        NotFound: none of the sender's. PreconditionRequired, PreconditionFailed: unread.
        Unprocessable: a guard stands against it, by name. Damaged. TryAgain.
    """
    require_caller(found.errand)
    return await until_won(access, lambda connection: _once(access, connection, found))


async def _once(access: Access, connection: Connection, found: PromiseFound) -> Outcome:
    row = await _row(access, connection, found)
    if row is None:
        raise NotFound(_NONE)
    stored = unseal_current(row, access.keyring)
    require_read(found.if_match, row["version"], _UNREAD)
    own = custodian_of(found.errand)
    called = Called(access.keyring, own)
    seen = msgspec.json.decode(called.stored(stored, own).body)
    findings = [code for _, code in own_words(FINDING)]
    try:
        check_found(seen, found.resource, findings)
    except Refused as refused:
        raise refusal(refused) from None
    outcome = _version(row, stored, found).outcome(access.keyring)
    status, at = str(found.resource.get("status")), row["last_updated"]
    kept = promised([PromiseTask(row["rid"], own, status, at)])
    news = [outcome.new] if outcome.new else []
    record = own_record(found.errand, outcome, RULE)
    await access.ledger.append(connection, [record], [*written(news, []), kept])
    return structs.replace(outcome, called=called)


async def _row(access: Access, connection: Connection, found: PromiseFound) -> Row | None:
    own = custodian_of(found.errand)
    named = names_meant(access.keyring, own, "Task", found.id)
    for row in await lookup(connection, list(named), (), ()):
        is_own = row["pat"] is None and row["custodian"] == own and not row["deleted"]
        if is_own and is_promise(msgspec.json.decode(unseal_current(row, access.keyring).body)):
            return row
    return None


def _version(row: Row, stored: Stored, found: PromiseFound) -> OwnVersion:
    said = {name: found.resource[name] for name in ("status", "output") if name in found.resource}
    changed = {**said, "lastModified": instant(found.errand.now)}
    return OwnVersion(
        name=Name("Task", stored.id),
        pat=None,
        custodian=row["custodian"],
        category=None,
        row=row,
        now=found.errand.now,
        resource={**msgspec.json.decode(stored.body), **changed},
        content=content(with_members(stored.body, changed), {}),
        source=row["custodian"],
    )
