"""Where a will and an agreement are contrary, who stores the one is told of the other.

Of what is in the same push, of what the writer keeps, and of what it may read of others: that is a
read, and the ledger has it. What is stored is the same.
docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from consent.data_category import category_of
from consent.decision import Permit
from hub.access.dossier import Dossier, ground_of
from hub.ledger.record import Ground, Record
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.write.found import Found
from hub.write.moved import Moved
from hub.write.outcome import Contrary, Outcome
from hub.write.plan import Writing
from profiles.pzp.contradiction.dated import span_of
from profiles.pzp.contradiction.said import Kind, Said
from profiles.pzp.contradiction.stance import Stance, contrary

KIND = "Consent"
_CATEGORY = category_of(KIND)
# An emergency opens to who reads, not to who pushes.
_EMERGENCY = "C-BTG"
Pair = tuple[str, Said]
"""The address of what was written, and what it is contrary to."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a writer may know of what stands beside its push."""

    errand: Errand
    setting: Writing
    found: Found

    def beside(self, record: Moved) -> Mapping[Stance, Ground | None]:
        """The directives of a record that it may know of; why, where another keeps it."""
        dossier, own = self.found.dossiers.get(record.pat), self.setting.custodian
        reads = may_bring(self.errand.client, KIND)
        known: dict[Stance, Ground | None] = {}
        for stance in record.facts.stances:
            if stance.custodian == own:
                known[stance] = None
            elif reads and dossier and (ground := self._ground(dossier, stance)):
                known[stance] = ground
        return known

    def _ground(self, dossier: Dossier, stance: Stance) -> Ground | None:
        """Why another's is open to the writer, as it would be to a search of its own."""
        decision = dossier.scope.decision(stance.custodian, _CATEGORY, stance.address)
        if not isinstance(decision, Permit) or decision.reason.startswith(_EMERGENCY):
            return None
        return ground_of(self.setting.keyring, stance.custodian, decision)


@dataclass(frozen=True, slots=True)
class Met:
    """The outcomes, each with what it is contrary to; `shown` is what the ledger has of that."""

    outcomes: Sequence[Outcome]
    shown: Sequence[Record] = ()


def met(look: Look, outcomes: Sequence[Outcome], records: Sequence[Moved]) -> Met:
    """The same, each that is new told of its contradictions; `records` are as they are from now."""
    told, shown = dict[str, list[Contrary]](), list[Record]()
    written = {
        one.name.address: one.new.pat for one in outcomes if one.new and one.name.type == KIND
    }
    for record in records if written else ():
        known = look.beside(record)
        pairs = [
            (address, other)
            for address, other in _pairs(known, look)
            if written.get(address) == record.pat
        ]
        for address, other in pairs:
            told.setdefault(address, []).append(_contrary(other))
        grounds = {one.address: ground for one, ground in known.items() if ground}
        seen = dict.fromkeys(other.address for _, other in pairs)
        if others := [grounds[one] for one in seen if one in grounds]:
            shown.append(_read(look.errand, record, others))
    if not told:
        return Met(outcomes)
    return Met(
        [structs.replace(one, contrary=told.get(one.name.address, ())) for one in outcomes], shown
    )


def _pairs(known: Mapping[Stance, Ground | None], look: Look) -> Iterator[Pair]:
    """Each side of each contradiction, with the other."""
    for pair in contrary(known, look.errand.now):
        yield pair.agreement.address, pair.will
        yield pair.will.address, pair.agreement


def _contrary(other: Said) -> Contrary:
    """Only a date goes into words: whatever else stands in its place is none."""
    return Contrary(other.kind is Kind.WILL, other.date if span_of(other.date) else "")


def _read(errand: Errand, record: Moved, grounds: Sequence[Ground]) -> Record:
    """That others' directives were shown, and why they are open."""
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="search-type",
        status=200,
        rule=" ".join(sorted({one.rule for one in grounds})),
        errand=errand,
        pat=record.pat,
        type=KIND,
        found=len(grounds),
        grounds=tuple(dict.fromkeys(grounds)),
    )
