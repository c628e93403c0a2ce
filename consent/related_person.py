"""Somebody who may stand for an inhabitant, and on what grounds, as one source says it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from consent.asker import Ground
from consent.question import amsterdam_day
from consent.source import Source, is_silenced


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPerson:
    """FHIR's RelatedPerson: `address` is `RelatedPerson/id`, `custodian` the URA of who says so.

    `starts` and `ends` are days in Amsterdam, both included; `desk` is whether it was said at a
    desk that the region trusts. docs/decisions/0033-who-signed.md
    """

    address: str
    custodian: str
    grounds: tuple[Ground, ...]
    starts: date | None = None
    ends: date | None = None
    desk: bool = False

    def holds(self, day: date) -> bool:
        """Whether that day lies in the period of the relation."""
        begun = self.starts is None or self.starts <= day
        return begun and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """That `person`, as he was said to be, has his grounds no longer: from the moment `at` on."""

    person: RelatedPerson
    at: datetime


def ended_after(
    ended: Iterable[Ended], before: RelatedPerson | None, now: RelatedPerson | None, at: datetime
) -> tuple[Ended, ...]:
    """What ended of one person, once the first word on him gave way to the second.

    What was over by itself does not end again; what he has again did not end.
    """
    day = amsterdam_day(at)
    had = before.grounds if before is not None and before.holds(day) else ()
    has = now.grounds if now is not None and now.holds(day) else ()
    lost = tuple(one for one in had if one not in has)
    kept = tuple(one for one in ended if not set(one.person.grounds) <= {*has, *lost})
    if before is None or not lost:
        return kept
    return (*kept, Ended(person=replace(before, grounds=lost), at=at))


def vouches(
    person: RelatedPerson, recorder: str | None, sources: tuple[Source, ...], *, desk: bool
) -> bool:
    """Whether a choice that `recorder` wrote down, at a desk or not, may rest on this word.

    On its own, or a better one: a desk's, or, but at a desk, that of who treats the inhabitant.
    """
    if person.desk:
        return True
    if is_silenced(person.custodian, sources):
        return False
    return person.custodian == recorder or (not desk and _treats(person.custodian, sources))


def _treats(custodian: str, sources: Iterable[Source]) -> bool:
    return any(one.custodian == custodian and one.related for one in sources)
