"""What was pushed, as versions, and what of it an asker gets by each way in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from tests.model.consent_model import (
    TREATMENT_DATA,
    Asker,
    Decision,
    Model,
    Organisation,
    Statement,
    Thing,
    by_rule,
)

DIRECTORY = "Practitioner"
COUNTED_BY_WORD = "Patient"
TREATS = frozenset({"Encounter"})
OUTSIDE_THE_CATEGORY = frozenset({"MedicationStatement"})


@dataclass(frozen=True, slots=True)
class Version:
    """One version: of a shared resource, one word of one source.

    Of a Patient each source's word counts its own; `moment` orders them all.
    """

    address: str
    number: int
    custodian: str
    inhabitant: int | None
    content: str | None  # None: deleted
    refers_to: frozenset[str] = frozenset()
    says: tuple[Statement, ...] | None = None  # of a privacy Consent
    moment: int = 0

    @property
    def kind(self) -> str:
        return self.address.partition("/")[0]

    @property
    def thing(self) -> Thing:
        """How the decision knows it."""
        category = None if self.kind in OUTSIDE_THE_CATEGORY else TREATMENT_DATA
        return Thing(self.custodian, self.address, category, self.says is not None)


@dataclass(slots=True)
class Record:
    """All versions of everything, and by which id who is known.

    `tag` is what stands behind the number of a version of this custodian's word, for others.
    """

    tag: Callable[[str], str] = str

    known: dict[str, Organisation] = field(default_factory=dict)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    came_first: dict[int, str] = field(default_factory=dict)
    treating: set[tuple[str, int | None]] = field(default_factory=set)

    def address_of(self, address: str, shared_as: str | None) -> str:
        """Where a push lands: what is shared has the id that its first source gave it."""
        return address if shared_as is None else self.shared.setdefault(shared_as, address)

    def add(self, said: Version) -> bool:
        """Add a version, unless the source repeats itself; whether there is a new one."""
        before = self.versions.setdefault(said.address, [])
        own = [one for one in before if one.custodian == said.custodian]
        if own and own[-1].content == said.content:
            return False
        if said.inhabitant is not None:
            self.came_first.setdefault(said.inhabitant, said.custodian)
        if said.kind in TREATS and said.content is not None:
            self.treating.add((said.custodian, said.inhabitant))
        counted = own if said.kind == COUNTED_BY_WORD else before
        number = len(counted) + 1
        says = None
        if said.says is not None:
            says = tuple(replace(one, version=number) for one in said.says)
        before.append(replace(said, number=number, says=says, moment=len(before)))
        return True

    def current(self, address: str) -> list[Version]:
        """The newest version of each source, oldest first."""
        newest = {one.custodian: one for one in self.versions.get(address, [])}
        return sorted(newest.values(), key=lambda one: one.moment)

    def statements(self, inhabitant: int | None) -> list[Statement]:
        """All that this inhabitant said, in force or not."""
        return [
            statement
            for versions in self.versions.values()
            if versions[-1].says and versions[-1].inhabitant == inhabitant
            for statement in versions[-1].says
        ]

    def treats(self, one: Version) -> bool:
        """Whether who says this ever said that he treats the inhabitant."""
        return (one.custodian, one.inhabitant) in self.treating

    def speaks(self, one: Version) -> bool:
        """Whether others may see it at all: who came first is believed too."""
        if one.inhabitant is None or self.treats(one):
            return True
        return self.came_first.get(one.inhabitant, one.custodian) == one.custodian

    def patient(self, inhabitant: int) -> str:
        """The address of this inhabitant's Patient."""
        return self.shared[f"inhabitant {inhabitant}"]


@dataclass(frozen=True, slots=True)
class View:
    """The record as one asker gets it at one moment, so that each thing is decided once."""

    model: Model
    record: Record
    asker: Asker
    today: date
    decided: dict[Thing, Decision] = field(default_factory=dict)
    said: dict[int | None, list[Statement]] = field(default_factory=dict)

    def decision(self, one: Version) -> Decision:
        """Whether he sees this version."""
        if one.kind == DIRECTORY:
            return by_rule("DIRECTORY", opens=True)
        thing = replace(one.thing, speaks=self.record.speaks(one))
        if thing not in self.decided:
            if one.inhabitant not in self.said:
                self.said[one.inhabitant] = self.record.statements(one.inhabitant)
            said = self.said[one.inhabitant]
            self.decided[thing] = self.model.decide(self.asker, thing, said, self.today)
        return self.decided[thing]

    def called(self, one: Version) -> str:
        """As this asker calls this version: his own word by its number alone."""
        of_another = one.kind == COUNTED_BY_WORD and one.custodian != self.asker.of.ura
        tag = f".{self.record.tag(one.custodian)}" if of_another else ""
        return f"{one.address}/_history/{one.number}{tag}"

    def named(self, versions: Iterable[Version]) -> tuple[str, ...]:
        """What he calls them, sorted, for the order of a search is another matter."""
        return tuple(sorted(self.called(one) for one in versions))

    def open(self, versions: Iterable[Version]) -> list[Version]:
        """Those of them that he sees."""
        return [one for one in versions if self.decision(one).open]

    def read(self, address: str) -> Version | None:
        """What stands for him: the newest word of those that are open, deleted only if all are."""
        words = self.record.current(address)
        if self.model.says("only words open to the reader"):
            words = self.open(words)
        elif not self.open(words[-1:]):
            return None
        words = [one for one in words if one.content is not None] or words
        if words and words[0].kind == DIRECTORY:
            first = self.record.versions[address][0].custodian
            words = sorted(words, key=lambda one: (one.custodian == first, one.moment))
        elif self.model.says("the word of who treats him first"):
            words = sorted(words, key=lambda one: (self.record.treats(one), one.moment))
        if not words:
            return None
        return words[-1 if self.model.says("the newest word") else 0]

    def history(self, address: str) -> list[Version]:
        """All versions that he sees, newest first."""
        return self.open(reversed(self.record.versions.get(address, [])))

    def matches(self, kind: str, inhabitant: int) -> list[Version]:
        """What a search for one inhabitant finds."""
        return list(self._standing(kind, inhabitant))

    def included(self, matches: Iterable[Version], kind: str) -> list[Version]:
        """What of this type the matches refer to, as far as he sees it."""
        addresses = {address for one in matches for address in one.refers_to}
        found = [self.read(address) for address in addresses if address.startswith(f"{kind}/")]
        return [one for one in found if one is not None and one.content is not None]

    def _standing(self, kind: str, inhabitant: int) -> Iterator[Version]:
        for address, versions in self.record.versions.items():
            if versions[0].kind == kind and versions[0].inhabitant == inhabitant:
                one = self.read(address)
                if one is not None and one.content is not None:
                    yield one


def label_of_push(
    model: Model, record: Record, pushed: Iterable[Version], today: date
) -> str | None:
    """The audit's label: open where it is for one of what is pushed; None if nobody's data is."""
    about = [one for one in pushed if one.inhabitant is not None]
    now = any(one.kind in TREATS and one.content is not None for one in about)
    labels = {
        model.label(
            replace(one.thing, speaks=now or record.speaks(one)),
            record.statements(one.inhabitant),
            today,
        )
        for one in about
    }
    return max(labels, default=None)  # OPEN sorts after CLOSED
