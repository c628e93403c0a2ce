"""Who speaks for the person who asks: as each source says it, and who did so here.

docs/decisions/0040-own-words.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from consent.asker import Ground
from consent.fhir import related_person
from consent.question import amsterdam_day
from hub.access.access import Access
from hub.ledger.record import SELF
from hub.ledger.search import AskedAbout, entries_about
from hub.query.own_rows import Asked, Kept, OwnRows, own_rows
from hub.security.errand import Errand

_LOOKED_BACK, _MOST = timedelta(days=365), 500
_PERSON, _PATIENT = "RelatedPerson", "Patient"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation or role as a source codes it; `text` is what it says in words, or empty."""

    system: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Spokesperson:
    """Somebody whom a source names; `grounds` are those on which he may decide for the inhabitant.

    `address` is the RelatedPerson, or the Patient with him as a contact; `ura` who says so.
    """

    name: str
    relations: Sequence[Relation]
    grounds: Sequence[Ground]
    telephones: Sequence[str]
    address: str
    ura: str
    organization: str
    said_at: datetime
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Mandate:
    """Somebody asked here for the inhabitant on this ground, within the last year."""

    ground: str
    last_used: datetime


@dataclass(frozen=True, slots=True)
class SpeaksFor:
    """`people` as the sources say it, newest first; `mandates` as they were used here."""

    people: Sequence[Spokesperson]
    mandates: Sequence[Mandate]


async def speaks_for(access: Access, errand: Errand) -> SpeaksFor:
    """Who stands for him, and whom to call.

    Raises:
        Unauthenticated, Forbidden: as `own_rows`.
    """
    found = await own_rows(access, errand, Asked(_PERSON), Asked(_PATIENT))
    people = [*_related(found, amsterdam_day(errand.now)), *_contacts(found)]
    people.sort(key=lambda one: one.said_at, reverse=True)
    since = errand.now - _LOOKED_BACK
    asked = AskedAbout(found.dossier.reach.pat, since, None, _MOST)
    async with access.database.connection() as connection:
        told = await entries_about(connection, access.ledger, asked)
    used = dict[tuple[str, str | None], datetime]()
    for entry in told.entries:
        if entry.who.stands not in {None, SELF}:
            used.setdefault((str(entry.who.stands), entry.who.subject), entry.record.at)
    return SpeaksFor(people, [Mandate(ground, at) for (ground, _), at in used.items()])


def _related(found: OwnRows, today: date) -> Iterator[Spokesperson]:
    for one in found.of(_PERSON):
        said = one.resource
        if said.get("active", True) is not True:
            continue
        may = related_person(said, one.stored.address, one.custodian)
        grounds = may.grounds if may and may.holds(today) else ()
        period = (may.starts, may.ends) if may else (None, None)
        yield _person(one, said, found, grounds, period)


def _contacts(found: OwnRows) -> Iterator[Spokesperson]:
    for one in found.of(_PATIENT):
        for contact in one.resource.get("contact", ()):
            yield _person(one, contact, found)


def _person(
    kept: Kept,
    said: Mapping[str, Any],
    found: OwnRows,
    grounds: Sequence[Ground] = (),
    period: tuple[date | None, date | None] = (None, None),
) -> Spokesperson:
    names = said.get("name", ())
    telecom = said.get("telecom", ())
    return Spokesperson(
        name=next(filter(None, map(_name, [names] if isinstance(names, dict) else names)), ""),
        relations=tuple(_relations(said)),
        grounds=grounds,
        telephones=tuple(
            str(one["value"]) for one in telecom if one.get("system") == "phone" and "value" in one
        ),
        address=kept.stored.address,
        ura=kept.custodian,
        organization=found.names.get(kept.custodian, ""),
        said_at=kept.at,
        starts=period[0],
        ends=period[1],
    )


def _relations(said: Mapping[str, Any]) -> Iterator[Relation]:
    for concept in said.get("relationship", ()):
        codings = concept.get("coding", ())
        for one in codings:
            text = one.get("display", concept.get("text", ""))
            yield Relation(one.get("system", ""), one.get("code", ""), text)
        if not codings and "text" in concept:
            yield Relation("", "", concept["text"])


def _name(name: Mapping[str, Any]) -> str:
    """As it is written, or put together from its parts."""
    if "text" in name:
        return str(name["text"])
    return " ".join([*map(str, name.get("given", ())), str(name.get("family", ""))]).strip()
