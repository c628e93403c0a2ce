"""One version of what a person writes himself: found, sealed and kept like every other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consent.section import INHABITANT
from consent.statement import Statement
from hub.search.index import index
from hub.storage.binding import Columns
from hub.storage.body import Content, said
from hub.storage.pseudonym import rid, section_of
from hub.storage.rows import NewVersion
from hub.storage.sealing import Keyring
from hub.write.names import Name
from hub.write.outcome import Outcome
from hub.write.sealed import seal


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVersion:
    """`resource` is what it is found by, `content` what is stored, `row` the version before it.

    `custodian` and `category` are where it lies, `source` is whose word this version is; `pat` is
    None of what is nobody's.
    """

    name: Name
    pat: UUID | None
    custodian: str
    category: str | None
    row: Columns | None
    now: datetime
    resource: Mapping[str, Any]
    content: Content
    source: str = INHABITANT

    @property
    def at(self) -> datetime:
        """Its moment: never before the last one's, whichever hub's clock is behind."""
        return max(self.now, self.row["last_updated"]) if self.row else self.now

    def outcome(self, keyring: Keyring, choices: Sequence[Statement] | None = None) -> Outcome:
        """It, to be appended; `choices` are what the inhabitant says in it about exchange."""
        version = self.row["newest"] + 1 if self.row else 1
        section = section_of(keyring, self.pat, self.custodian, self.category)
        columns: dict[str, Any] = {
            "rid": rid(keyring, self.name.type, self.name.id),
            "said_by": "",
            "type": self.name.type,
            "version": version,
            "method": "PUT" if self.row else "POST",
            "last_updated": self.at,
            "pat": self.pat,
            "section": section,
            "custodian": self.custodian,
            "category": self.category,
            "deleted": False,
        }
        body = self.content.body(self.name.id, version, self.at, self.source)
        stored = {**self.resource, "id": self.name.id}
        found_by = index(stored, keyring, section)
        new = NewVersion(
            **columns,
            sealed=seal(columns, self.name, body, keyring),
            digest=keyring.digest(said(stored), columns["rid"]),
            tokens=found_by.tokens,
            finders=found_by.finders,
            references=found_by.references,
            dates=found_by.dates,
        )
        status = 200 if self.row else 201
        return Outcome(self.name, status, version, self.at, new=new, body=body, choices=choices)
