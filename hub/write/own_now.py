"""What a writer keeps now, as it calls it: what a patch is applied to.

https://hl7.org/fhir/R4/http.html#patch
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.access.access import Access
from hub.access.called import Called
from hub.access.caller import custodian_of
from hub.errors import Gone, MultipleMatches, NotFound, PreconditionFailed, Unprocessable
from hub.security.errand import Errand
from hub.storage.lookup import lookup
from hub.storage.own_id import names_meant
from hub.storage.stored import Stored
from hub.write.draft import Condition
from hub.write.found import Found, Known


@dataclass(frozen=True, slots=True)
class Wanted:
    """One resource, by its id or by a condition, in the version that was read if that is said."""

    type: str
    expression: str
    id: str = ""
    condition: Condition | None = None
    if_match: str | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """The writer's own word on it; `pat` is whose record it is in."""

    id: str
    version: int
    body: bytes
    pat: UUID | None

    @property
    def whose(self) -> tuple[UUID, ...]:
        """For the ledger, where it comes to nothing."""
        return (self.pat,) if self.pat else ()


async def kept_now(access: Access, errand: Errand, wanted: Sequence[Wanted]) -> list[Own]:
    """Each of them, found by one statement.

    Raises:
        NotFound, Gone, Unprocessable: the writer keeps none. MultipleMatches: it keeps several.
        PreconditionFailed: it is another version than the one that was read. Damaged.
    """
    keyring, custodian = access.keyring, custodian_of(errand)
    rids = {
        rid for one in wanted if one.id for rid in names_meant(keyring, custodian, one.type, one.id)
    }
    finders = keyring.tokens(one.condition.key for one in wanted if one.condition)
    found = Found(keyring, custodian)
    async with access.database.connection() as connection:
        found.add(access, errand, await lookup(connection, rids, finders, ()))
    return [_own(one, found) for one in wanted]


def _own(wanted: Wanted, found: Found) -> Own:
    row = _row(wanted, found)
    if wanted.if_match not in {None, str(row.version)}:
        refusal = PreconditionFailed(
            "If-Match names another version than the newest; read it again and redo the change",
            expression=wanted.expression,
        )
        refusal.whose = (row.pat,) if row.pat else ()
        raise refusal
    dossier = found.dossiers.get(row.pat) if row.pat else None
    called = dossier.called if dossier else Called(found.keyring, found.custodian)
    number = row.version
    stored = Stored(row.address, number, str(number), row.last_updated, row.body)
    said = called.stored(stored, found.custodian)
    return Own(said.id, number, said.body, row.pat)


def _row(wanted: Wanted, found: Found) -> Known:
    if wanted.condition is not None:
        own = {row.id: row for row in found.own(wanted.type, wanted.condition.key)}
        if len(own) > 1:
            raise MultipleMatches(
                f"{len(own)} resources have this identifier; name one by its id",
                expression=wanted.expression,
            )
        words = list(own.values())
    else:
        name = found.meant(wanted.type, wanted.id)
        words = [row for row in found.words(wanted.type, name) if row.custodian == found.custodian]
        if not words and found.visible(wanted.type, name):
            raise Unprocessable(
                "you have no word of your own on this, and a patch changes nothing else; send "
                "yours by an update",
                expression=wanted.expression,
                rule="A-NOT-CUSTODIAN",
            )
    if not words:
        raise NotFound("there is nothing of yours at this address", expression=wanted.expression)
    if all(row.deleted for row in words):
        raise Gone("this was deleted; create it anew, or update it", expression=wanted.expression)
    return next(row for row in words if not row.deleted)
