"""Where a will and an agreement are contrary, who stores the one is told of the other.

Of what is in the same push, of what the writer keeps, and of what it may read of others: that is a
read, and the ledger has it. What is stored is the same. A look that changes nothing is no lock:
of two that come at once each may miss the other, whom a reader is shown.
docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import msgspec

from consent.data_category import category_of
from consent.decision import Permit
from hub.access.dossier import Dossier, ground_of
from hub.errors import Damaged
from hub.ledger.record import Ground, Record
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.database import Connection, Row
from hub.storage.directives import consents_in
from hub.storage.pseudonym import section_number
from hub.storage.stored import unseal_current
from hub.write.found import Found
from hub.write.moved import Moved
from hub.write.outcome import Contrary, Outcome
from hub.write.plan import Writing
from profiles.pzp.contradiction.compared import compare, may_be_contrary
from profiles.pzp.contradiction.dated import span_of
from profiles.pzp.contradiction.said import Kind, Said

KIND = "Consent"
_CATEGORY = category_of(KIND)
# An emergency opens to who reads, not to who pushes.
_EMERGENCY = "C-BTG"
Pair = tuple[str, Said]
"""The address of what was written, and what it is contrary to."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a push in one record: `others` by address is why another's is open."""

    consents: Sequence[Mapping[str, Any]] = ()
    others: Mapping[str, Ground] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """A look into a record, for one errand."""

    connection: Connection
    errand: Errand
    setting: Writing
    found: Found

    async def beside(self, pat: UUID, written: frozenset[UUID]) -> Beside:
        """What is kept there already and open to the writer, but for what is `written`."""
        dossier = self.found.dossiers.get(pat)
        sections = list(self._sections(pat, dossier)) if dossier else []
        if dossier is None or not sections:
            return Beside()
        consents, others = list[Mapping[str, Any]](), dict[str, Ground]()
        for row in await consents_in(self.connection, pat, sections, written):
            try:
                stored = unseal_current(row, self.setting.keyring)
            except Damaged:  # the log has named it; what is pushed is none the worse for it
                continue
            if row["custodian"] != self.setting.custodian:
                ground = self._ground(dossier, row, stored.address)
                if ground is None:
                    continue
                others[stored.address] = ground
            consents.append(msgspec.json.decode(stored.body))
        return Beside(consents, others)

    def knows_a_will(self, record: Moved) -> bool:
        """Whether a will is in force here that the writer may know: by no other is time told."""
        dossier, own = self.found.dossiers.get(record.pat), self.setting.custodian
        return any(
            who == own or (dossier is not None and dossier.scope.permits(who, _CATEGORY, address))
            for who, address in record.facts.wills
        )

    def _sections(self, pat: UUID, dossier: Dossier) -> Iterator[int]:
        """The writer's own, and those that are open to it, at least in part."""
        key, own = self.setting.keyring.index_key, self.setting.custodian
        for one in dossier.facts.sections:
            if one.category == _CATEGORY:
                number = section_number(key, pat, one.custodian, one.category)
                if one.custodian == own or (number in dossier.reach.within and self._reads()):
                    yield number

    def _reads(self) -> bool:
        """Whether the token was granted to see Consents at all."""
        return may_bring(self.errand.client, KIND)

    def _ground(self, dossier: Dossier, row: Row, address: str) -> Ground | None:
        """Why another's is open to the writer, as it would be to a search of its own."""
        decision = dossier.scope.decision(row["custodian"], row["category"], address)
        if not isinstance(decision, Permit) or decision.reason.startswith(_EMERGENCY):
            return None
        return ground_of(self.setting.keyring, row["custodian"], decision)


@dataclass(frozen=True, slots=True)
class Met:
    """The outcomes, each with what it is contrary to; `shown` is what the ledger has of that."""

    outcomes: Sequence[Outcome]
    shown: Sequence[Record] = ()


async def met(look: Look, outcomes: Sequence[Outcome], facts: Sequence[Moved]) -> Met:
    """The same, each that is new told of its contradictions; `facts` are as they are from now on.

    No statement where no directive was stored that can be contrary to any, or no will is known.
    """
    with_will = {one.pat for one in facts if look.knows_a_will(one)}
    told, shown = dict[str, list[Contrary]](), list[Record]()
    for pat in _touched(look, outcomes) & with_will:
        written = [one for one in outcomes if one.new and one.new.pat == pat]
        pairs, grounds = await _in_record(look, pat, written)
        for address, other in pairs:
            told.setdefault(address, []).append(_contrary(other))
        if grounds:
            shown.append(_read(look.errand, pat, grounds))
    if not told:
        return Met(outcomes)
    return Met([replace(one, contrary=told.get(one.name.address, ())) for one in outcomes], shown)


def _touched(look: Look, outcomes: Sequence[Outcome]) -> set[UUID]:
    """The inhabitants of whom something was stored that can be contrary; each is judged once."""
    touched = set[UUID]()
    for draft, one in zip(look.setting.drafts, outcomes, strict=True):
        if draft.type != KIND or not draft.resource or not one.new or not one.new.pat:
            continue
        if one.new.pat not in touched and may_be_contrary(draft.resource, look.errand.now):
            touched.add(one.new.pat)
    return touched


async def _in_record(
    look: Look, pat: UUID, written: Sequence[Outcome]
) -> tuple[Sequence[Pair], Sequence[Ground]]:
    """The pairs that this push makes in a record, and why what is another's of them is open."""
    pushed = {one.name.address: one for one in written if one.name.type == KIND}
    beside = await look.beside(pat, frozenset(one.new.rid for one in pushed.values() if one.new))
    consents = [msgspec.json.decode(one.body) for one in pushed.values() if one.body]
    pairs = list(_pairs([*consents, *beside.consents], look, pushed))
    shown = dict.fromkeys(other.address for _, other in pairs)
    return pairs, [beside.others[one] for one in shown if one in beside.others]


def _pairs(
    consents: Sequence[Mapping[str, Any]], look: Look, written: Mapping[str, Outcome]
) -> Iterator[Pair]:
    """What was written, with what it is contrary to; of both where both were."""
    for treatment in compare(consents, look.errand.now).treatments:
        for pair in treatment.contradictions:
            if pair.agreement.address in written:
                yield pair.agreement.address, pair.will
            if pair.will.address in written:
                yield pair.will.address, pair.agreement


def _contrary(other: Said) -> Contrary:
    """Only a date goes into words: whatever else stands in its place is none."""
    return Contrary(other.kind is Kind.WILL, other.date if span_of(other.date) else "")


def _read(errand: Errand, pat: UUID, grounds: Sequence[Ground]) -> Record:
    """That others' directives were shown, and why they are open."""
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="search-type",
        status=200,
        rule=" ".join(sorted({one.rule for one in grounds})),
        errand=errand,
        pat=pat,
        type=KIND,
        found=len(grounds),
        grounds=tuple(dict.fromkeys(grounds)),
    )
