"""A talk to the rows that the hub would write of it, planned and sealed by the hub itself."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.bundle import urn
from bench.people import Doctor, Entry
from hub.access.access import Access
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.rows import NewFacts, NewVersion
from hub.write.draft import Condition, Draft
from hub.write.entry import outcome
from hub.write.faults import Faults
from hub.write.found import Found
from hub.write.links import links_of
from hub.write.moved import Beside, moved
from hub.write.needs import needs_of
from hub.write.plan import Writing, pairs_of, plan
from hub.write.pushed import labels_of, pushed


@dataclass(frozen=True, slots=True)
class Planner:
    """Of one access, which writes many pushes in one statement.

    What the directory has of a doctor is looked up around his first push, which has wishes and is
    written at once; the rest is new. Nobody else writes of the same practice.
    """

    access: Access
    server_url: str
    directory: dict[Doctor, Sequence[Row]] = field(default_factory=dict)
    news: list[NewVersion] = field(default_factory=list)
    facts: list[NewFacts] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    async def add(
        self, connection: Connection, errand: Errand, doctor: Doctor, entries: Sequence[Entry]
    ) -> list[str]:
        """Plan a push of somebody whom the hub does not know; the addresses of its entries."""
        drafts = [_draft(number, *entry) for number, entry in enumerate(entries)]
        links, keyring, faults = links_of(drafts, self.server_url), self.access.keyring, Faults()
        setting = Writing(
            drafts=drafts,
            links=links,
            needs=needs_of(drafts, links, keyring, doctor.ura, faults),
            keyring=keyring,
            custodian=doctor.ura,
            now=errand.now,
            scopes=errand.client.scopes,
        )
        known = Found(keyring, setting.custodian)
        rows = self.directory.get(doctor) or await self._known(connection, setting, known)
        known.add(self.access, errand, rows)
        pairs = pairs_of(setting, known)
        planned = plan(setting, known, pairs, faults)
        made = [outcome(each, planned, setting, known, pairs.get(each)) for each in drafts]
        faults.refuse()
        outcomes = [one for one in made if one]
        facts = moved(errand, setting, planned, known, outcomes, Beside((), {}))
        labels = labels_of(errand, setting, planned, outcomes, facts)
        self.records.append(pushed(errand, "transaction", planned, outcomes, labels))
        self.news.extend(one.new for one in outcomes if one.new)
        self.facts.extend(one.new for one in facts if one.new)
        if doctor not in self.directory:
            await self.flush(connection)
            self.directory[doctor] = await self._known(connection, setting, known)
        return [one.name.address for one in outcomes]

    async def flush(self, connection: Connection) -> None:
        """Write what was planned, with its rows in the ledger."""
        if self.records:
            parts = written(self.news, self.facts)
            await self.access.ledger.append(connection, self.records, parts)
        self.news.clear()
        self.facts.clear()
        self.records.clear()

    async def _known(self, connection: Connection, setting: Writing, known: Found) -> Sequence[Row]:
        """Who the doctor is, where, and that he is there: as much as is there by now."""
        keys = setting.keyring.tokens(pairs_of(setting, known).values())
        rows = await lookup(connection, (), [*setting.needs.finders, *keys], ())
        return [row for row in rows if row["pat"] is None]


def _draft(number: int, resource: dict[str, object], condition: str) -> Draft:
    kind = str(resource["resourceType"])
    system, _, value = condition.partition("|")
    return Draft(
        method="PUT",
        type=kind,
        expression=f"Bundle.entry[{number}].resource",
        resource=resource,
        raw=json.dumps(resource, ensure_ascii=False).encode(),
        condition=Condition(kind, system, value),
        full_url=urn(number),
    )
