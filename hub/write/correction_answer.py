"""An organisation answers an inhabitant who asked it to correct something: it did, or why not."""

from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import structs

from consent.section import CORRECTIONS
from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.errors import NotFound, Unprocessable, VersionConflict
from hub.security.errand import Errand
from hub.storage.body import content, with_members
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.own_id import names_meant
from hub.storage.stored import unseal_current
from hub.storage.tasks import close, open_of
from hub.write.conditions import require_read
from hub.write.names import Name
from hub.write.outcome import Outcome
from hub.write.own_append import append_own
from hub.write.own_version import OwnVersion
from hub.write.until_won import until_won
from profiles.correction import ANSWERED, TYPE, faults_of_answer
from profiles.instant import instant

RULE = "C-OWN-DOSSIER"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAnswer:
    """The Task with the answer in it, as it was sent to Task/`id`."""

    errand: Errand
    resource: dict[str, Any]
    id: str
    if_match: str | None


async def answer_correction(access: Access, answer: CorrectionAnswer) -> Outcome:
    """The next version of the request: another status, and words; all else stays as it was asked.

    Raises:
        NotFound: no request that was made to this organisation, or none at all. VersionConflict:
            it was answered. PreconditionRequired, PreconditionFailed: unread.
        Unprocessable: it changes what was asked, or is no answer. Damaged.
    """
    return await until_won(access, lambda connection: _once(access, connection, answer))


async def _once(access: Access, connection: Connection, answer: CorrectionAnswer) -> Outcome:
    keyring, errand = access.keyring, answer.errand
    row = await _row(access, connection, answer)
    stored = unseal_current(row, keyring)
    called = access.of_row(errand, row).called
    seen = called.stored(stored, row["custodian"])
    _check(answer, row, msgspec.json.decode(seen.body))
    changed = {name: answer.resource.get(name) for name in ("status", "statusReason")}
    changed = {name: said for name, said in changed.items() if said is not None}
    changed["lastModified"] = instant(errand.now)
    version = OwnVersion(
        name=Name(TYPE, stored.id),
        pat=row["pat"],
        custodian=row["custodian"],
        category=CORRECTIONS,
        row=row,
        now=errand.now,
        resource={**msgspec.json.decode(stored.body), **changed},
        content=content(with_members(stored.body, changed), {}),
        source=row["custodian"],
    )
    outcome = version.outcome(keyring)
    await append_own(access, connection, errand, outcome, RULE)
    await _close(access, connection, answer, outcome)
    return structs.replace(outcome, called=called)


async def _row(access: Access, connection: Connection, answer: CorrectionAnswer) -> Row:
    """The request as it stands; of another's no more is told than of none."""
    own = custodian_of(answer.errand)
    named = names_meant(access.keyring, own, TYPE, answer.id)
    for row in await lookup(connection, list(named), (), ()):
        if (row["custodian"], row["category"]) == (own, CORRECTIONS):
            return row
    raise NotFound("no inhabitant asked your organisation to correct something by this id")


def _check(answer: CorrectionAnswer, row: Row, seen: dict[str, Any]) -> None:
    require_read(answer.if_match, row["version"], "a request is answered by who has read it")
    if seen["status"] in ANSWERED:
        raise VersionConflict("this was answered; the inhabitant asks anew if he does not agree")
    found = list(faults_of_answer(seen, answer.resource))
    if found:
        raise Unprocessable("this is no answer to the request", issues=found, rule="VALIDATION")


async def _close(
    access: Access, connection: Connection, answer: CorrectionAnswer, outcome: Outcome
) -> None:
    """Close the hub's own task about it once it is answered, and no sooner."""
    new, status = outcome.new, answer.resource["status"]
    if status not in ANSWERED or new is None or new.pat is None:
        return
    keyring, now = access.keyring, answer.errand.now
    for task in await open_of(connection, keyring, "correction", new.pat):
        if task.detail.get("asked") == outcome.name.address:
            said = {"answered": status}
            await close(connection, keyring, ("correction",), task.number, said, now)
