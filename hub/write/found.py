"""What the lookup found, asked in the words of a write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consent.section import CHOICES
from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.security.errand import Errand
from hub.storage.database import Row
from hub.storage.own_id import meanings
from hub.storage.pseudonym import InhabitantName, rid
from hub.storage.sealing import Keyring
from hub.storage.stored import unseal_current
from profiles.resource.compartment import APART, CLOSE

_LONGEST = 32
"""So often one who was replaced is followed to the next."""


@dataclass(frozen=True, slots=True)
class Known:
    """A current row as a write needs it; `newest` is the highest version of any source's word.

    `permit` is whether the writer may see it; `body` is what it says.
    """

    rid: UUID
    said_by: str
    type: str
    id: str
    version: int
    newest: int
    last_updated: datetime
    pat: UUID | None
    custodian: str
    category: str | None
    deleted: bool
    rank: int
    digest: bytes
    finders: frozenset[int]
    permit: bool
    body: bytes

    @property
    def address(self) -> str:
        """`Type/id`."""
        return f"{self.type}/{self.id}"

    @property
    def privacy(self) -> bool:
        """Whether it is an inhabitant's choice about exchange."""
        return self.category == CHOICES


@dataclass(slots=True)
class Found:
    """The rows that a write may rest on; `custodian` is the writing organisation's URA.

    `dossiers` are the records of the inhabitants that they are about, as the writer sees them;
    `documents` what DocumentReferences say, for a form may be among them; `people` their whole
    names.
    """

    keyring: Keyring
    custodian: str
    by_rid: dict[UUID, dict[str, Known]] = field(default_factory=dict)
    dossiers: dict[UUID, Dossier] = field(default_factory=dict)
    documents: dict[UUID, bytes] = field(default_factory=dict)
    people: dict[UUID, InhabitantName] = field(default_factory=dict)
    _by_finder: dict[tuple[str, int], list[Known]] = field(default_factory=dict)
    _patients: dict[UUID, Known] = field(default_factory=dict)

    def add(self, access: Access, errand: Errand, rows: Iterable[Row]) -> None:
        """More rows; a later look at the same one replaces the earlier.

        Raises:
            Damaged: a row was changed outside the hub.
        """
        listed = list(rows)
        for row in listed:
            if row["facts"] is not None and row["alike"]:
                self.dossiers[row["pat"]] = access.of_row(errand, row)
        for row in listed:
            if row["bsn_hash"] is not None:
                self.people[row["pat"]] = InhabitantName(row["bsn_hash"])
            known = self._known(row)
            self.by_rid.setdefault(known.rid, {})[known.said_by] = known
        if listed:
            self._arrange()

    def _arrange(self) -> None:
        """By what a write asks for: a bundle asks as often as it has entries."""
        self._by_finder, self._patients = {}, {}
        for row in (row for rows in self.by_rid.values() for row in rows.values()):
            if row.type == "Patient" and row.pat is not None:
                self._patients.setdefault(row.pat, row)
            for token in row.finders:  # what was deleted has none
                self._by_finder.setdefault((row.type, token), []).append(row)

    def _known(self, row: Row) -> Known:
        stored = unseal_current(row, self.keyring)
        if row["type"] == "DocumentReference":
            self.documents[row["rid"]] = stored.body
        return Known(
            rid=row["rid"],
            said_by=row["said_by"],
            type=row["type"],
            id=stored.id,
            version=row["version"],
            newest=row["newest"],
            last_updated=row["last_updated"],
            pat=row["pat"],
            custodian=row["custodian"],
            category=row["category"],
            deleted=row["deleted"],
            rank=row["rank"],
            digest=row["digest"],
            finders=frozenset(row["finders"]),
            permit=self._permits(row, stored.address),
            body=stored.body,
        )

    def _permits(self, row: Row, address: str) -> bool:
        """A source always sees what it pushed, whatever its token says of a professional."""
        if row["custodian"] == self.custodian:
            return True
        if row["pat"] is None:
            return row["type"] not in {APART, CLOSE}
        dossier = self.dossiers.get(row["pat"])
        return dossier is not None and dossier.scope.permits(
            row["custodian"], row["category"], address
        )

    def meant(self, kind: str, said: str) -> str:
        """The id under which the hub keeps what the writer calls so, its own before another's."""
        own, *others = meanings(self.keyring, self.custodian, kind, said)
        return others[0] if others and not self.words(kind, own) else own

    def refers(self, kind: str, said: str) -> Known | None:
        """What a reference of the writer names, if it may see that.

        Of a Patient whom it replaced that is who came in his place.
        """
        row = self.visible(kind, self.meant(kind, said))
        if row is not None and row.pat is None and kind == APART:
            return None
        for _ in range(_LONGEST if kind == "Patient" else 0):
            dossier = self.dossiers.get(row.pat) if row and row.pat else None
            left = dossier.facts.left_by(self.custodian) if dossier else None
            if left is None or not left.closed:
                break
            known = self.patient_of(left.pat)
            row = self.visible(kind, known.id) if known else None
        return row

    def words(self, kind: str, name: str) -> list[Known]:
        """Every source's current word on `kind/name`, an id as the hub keeps it."""
        return list(self.by_rid.get(rid(self.keyring, kind, name), {}).values())

    def visible(self, kind: str, name: str) -> Known | None:
        """The newest word on `kind/name` that the writer may see, if it was not deleted."""
        seen = [row for row in self.words(kind, name) if row.permit and not row.deleted]
        return max(seen, key=lambda row: (row.last_updated, row.version), default=None)

    def is_without_bsn(self, row: Known) -> bool:
        """Whether it is in the record of who has no BSN, which nobody tampered with."""
        dossier = self.dossiers.get(row.pat) if row.pat else None
        return dossier is not None and dossier.whole and not dossier.facts.numbered

    def is_left(self, row: Known) -> bool:
        """Whether the writer deleted it in the record of who had no BSN, and his Patient too.

        Then the id is free, for the same may come again with the BSN.
        """
        dossier = self.dossiers.get(row.pat) if row.pat and row.deleted else None
        if dossier is None or row.custodian != self.custodian or not self.is_without_bsn(row):
            return False
        return all(one.said_at is None for one in dossier.facts.sources)

    def patient_of(self, pat: UUID) -> Known | None:
        """A word on this inhabitant's one Patient, visible to the writer or not."""
        return self._patients.get(pat)

    def own(self, kind: str, key: str) -> list[Known]:
        """The writer's own resources of this type with this key, deleted ones left out."""
        return [row for row in self._with(kind, key) if row.custodian == self.custodian]

    def shared(self, kind: str, keys: Iterable[str]) -> dict[str, Known]:
        """Resources of this type, by id, that any source said one of these keys of."""
        return {row.id: row for key in keys for row in self._with(kind, key)}

    def _with(self, kind: str, key: str) -> Sequence[Known]:
        return self._by_finder.get((kind, self.keyring.token(key)), ())
