"""Facts gathered, consent asked: every way to a record passes here.

docs/decisions/0017-one-decision-in-python.md
"""

import logging
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from consent.data_category import TREATMENT_DATA
from consent.policy import Policy
from consent.question import amsterdam_day
from consent.scope import Scope, scope
from consent.section import CHOICES, Section
from consent.statement import Statement
from hub.access.assumed import known_of
from hub.access.dossier import Dossier, reach_of
from hub.access.emergency import Emergencies
from hub.access.facts import NO_FACTS, StoredFacts, open_facts
from hub.ledger.append import Ledger
from hub.search.by_id import CURRENT_ROWS
from hub.security.errand import Errand
from hub.storage.binding import Columns
from hub.storage.database import Connection, Database
from hub.storage.sealing import Keyring, SealBroken
from hub.storage.shared_select import SharedSelect

_LOG = logging.getLogger("hub.access")

MOST_HELD = 10_000
KNOWN = "SELECT pat, patient, epoch, facts FROM inhabitant WHERE "
NOBODY = UUID(int=0)
# Of the size of a small record with one choice that is no longer in force.
_DECOY = StoredFacts(
    (
        Statement(
            consent_id=str(NOBODY),
            version=1,
            permit=True,
            given_at=datetime(2026, 1, 1, 12, microsecond=1, tzinfo=UTC),
            custodian="00000000",
            actor="00000001",
            data=TREATMENT_DATA,
            starts=date(2026, 1, 1),
            status="inactive",
            recorded_by="00000000",
        ),
    ),
    (Section("00000000", "Z3", TREATMENT_DATA), Section("00000000", "Z3", CHOICES)),
)


@dataclass(frozen=True, slots=True)
class Whose:
    """An inhabitant by one of the database's names: his own, or his Patient's."""

    column: Literal["pat", "patient"]
    name: UUID


@dataclass(slots=True)
class Access:
    """Decides over records on one database; what it decided is held for who asked.

    Holding is safe, for every statement that goes by it carries the epoch and finds nothing once
    that has moved. It is held for each asker alone: else the speed of an answer would tell him
    whom others asked about.
    """

    database: Database
    keyring: Keyring
    policy: Policy = field(default_factory=Policy)
    emergencies: Emergencies = field(default_factory=Emergencies)
    held: OrderedDict[Hashable, Dossier] = field(default_factory=OrderedDict)
    ledger: Ledger = field(init=False)
    current_rows: SharedSelect = field(init=False)
    _decoy: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.database, self.keyring)
        self.current_rows = SharedSelect(self.database, CURRENT_ROWS)
        self._decoy = _DECOY.sealed(self.keyring, NOBODY, NOBODY, 0)

    async def gather(
        self, connection: Connection, errand: Errand, whose: Whose, *, anew: bool = False
    ) -> Dossier:
        """The record as the asker may see it; one that nobody knows is empty, and costs the same.

        `anew` looks again, where what is held turned out to be of the past.
        """
        key = (*_key(errand), whose.column, whose.name)
        kept = None if anew else self.held.get(key)
        if kept is not None:
            self.held.move_to_end(key)
            return kept
        row = await connection.fetchrow(f"{KNOWN}{whose.column} = $1", whose.name)
        found = self._decided(errand, row) if row else self.unknown(errand, whose.name)
        return self._keep(key, found)

    def of_row(self, errand: Errand, row: Columns) -> Dossier:
        """The record of a row that came with its inhabitant's facts."""
        key = (*_key(errand), "pat", row["pat"])
        kept = self.held.get(key)
        if kept is not None and kept.reach.epoch == row["epoch"]:
            return kept
        if row["epoch"] is None:
            return self.unknown(errand, row["pat"])
        return self._keep(key, self._decided(errand, row))

    async def declare(self, errand: Errand, pat: UUID) -> None:
        """Return when nothing is due, or the emergency in which this is asked stands.

        Raises:
            Forbidden, TooManyRequests: as `Emergencies.declare`.
        """
        if pat != NOBODY:
            await self.emergencies.declare(self.ledger, errand, pat)

    def unknown(self, errand: Errand, name: UUID) -> Dossier:
        """Nobody's: the same steps as for somebody's, and nothing in the end."""
        decided = self._settled(
            errand, NOBODY, open_facts(self.keyring, self._decoy, NOBODY, NOBODY, 0)
        )
        reach_of(self.keyring, name, 0, decided)
        nothing = self._settled(errand, name, NO_FACTS)
        return Dossier(reach_of(self.keyring, name, 0, nothing), nothing)

    def _decided(self, errand: Errand, row: Columns) -> Dossier:
        pat, patient, epoch = row["pat"], row["patient"], row["epoch"]
        stored, whole = NO_FACTS, True
        try:
            stored = open_facts(self.keyring, row["facts"], pat, patient, epoch)
        except SealBroken as broken:
            _LOG.error("facts of inhabitant %s at epoch %s: %s", pat, epoch, broken)
            whole = False
        settled = self._settled(errand, pat, stored)
        reach = reach_of(self.keyring, pat, epoch, settled, stored.sources)
        return Dossier(reach, settled, patient, stored, whole)

    def _settled(self, errand: Errand, pat: UUID, stored: StoredFacts) -> Scope:
        """Consent, asked once for every section. A stated purpose asserts a treatment relation."""
        facts = replace(
            known_of(stored, errand.asker),
            whose=str(pat),
            relation=errand.purpose is not None,
            policy=self.policy,
        )
        return scope(errand.question, facts)

    def _keep(self, key: Hashable, dossier: Dossier) -> Dossier:
        self.held[key] = dossier
        self.held.move_to_end(key)
        if len(self.held) > MOST_HELD:
            self.held.popitem(last=False)
        return dossier


def _key(errand: Errand) -> tuple[Hashable, ...]:
    """By what a decision differs, beside the inhabitant and his facts."""
    return errand.asker, errand.purpose, amsterdam_day(errand.now)
