"""What the lookup found, asked in the words of a write."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from hub.storage.address import rid
from hub.storage.lookup import Known
from hub.storage.sealing import Keyring


@dataclass(slots=True)
class Found:
    """The rows that a write may rest on; `custodian` is the writing organisation's URA."""

    keyring: Keyring
    custodian: str
    by_rid: dict[UUID, dict[str, Known]] = field(default_factory=dict)

    def add(self, rows: Iterable[Known]) -> None:
        """More rows; a later look at the same one replaces the earlier."""
        for row in rows:
            self.by_rid.setdefault(row.rid, {})[row.said_by] = row

    def words(self, kind: str, name: str) -> list[Known]:
        """Every source's current word on `kind/name`."""
        return list(self.by_rid.get(rid(self.keyring, kind, name), {}).values())

    def visible(self, kind: str, name: str) -> Known | None:
        """The newest word on `kind/name` that the writer may see, if it was not deleted."""
        seen = [row for row in self.words(kind, name) if row.permit and not row.deleted]
        return max(seen, key=lambda row: row.version, default=None)

    def patient_of(self, pat: UUID) -> Known | None:
        """A word on this inhabitant's one Patient, visible to the writer or not."""
        words = (row for rows in self.by_rid.values() for row in rows.values())
        return next((row for row in words if row.type == "Patient" and row.pat == pat), None)

    def own(self, kind: str, key: str) -> list[Known]:
        """The writer's own resources of this type with this key, deleted ones left out."""
        return [row for row in self._with(kind, key) if row.custodian == self.custodian]

    def shared(self, kind: str, keys: Iterable[str]) -> dict[str, Known]:
        """Resources of this type, by id, that any source said one of these keys of."""
        return {row.id: row for key in keys for row in self._with(kind, key)}

    def _with(self, kind: str, key: str) -> list[Known]:
        token = self.keyring.token(key)
        return [
            row
            for rows in self.by_rid.values()
            for row in rows.values()
            if row.type == kind and token in row.finders and not row.deleted
        ]
