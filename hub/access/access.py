"""Facts gathered, consent asked: every way to a record passes here.

docs/decisions/0017-one-decision-in-python.md
"""

import logging
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from consent.asker import Professional
from consent.category import ura_text
from consent.data_category import CATEGORIES, TREATMENT_DATA
from consent.facts import Mitz as Word
from consent.policy import Policy
from consent.question import amsterdam_day
from consent.scope import Scope, scope
from consent.section import CHOICES, Section
from consent.statement import Statement
from hub.access.assumed import known_of
from hub.access.beside import Beside
from hub.access.called import Called
from hub.access.caller import names_of
from hub.access.dossier import Dossier, reach_of
from hub.access.emergency import Emergencies
from hub.access.facts import NO_FACTS, StoredFacts, open_facts
from hub.access.recording import Recording
from hub.ledger.append import Ledger
from hub.outbound.mitz.mitz import PURPOSES, Mitz
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
UNASKED: Mapping[str, Word] = {}
# Of the size of a small record with one choice that is no longer in force.
DECOY = StoredFacts(
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
    recordings=(
        Recording(consent_id=str(NOBODY), version=1, at=datetime(2026, 1, 1, 12, tzinfo=UTC)),
    ),
)


@dataclass(frozen=True, slots=True)
class Whose:
    """An inhabitant by one of the database's names: his own, or his Patient's.

    By the first of the names that is known.
    """

    column: Literal["pat", "patient"]
    names: tuple[UUID, ...]


@dataclass(slots=True)
class Access:
    """Decides over records on one database; what it decided is held for who asked.

    `transfer_points` are the desks that look for places, by URA, each with its sub-region.
    `mitz` decides what is left to it, within one request: see `Consultation`.
    Holding is safe, for every statement that goes by it carries the epoch and finds nothing once
    that has moved. It is held for each asker alone: else the speed of an answer would tell him
    whom others asked about.
    """

    database: Database
    keyring: Keyring
    policy: Policy = field(default_factory=Policy)
    emergencies: Emergencies = field(default_factory=Emergencies)
    mitz: Mitz | None = None
    transfer_points: dict[str, str] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)
    held: OrderedDict[Hashable, Dossier] = field(default_factory=OrderedDict)
    ledger: Ledger = field(init=False)
    current_rows: SharedSelect = field(init=False)
    _decoy: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.database, self.keyring)
        self.current_rows = SharedSelect(self.database, CURRENT_ROWS)
        self._decoy = DECOY.sealed(self.keyring, NOBODY, NOBODY, 0)

    def within(self, connection: Connection) -> "Access":
        """The same as things are in the transaction that is open on this connection.

        What is decided there is held there alone, for it may not come to be.
        """
        database = self.database.within(connection)
        return replace(self, database=database, held=OrderedDict())

    async def gather(
        self, connection: Connection, errand: Errand, whose: Whose, *, anew: bool = False
    ) -> Dossier:
        """The record as the asker may see it; one that nobody knows is empty, and costs the same.

        `anew` looks again, where what is held turned out to be of the past.
        """
        key = (*_key(errand), whose.column, whose.names)
        kept = None if anew else self.held.get(key)
        if kept is not None and kept.holds(errand.now):
            self.held.move_to_end(key)
            return kept
        rows = await connection.fetch(f"{KNOWN}{whose.column} = ANY ($1::uuid[])", whose.names)
        row = min(rows, key=lambda row: whose.names.index(row[whose.column]), default=None)
        found = self._decided(errand, row) if row else self.unknown(errand, whose.names[-1])
        return self._keep(key, found)

    def of_row(self, errand: Errand, row: Columns) -> Dossier:
        """The record of a row that came with its inhabitant's facts."""
        kept = self.known_of_row(errand, row)
        if kept is not None:
            return kept
        if row["epoch"] is None:
            return self.unknown(errand, row["pat"])
        return self._keep(_by_pat(errand, row), self._decided(errand, row))

    def known_of_row(self, errand: Errand, row: Columns) -> Dossier | None:
        """The same of a row that came with the epoch of its facts alone; None if none is held."""
        kept = self.held.get(_by_pat(errand, row))
        if kept is not None and kept.reach.epoch == row["epoch"] and kept.holds(errand.now):
            return kept
        return None

    def answered(self, errand: Errand, dossier: Dossier, words: Mapping[str, Word]) -> Dossier:
        """The same record by what Mitz says, by the holder's URA; it is not held."""
        pat, epoch, stored = dossier.reach.pat, dossier.reach.epoch, dossier.facts
        settled = self._settled(errand, pat, stored, words)
        renamed = dossier.reach.renamed
        reach = reach_of(self.keyring, pat, epoch, settled, stored.sources, renamed)
        return Dossier(reach, settled, dossier.called, dossier.patient, stored, dossier.whole)

    def leaves_to_mitz(self, errand: Errand) -> bool:
        """Whether Mitz has a say: to people who treat somebody, and not in an emergency."""
        if self.mitz is None or not isinstance(errand.asker, Professional):
            return False
        return errand.purpose in PURPOSES

    async def declare(self, errand: Errand, dossier: Dossier) -> None:
        """Return when nothing is due, or the emergency in which this is asked stands.

        Of who has no BSN none opens anything: to others it is declared of an id that nobody has.

        Raises:
            Forbidden, TooManyRequests: as `Emergencies.declare`.
        """
        pat = dossier.reach.pat
        if not dossier.facts.numbered:
            pat = NOBODY if dossier.is_open else dossier.patient or NOBODY
        if pat != NOBODY:
            await self.emergencies.declare(self.ledger, errand, pat)

    def unknown(self, errand: Errand, name: UUID) -> Dossier:
        """Nobody's: the same steps as for somebody's, and nothing in the end."""
        decided = self._settled(
            errand, NOBODY, open_facts(self.keyring, self._decoy, NOBODY, NOBODY, 0)
        )
        reach_of(self.keyring, name, 0, decided)
        nothing = self._settled(errand, name, NO_FACTS)
        called = Called.by(self.keyring, names_of(errand))
        return Dossier(reach_of(self.keyring, name, 0, nothing), nothing, called)

    def _decided(self, errand: Errand, row: Columns) -> Dossier:
        pat, patient, epoch = row["pat"], row["patient"], row["epoch"]
        stored, whole = NO_FACTS, True
        try:
            stored = open_facts(self.keyring, row["facts"], pat, patient, epoch)
        except SealBroken as broken:
            _LOG.error("facts of inhabitant %s at epoch %s: %s", pat, epoch, broken)
            whole = False
        settled = self._settled(errand, pat, stored)
        own = names_of(errand)
        renamed = own if own in stored.renamed else None
        reach = reach_of(self.keyring, pat, epoch, settled, stored.sources, renamed)
        called = Called.by(self.keyring, own, stored.namesakes)
        until = stored.until(errand.now)
        return Dossier(reach, settled, called, patient, stored, whole, until)

    def _settled(
        self,
        errand: Errand,
        pat: UUID,
        stored: StoredFacts,
        words: Mapping[str, Word] = UNASKED,
    ) -> Scope:
        """Consent, asked once for every section.

        Of Mitz each holder is unknown until `words` has its answer.
        """
        mitz: dict[str, Word] = {}
        if self.leaves_to_mitz(errand):
            sections = (one for one in stored.sections if one.category in CATEGORIES)
            mitz |= {ura_text(one.custodian): "unknown" for one in sections}
            mitz |= words
        known = known_of(stored, errand.now, errand.asker)
        facts = replace(
            known,
            # A no of Mitz' in this request is newer than a copied yes that came beside it; a copied
            # no may be newer than a yes.
            statements=tuple(
                one
                for one in known.statements
                if not (one.source == "mitz" and one.permit and words.get(one.custodian) == "deny")
            ),
            whose=str(pat),
            relation=errand.asserts_relation,
            mitz=mitz,
            policy=self.policy,
        )
        return scope(errand.question, facts)

    def _keep(self, key: Hashable, dossier: Dossier) -> Dossier:
        self.held[key] = dossier
        self.held.move_to_end(key)
        if len(self.held) > MOST_HELD:
            self.held.popitem(last=False)
        return dossier


def _by_pat(errand: Errand, row: Columns) -> Hashable:
    return *_key(errand), "pat", (row["pat"],)


def _key(errand: Errand) -> tuple[Hashable, ...]:
    """By what a decision differs, beside the inhabitant and his facts."""
    return errand.asker, errand.purpose, errand.relation, amsterdam_day(errand.now)
