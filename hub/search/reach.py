"""What an asker may see of one inhabitant, as a statement takes it: the outcome, and no rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from hub.ledger.record import NOTHING, Ground

OFFERED = "C-OFFERED"
"""Why an offer without a name is open to who was asked: he may not find of whom it is."""
Key = tuple[int, UUID | None]
"""By what a ground is known: a section, or a single resource in it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Decided at `epoch`, 0 where nobody knows the inhabitant.

    `sections` are the numbers of those that are open; `opened` are single resources with their
    section, open though it is closed, `closed` those that are closed though it is open: a Patient
    lies in a section of each source, and the words of the custodians in `first` stand before those
    of others. `grounds` say why something is open. `renamed` is the asker's URA where the hub
    keeps something of its own in this record under another id than it gave. `and_directory` asks
    of what is nobody's too.
    """

    pat: UUID
    epoch: int
    sections: tuple[int, ...] = ()
    opened: tuple[tuple[UUID, int], ...] = ()
    closed: tuple[tuple[UUID, int], ...] = ()
    grounds: Mapping[Key, Ground] = field(default_factory=dict)
    first: tuple[frozenset[str], ...] = ()
    renamed: str | None = None
    and_directory: bool = False

    def is_nameless(self, name: UUID, section: int) -> bool:
        """Whether this is open by such an offer."""
        ground = self.grounds.get((section, name))
        return ground is not None and ground.rule == OFFERED

    def nameless_apart(self) -> "Reach":
        """The same without what is open by an offer that does not say about whom it is."""
        offered = {key for key, ground in self.grounds.items() if ground.rule == OFFERED}
        if not offered:
            return self
        opened = tuple((name, at) for name, at in self.opened if (at, name) not in offered)
        kept = {key: one for key, one in self.grounds.items() if key not in offered}
        return replace(self, opened=opened, grounds=kept)

    def turn(self, custodian: str) -> int:
        """Where a word of this custodian stands among those on the same resource, 0 first."""
        groups = enumerate(self.first)
        return next((turn for turn, group in groups if custodian in group), len(self.first))

    @property
    def within(self) -> tuple[int, ...]:
        """The sections that anything is open of; a row's tokens are those of its section."""
        return tuple({*self.sections, *(section for _, section in self.opened)})

    @property
    def by_resource(self) -> bool:
        """Whether single resources are decided by themselves, beside their section."""
        return bool(self.opened or self.closed)

    def opens(self, name: UUID, section: int | None) -> bool:
        """Whether this resource, in this section, is open."""
        if section is None or not self.by_resource:
            return section in self.sections
        single = (name, section)
        return single in self.opened or (section in self.sections and single not in self.closed)

    def shown(self, keys: Iterable[Key]) -> tuple[Ground, ...]:
        """Why these were shown."""
        found = (self.grounds.get(key) or self.grounds[key[0], None] for key in keys)
        return tuple(dict.fromkeys(found))


def key_of(text: str) -> Key:
    """As a statement tells it: the section, and a name behind it or none."""
    section, _, name = text.partition(" ")
    return int(section), UUID(name) if name else None


@dataclass(frozen=True, slots=True)
class Closed:
    """What the ledger says where nothing is found: whose record it was, why it stayed closed."""

    pat: UUID | None = None
    rules: str = NOTHING
    grounds: tuple[Ground, ...] = ()
