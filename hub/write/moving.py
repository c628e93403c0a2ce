"""All that one merge changes, worked out of what was looked up: pure but for its ids.

docs/decisions/0080-merges.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import structs

from consent.section import CHOICES, CORRECTIONS, Section
from consent.statement import Statement
from hub.access.called import Called
from hub.access.caller import custodian_type_of
from hub.access.facts import NO_FACTS, StoredFacts
from hub.access.merged import Left, Number, Replaced
from hub.access.recording import Recording
from hub.errors import Damaged
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.merges import Merge
from hub.storage.pseudonym import rid
from hub.storage.rows import NewFacts, NewVersion
from hub.storage.task import MESSAGES, NewTask
from hub.write.carrying import Carrying, carrying
from hub.write.departed import Departure, deleted_along, replaced, withdrawn
from hub.write.found import Found, Known
from hub.write.judged import Judged
from hub.write.leaving import Leaving, is_emptied
from hub.write.merging import Back, Merging
from hub.write.own_number import identifiers_of, own_numbers
from hub.write.parties import Asked, Parties, Party
from hub.write.pushed import pushed
from profiles.instant import instant
from profiles.text.parse import parse

OPERATION = "$merge"
MERGED = "D-MERGED"
TELL_WITHIN = timedelta(days=3)
_CATEGORY = "GGC002"


class Told(msgspec.Struct, frozen=True):
    """What is answered, and answered again: the merge, the two Patients, how many moved.

    `refused` is whether a refusal came along, `emptied` how many Consents permit nothing more, and
    `withdrawn` how many documents have the wrong person in them.
    """

    id: str
    prior: str
    survivor: str
    moved: int
    refused: bool = False
    emptied: int = 0
    withdrawn: int = 0


class Written(msgspec.Struct, frozen=True):
    """What is kept of a merge, so that it is answered again, and undone.

    What moved by address, with the version in which it came; the two Patients and the Provenance
    likewise, each as it was from then on; what the moved Consents said before, and who wrote it.
    Of `asked` the digest is kept; of what was merged before it was, nothing.
    """

    told: Told
    reason: str
    prior: tuple[str, int]
    survivor: tuple[str, int]
    provenance: tuple[str, int]
    moved: tuple[tuple[str, int], ...] = ()
    statements: tuple[Statement, ...] = ()
    recordings: tuple[Recording, ...] = ()
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Who merges: by which message, at what moment, and under what name it is kept."""

    errand: Errand
    custodian: str
    event: bytes
    id: UUID


@dataclass(frozen=True, slots=True)
class Moving:
    """`merging` is for the write that moves what moves; `versions` and `facts` are of the prior."""

    source: Source
    asked: Asked
    parties: Parties
    at: datetime
    carrying: Carrying
    merging: Merging
    versions: Sequence[NewVersion]
    facts: Sequence[NewFacts]
    prior: str
    survivor: str
    emptied: int
    withdrawn: int
    found: Found

    def told(self) -> Told:
        """As this source calls the two."""
        called = Called(self.found.keyring, self.source.custodian)
        return Told(
            id=str(self.source.id),
            prior=called.address(self.prior),
            survivor=called.address(self.survivor),
            moved=len(self.carrying.moved),
            refused=self._is_refused(),
            emptied=self.emptied,
            withdrawn=self.withdrawn,
        )

    def _is_refused(self) -> bool:
        carried = [one for said in self.merging.choices.values() for one in said]
        return any(one.carried_at for one in (*carried, *self.merging.refusals))

    def written_down(self, judged: Judged, told: Told) -> Merge:
        """As it is kept, to be answered again and undone by."""
        by_address = {one.name.address: one for one in judged.outcomes}
        names = (judged.plan.names[draft].address for draft in self.carrying.moved)
        consents = self.merging.choices
        facts = _facts(self.parties.prior, self.found)
        provenance = judged.plan.names[self.carrying.provenance].address
        said = Written(
            told=told,
            reason=self.asked.reason,
            prior=(self.prior, self.versions[0].version if self.versions else 0),
            survivor=(self.survivor, by_address[self.survivor].version),
            provenance=(provenance, by_address[provenance].version),
            moved=tuple((name, by_address[name].version) for name in names),
            statements=tuple(one for one in facts.statements if one.consent_id in consents),
            recordings=tuple(one for one in facts.recordings if one.consent_id in consents),
            asked=self.asked.digest(self.found.keyring),
        )
        return Merge(
            id=self.source.id,
            custodian=self.source.custodian,
            event=self.source.event,
            prior=self.parties.prior.name.pat,
            survivor=self.parties.survivor.name.pat,
            closed=not (self.parties.prior.numbered or self.parties.are_one),
            undoes=None,
            at=self.at,
            said=msgspec.json.encode(said),
        )

    def records(self, judged: Judged) -> list[Record]:
        """In the log of each of the two that something of theirs was put right."""
        errand = self.source.errand
        here = pushed(errand, "operation", judged.plan, judged.outcomes, judged.labels)
        rule = f"{here.rule} {MERGED}"
        found = [structs.replace(here, rule=rule, detail=here.detail | _moved("here"))]
        if not self.parties.are_one:
            names = [judged.plan.names[draft].address for draft in self.carrying.moved]
            found.append(
                Record(
                    at=errand.now,
                    request_id=errand.request_id,
                    interaction="operation",
                    status=200,
                    rule=MERGED,
                    errand=errand,
                    pat=self.parties.prior.name.pat,
                    type="Patient",
                    found=len(names),
                    entities=[self.prior, *names],
                    detail=_moved("away"),
                )
            )
        return found

    def tasks(self) -> list[NewTask]:
        """Who was taken for another is told of it, and so is the officer for data protection."""
        if not self.parties.prior.numbered or self.parties.are_one:
            return []
        detail = {"request_id": self.source.errand.request_id, "merge": str(self.source.id)}
        return [
            NewTask(
                kind=kind,
                custodian=self.source.custodian,
                pat=self.parties.prior.name.pat,
                at=self.at,
                due=self.at + TELL_WITHIN,
                detail=detail,
            )
            for kind in MESSAGES
        ]


def _moved(where: str) -> dict[str, object]:
    return {"operation": OPERATION, "moved": where}


def moving(
    source: Source, asked: Asked, parties: Parties, kept: Sequence[Known], found: Found
) -> Moving:
    """What this merge changes; `kept` is all that the source keeps of the prior but his Patient.

    Raises:
        Damaged: the facts of either were changed outside the hub.
    """
    facts = _facts(parties.prior, found)
    staying = [row for row in kept if _stays(row, facts)]
    going = [row for row in kept if row not in staying]
    at = _moment(source, parties, going)
    leaving = _leaving(source, parties, going, staying)
    emptied = {name for name in leaving.consents if is_emptied(_said(facts, name))}
    spoilt = [row for row in going if parties.prior.numbered and _is_sealed_in(row, parties)]
    live = [row for row in going if not (row.deleted or row in spoilt)]
    told = carrying(asked, parties, live, emptied, found, instant(at))
    survivor = _survivor(parties, told, found)
    versions, prior = _versions(source, asked, parties, at, survivor, found)
    dead = [row for row in going if row not in live]
    versions += deleted_along(dead, parties.survivor.name.pat, at, found.keyring)
    left = _left(source, parties, staying, at)
    rest = _rest(leaving, facts, left, is_new=parties.prior.word is None)
    return Moving(
        source=source,
        asked=asked,
        parties=parties,
        at=at,
        carrying=told,
        merging=_merging(parties, leaving, facts, left, told, (prior, survivor)),
        versions=versions,
        facts=[] if parties.are_one else [_new_facts(parties.prior, prior, rest, found)],
        prior=prior,
        survivor=survivor,
        emptied=len(emptied),
        withdrawn=len([row for row in spoilt if not row.deleted]),
        found=found,
    )


def _merging(
    parties: Parties,
    leaving: Leaving,
    facts: StoredFacts,
    left: Left,
    told: Carrying,
    patients: tuple[str, str],
) -> Merging:
    """What comes to the survivor's record; `patients` are the addresses of the two."""
    prior, survivor = patients
    gone, choices = leaving.addresses, leaving.choices(facts, left.at)
    words = [one for one in facts.capacity_words if one.said_in in gone]
    return Merging(
        id=left.merge,
        at=left.at,
        replaced=Replaced(
            merge=left.merge,
            custodian=left.custodian,
            patient="" if parties.prior.numbered or parties.are_one else prior,
            numbers=tuple((one.system, one.value) for one in parties.numbers),
        ),
        drafts=frozenset(told.moved),
        choices=choices,
        recordings={one.consent_id: one for one in facts.recordings if one.consent_id in choices},
        refusals=() if parties.are_one else leaving.refusals(facts, left.at, left.merge),
        namesakes=tuple(one for one in facts.namesakes if one[1] in gone),
        renamed=tuple(one for one in facts.renamed if one == left.custodian),
        ended=tuple(one for one in facts.ended if one.person.address in gone),
        words=tuple(replace(one, patient=survivor) for one in words),
        back=Back(left, parties.prior.name.bsn_hash, _numbers(parties, left, told)),
    )


def _numbers(parties: Parties, left: Left, told: Carrying) -> frozenset[Number]:
    """By which the survivor is meant from now on."""
    said = own_numbers(identifiers_of(told.word.resource or {}))
    both = (*parties.numbers, *said)
    return frozenset([*left.numbers, *((one.system, one.value) for one in both)])


def _moment(source: Source, parties: Parties, going: Sequence[Known]) -> datetime:
    """Later than the merge by which any of it came, whatever the clock."""
    rows = (*going, *_word(parties))
    return max([source.errand.now, *(row.last_updated + timedelta.resolution for row in rows)])


def _is_sealed_in(row: Known, parties: Parties) -> bool:
    """Whether the wrong person is named in a document, which is kept whole and can't be mended."""
    if row.type != "Bundle" or row.deleted:
        return False
    # A digit may be written as an escape.
    body = msgspec.json.encode(parse(row.body)) if b"\\u" in row.body else row.body
    return parties.prior.bsn.encode() in body


def _facts(party: Party, found: Found) -> StoredFacts:
    dossier = found.dossiers.get(party.name.pat)
    if dossier is not None and not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    return dossier.facts if dossier else replace(NO_FACTS, numbered=party.numbered)


def _stays(row: Known, facts: StoredFacts) -> bool:
    """What is the inhabitant's own: what he asked to be corrected, a choice that he took over."""
    if row.category == CORRECTIONS:
        return True
    own = (one for one in facts.statements if one.recorded_by is None and one.source == "local")
    return row.category == CHOICES and any(one.consent_id == row.id for one in own)


def _word(parties: Parties) -> Sequence[Known]:
    return [parties.prior.word] if parties.prior.word else []


def _leaving(
    source: Source, parties: Parties, going: Sequence[Known], staying: Sequence[Known]
) -> Leaving:
    """A Patient that was replaced stays; of one who was never meant the word goes."""
    kept: set[str | None] = {row.category for row in staying}
    addresses = {row.address for row in going}
    if not parties.prior.numbered:
        kept.add(_CATEGORY)
    else:
        addresses |= {row.address for row in _word(parties)}
    kind = custodian_type_of(source.errand)
    return Leaving(source.custodian, kind, frozenset(addresses), frozenset(kept))


def _said(facts: StoredFacts, name: str) -> list[Statement]:
    return [one for one in facts.statements if one.consent_id == name]


def _survivor(parties: Parties, told: Carrying, found: Found) -> str:
    known = found.patient_of(parties.survivor.name.pat)
    return known.address if known is not None else f"Patient/{told.word.new_id}"


def _versions(
    source: Source, asked: Asked, parties: Parties, at: datetime, survivor: str, found: Found
) -> tuple[list[NewVersion], str]:
    """What is written of the prior's Patient, and his address."""
    word = parties.prior.word
    if parties.are_one:
        return [], survivor
    one = Departure(parties.prior, source.custodian, at, survivor, found.keyring)
    if parties.prior.numbered and word is not None:
        return [withdrawn(one, word)], word.address
    version, address = replaced(one, asked.prior)
    return [version], address


def _left(source: Source, parties: Parties, staying: Sequence[Known], at: datetime) -> Left:
    """Whose it is what went, and by which numbers what still comes is known to be his."""
    word = parties.prior.word
    numbers = own_numbers(identifiers_of(parse(word.body))) if word else ()
    return Left(
        merge=str(source.id),
        custodian=source.custodian,
        at=at,
        to=parties.survivor.name.bsn_hash,
        closed=not parties.prior.numbered,
        numbers=tuple((one.system, one.value) for one in numbers),
        stayed=tuple(row.address for row in staying),
    )


def _rest(leaving: Leaving, facts: StoredFacts, left: Left, *, is_new: bool) -> StoredFacts:
    """The prior's facts from now on."""
    rest = replace(leaving.rest(facts), left=(*facts.left, left))
    section = Section(left.custodian, leaving.kind, _CATEGORY)
    return rest.with_section(section) if is_new else rest


def _new_facts(party: Party, address: str, facts: StoredFacts, found: Found) -> NewFacts:
    keyring, pat = found.keyring, party.name.pat
    dossier = found.dossiers.get(pat)
    if dossier is not None and dossier.patient is not None:
        patient, epoch = dossier.patient, dossier.reach.epoch + 1
        return NewFacts(pat, patient, epoch, facts.sealed(keyring, pat, patient, epoch))
    patient = rid(keyring, *address.split("/"))
    sealed = facts.sealed(keyring, pat, patient, 1)
    return NewFacts(pat, patient, 1, sealed, party.name.bsn_hash)
