"""A source's right to speak about an inhabitant, and whose word on who he is stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.capacity import Capacity, CapacityWord, with_words
from consent.person import Person, contradicted


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an organisation's word about one inhabitant rests on.

    It declared that it treats him by a `contact`, or that he is `registered` with it; `first` is
    whether nobody spoke of him before it, `desk` whether the region trusts it to say who somebody
    is. `person` is its word on that, `said_at` the moment of it, `capacity` whether he can decide.
    docs/decisions/0024-the-right-to-speak.md
    """

    custodian: str
    contact: bool = False
    registered: bool = False
    first: bool = False
    desk: bool = False
    person: Person | None = None
    said_at: datetime | None = None
    capacity: Capacity | None = None

    @property
    def related(self) -> bool:
        """Whether it declared a treatment relation."""
        return self.contact or self.registered

    @property
    def rank(self) -> tuple[bool, bool]:
        """The higher stands, whichever is newer."""
        return self.desk, self.related


def standing(sources: Iterable[Source]) -> Source | None:
    """Whose word on who he is stands: a desk's, then one who treats him, of those the newest."""
    spoke = [one for one in sources if one.person is not None and one.said_at is not None]
    return max(spoke, key=lambda one: (one.rank, one.said_at, one.custodian), default=None)


def who_say(sources: Iterable[Source]) -> list[Source]:
    """Whose words on him are heard beside each other: the highest rank first, then the newest.

    Of those who may speak of him; where a desk or one who treats him does, nobody else. So who is
    silent on something takes back nothing of what another says.
    """
    listed = list(sources)
    spoke = [one for one in listed if one.person and one.said_at and speaks(one, listed)]
    ranked = [one for one in spoke if any(one.rank)] or spoke
    return sorted(ranked, key=lambda one: (one.rank, one.said_at, one.custodian), reverse=True)


def standing_capacity(
    sources: Iterable[Source], words: Sequence[CapacityWord] = ()
) -> Capacity | None:
    """Of these the newest word on whether he can decide, a desk's first; None where there is none.

    `words` are what their records say of it one by one.
    docs/decisions/0033-who-signed.md
    """
    said = []
    for one in who_say(sources):
        own = [word for word in words if word.custodian == one.custodian]
        if capacity := with_words(one.capacity, own):
            said.append((one.rank, capacity))
    return max(said, key=lambda one: (one[0], one[1].said_at), default=(None, None))[1]


def before_others(sources: Iterable[Source]) -> tuple[frozenset[str], ...]:
    """Whose words go before those of others, the first before the next; within each the newest."""
    listed = list(sources)
    ranks = sorted({one.rank for one in listed if any(one.rank)}, reverse=True)
    return tuple(frozenset(one.custodian for one in listed if one.rank == rank) for rank in ranks)


def speaks(source: Source, sources: Iterable[Source]) -> bool:
    """Whether what it keeps may be shown to others, as far as the inhabitant opens it.

    Who came first may have mistaken the number: he is believed until one who treats the
    inhabitant says that this is somebody else.
    """
    if source.related or source.desk:
        return True
    if not source.first:
        return False
    word = standing(one for one in sources if one.custodian != source.custodian)
    if word is None or word.rank <= source.rank or word.person is None or source.person is None:
        return True
    return not contradicted(source.person, word.person)


def silenced(sources: Sequence[Source]) -> frozenset[str]:
    """The organisations that spoke of him, and may not be shown to others."""
    return frozenset([one.custodian for one in sources if not speaks(one, sources)])


def is_silenced(custodian: str, sources: Sequence[Source]) -> bool:
    """Whether this organisation spoke of him, and may not be shown to others."""
    return custodian in silenced(sources)


def contradicts(source: Source, sources: Iterable[Source]) -> tuple[str, ...]:
    """In which elements of the Patient the word of this source goes against the one that stands.

    One of a lower rank is no measure: who treats the inhabitant is not held to a stranger's word.
    """
    word = standing(one for one in sources if one.custodian != source.custodian)
    if word is None or word.person is None or word.rank < source.rank or source.desk:
        return ()
    return contradicted(source.person, word.person) if source.person else ()
