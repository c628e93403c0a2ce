"""An inhabitant's stored facts: choices and sections, sealed as one, for the epoch they are of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec

from consent.capacity import CapacityWord
from consent.label import Labelled
from consent.mandate import Mandate
from consent.related_person import Ended, RelatedPerson, ended_after
from consent.section import Section
from consent.source import Source
from consent.statement import Statement
from hub.access.called import Namesake
from hub.access.merged import Left, Replaced, left_by, lefts_by
from hub.access.recording import Recording
from hub.outbound.mitz.subscription import Subscribed
from hub.storage import binding
from hub.storage.sealing import Keyring
from profiles.pzp.contradiction.stance import Stance


@dataclass(frozen=True, slots=True)
class Subscription:
    """That Mitz took a subscription to the choices about what this custodian keeps."""

    custodian: str
    taken: Subscribed


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What the hub itself knows to decide by; facts from elsewhere are gathered beside it.

    `renamed` are the custodians of whom something is kept here under another id than they gave;
    `stances` are of the directives that may be contrary to another.
    """

    statements: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Source, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    renamed: tuple[str, ...] = ()
    related: tuple[RelatedPerson, ...] = ()
    labelled: tuple[Labelled, ...] = ()
    recordings: tuple[Recording, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    ended: tuple[Ended, ...] = ()
    represented_by: tuple[Mandate, ...] = ()
    capacity_words: tuple[CapacityWord, ...] = ()
    stances: tuple[Stance, ...] = ()
    numbered: bool = True
    """Sealed before there was anybody without a BSN, it says nothing of it: then he has one."""
    left: tuple[Left, ...] = ()
    replaced: tuple[Replaced, ...] = ()

    def sealed(self, keyring: Keyring, pat: UUID, patient: UUID, epoch: int) -> bytes:
        """As the inhabitant's row keeps it."""
        return keyring.seal(_ENCODER.encode(self), binding.of_facts(pat, patient, epoch))

    def left_by(self, custodian: str | None) -> Left | None:
        """Whose it is what this custodian delivered of him by mistake; None where there is none."""
        return left_by(self.left, custodian) if self.left else None

    def is_replaced(self, custodian: str | None) -> bool:
        """Whether this custodian put another in his place."""
        return any(one.closed for one in self.lefts_by(custodian))

    def lefts_by(self, custodian: str | None) -> tuple[Left, ...]:
        """All of these, the last one first."""
        return lefts_by(self.left, custodian) if self.left else ()

    def left_for(
        self, custodian: str, at: datetime, address: str, since: datetime | None = None
    ) -> Left | None:
        """Whose a version of this moment is by now: that of the first merge that took it.

        Where a merge brought it here, of those alone that came `since`.
        """
        took = (
            one
            for one in self.left
            if one.custodian == custodian
            and one.takes(at, address)
            and (since is None or one.at > since)
        )
        return min(took, key=lambda one: one.at, default=None)

    def with_section(self, section: Section) -> "StoredFacts":
        """This section holds something from now on; a custodian's newest type stands."""
        key = (section.custodian, section.category)
        others = [one for one in self.sections if (one.custodian, one.category) != key]
        return self if section in self.sections else replace(self, sections=(*others, section))

    def with_source(self, source: Source) -> "StoredFacts":
        """What this organisation's word rests on from now on."""
        others = [one for one in self.sources if one.custodian != source.custodian]
        return self if source in self.sources else replace(self, sources=(*others, source))

    def source(self, custodian: str) -> Source:
        """What this organisation's word rests on; of one that is new, whether it is the first."""
        known = next((one for one in self.sources if one.custodian == custodian), None)
        spoke = {one.custodian for one in self.sources} | {one.custodian for one in self.sections}
        return known or Source(custodian=custodian, first=not spoke - {custodian})

    def with_subscription(self, one: Subscription) -> "StoredFacts":
        """This one from now on, in place of the one before it."""
        others = [each for each in self.subscriptions if each.custodian != one.custodian]
        return replace(self, subscriptions=(*others, one))

    def subscription(self, custodian: str) -> Subscribed | None:
        """The one to the choices about what this custodian keeps, believed or not."""
        return next((one.taken for one in self.subscriptions if one.custodian == custodian), None)

    def counting(self, now: datetime) -> tuple[Statement, ...]:
        """Those by which is decided now: a copy of Mitz' as long as its subscription is believed.

        docs/decisions/0026-mitz-asked-live-copied-by-subscription.md
        """
        if all(one.source != "mitz" for one in self.statements):
            return self.statements
        believed = {one.custodian for one in self.subscriptions if one.taken.is_believed(now)}
        return tuple(
            one for one in self.statements if one.source != "mitz" or one.custodian in believed
        )

    def until(self, now: datetime) -> datetime | None:
        """The moment at which the first copy or mandate that counts now ends; None without any."""
        copied = {one.custodian for one in self.counting(now) if one.source == "mitz"}
        ends = [one.taken.believed_until for one in self.subscriptions if one.custodian in copied]
        ends += [one.until for one in self.represented_by if one.until and one.holds(now)]
        return min(ends, default=None)

    def with_namesakes(self, namesakes: Iterable[Namesake]) -> "StoredFacts":
        """These custodians call something of their own as this record has it."""
        new = set(namesakes).difference(self.namesakes)
        return replace(self, namesakes=(*self.namesakes, *sorted(new))) if new else self

    def with_renamed(self, custodian: str) -> "StoredFacts":
        """Something of this custodian is kept here under another id than it gave."""
        known = custodian in self.renamed
        return self if known else replace(self, renamed=(*self.renamed, custodian))

    def with_related(
        self, address: str, person: RelatedPerson | None, at: datetime
    ) -> "StoredFacts":
        """Who may stand for the inhabitant by this RelatedPerson, in place of what it said."""
        before = next((one for one in self.related if one.address == address), None)
        if person == before:
            return self
        related = [one for one in self.related if one.address != address]
        related += [person] if person else []
        ended = [one for one in self.ended if one.person.address != address]
        his = [one for one in self.ended if one.person.address == address]
        ended += ended_after(his, before, person, at)
        return replace(self, related=tuple(related), ended=tuple(ended))

    def with_mandate(self, mandate: Mandate) -> "StoredFacts":
        """That this person stands for the inhabitant, in place of what was vouched for before."""
        others = self.without_mandate(mandate.person, mandate.ground).represented_by
        return replace(self, represented_by=(*others, mandate))

    def without_mandate(self, person: str, ground: str) -> "StoredFacts":
        """That he stands for the inhabitant on this ground no longer."""
        key = (person, ground)
        kept = tuple(one for one in self.represented_by if (one.person, one.ground) != key)
        return self if kept == self.represented_by else replace(self, represented_by=kept)

    def with_labels(self, resource: Labelled) -> "StoredFacts":
        """How confidential this resource is from now on."""
        key = resource.custodian, resource.resource
        labelled = [one for one in self.labelled if (one.custodian, one.resource) != key]
        labelled += [resource] if resource.labels else []
        return self if [*self.labelled] == labelled else replace(self, labelled=tuple(labelled))

    def with_capacity(
        self, custodian: str, said_in: str, words: Sequence[CapacityWord]
    ) -> "StoredFacts":
        """What this record says of whether he can decide, in place of what it said.

        A word that is said again stays the one that was first.
        """
        its = (custodian, said_in)
        before = [one for one in self.capacity_words if (one.custodian, one.said_in) == its]
        others = [one for one in self.capacity_words if (one.custodian, one.said_in) != its]
        said = [next((old for old in before if new.same_as(old)), new) for new in words]
        return self if said == before else replace(self, capacity_words=(*others, *said))

    def with_stance(self, custodian: str, address: str, stance: Stance | None) -> "StoredFacts":
        """What this directive says from now on, in place of what it said; None is nothing."""
        its = (custodian, address)
        others = [one for one in self.stances if (one.custodian, one.address) != its]
        stances = (*others, stance) if stance else tuple(others)
        return (
            self
            if stance in self.stances or stances == self.stances
            else replace(self, stances=stances)
        )

    def with_choices(self, recording: Recording, statements: Sequence[Statement]) -> "StoredFacts":
        """What this Consent says from now on, in place of what it said, and who wrote it down."""
        consent_id = recording.consent_id
        kept = {one.version for one in statements} - {recording.version}
        before = [
            one for one in self.recordings if one.consent_id != consent_id or one.version in kept
        ]
        said = self.with_statements(consent_id, statements)
        return replace(said, recordings=(*before, recording))

    def with_statements(self, said_in: str, statements: Sequence[Statement]) -> "StoredFacts":
        """What this Consent or Task says, in place of what it said."""
        others = [one for one in self.statements if one.consent_id != said_in]
        return replace(self, statements=(*others, *statements))

    def recording(self, consent_id: str, version: int) -> Recording | None:
        """Who wrote this version down; None of what was written before that was kept."""
        said = (consent_id, version)
        return next((one for one in self.recordings if (one.consent_id, one.version) == said), None)


NO_FACTS = StoredFacts()
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(StoredFacts)


def open_facts(
    keyring: Keyring, sealed: bytes, pat: UUID, patient: UUID, epoch: int
) -> StoredFacts:
    """The facts of this row.

    Raises:
        SealBroken: the row was changed by somebody who does not hold the keys.
    """
    return _DECODER.decode(keyring.open(sealed, binding.of_facts(pat, patient, epoch)))
