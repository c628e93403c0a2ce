"""Who is in a story of tampering: two inhabitants of one source, and two doctors.

The friend is let in by the victim, the stranger by the other inhabitant alone.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hub.storage.database import Connection
from profiles import systems
from tests.builders import a_bsn, a_privacy_consent
from tests.hub.dossier import Dossier, an_observation, kept_by
from tests.plugins.hub import Caller, Region

NUMBERS = "https://example.org/numbers"


@dataclass(slots=True)
class Thing:
    """A resource: its address, its row's name, and the words that stand in each version alone."""

    address: str
    rid: UUID
    words: list[str]

    @property
    def type(self) -> str:
        """Its type."""
        return self.address.partition("/")[0]

    @property
    def id(self) -> str:
        """Its id."""
        return self.address.partition("/")[2]


@dataclass(slots=True)
class Cast:
    """Everybody, and what is kept of the two inhabitants, by the part that it plays."""

    hand: Connection
    dossiers: dict[str, Dossier]
    callers: dict[str, Caller]
    things: dict[str, Thing] = field(default_factory=dict)
    pats: dict[str, UUID] = field(default_factory=dict)

    @property
    def source(self) -> Caller:
        """Who keeps it all."""
        return self.callers["source"]

    @property
    def personal(self) -> list[str]:
        """What no log may hold."""
        people = [(dossier.bsn, dossier.id) for dossier in self.dossiers.values()]
        words = [word for thing in self.things.values() for word in thing.words]
        return [text for pair in people for text in pair] + words


async def a_cast(region: Region, hand: Connection) -> Cast:
    """Both inhabitants, with what the stories need; `hand` writes and looks as the owner."""
    source = await region.organization()
    cast = Cast(
        hand,
        {whose: await kept_by(source, a_bsn()) for whose in ("victim", "other")},
        {"source": source, "friend": await region.doctor(), "stranger": await region.doctor()},
    )
    victim, other = cast.dossiers.values()
    await victim.open_to(cast.callers["friend"])
    await other.open_to(cast.callers["stranger"])
    await _fill(cast)
    for whose, part in (("victim", "secret"), ("other", "others")):
        cast.pats[whose] = await hand.fetchval(
            "SELECT pat FROM resource WHERE rid = $1", cast.things[part].rid
        )
    return cast


async def _fill(cast: Cast) -> None:
    """A wish that was changed, one that was deleted, others that stay as they are."""
    for part, kind in (
        ("secret", "Goal"),
        ("gone", "Goal"),
        ("rest", "Goal"),
        ("seen", "Observation"),
        ("medication", "MedicationStatement"),
    ):
        await keep(cast, part, cast.dossiers["victim"], a_wish(kind))
    await keep(cast, "others", cast.dossiers["other"], a_wish("Goal"))
    await change(cast, "secret", a_wish("Goal"))
    assert (await cast.source("DELETE", cast.things["gone"].address)).status_code == 204


async def keep(cast: Cast, part: str, dossier: Dossier, resource: dict[str, Any]) -> Thing:
    """Store it as this part; its row is the one that is there since."""
    kind, words = resource["resourceType"], _words_of(resource)
    whose = {"patient" if kind == "Consent" else "subject": {"reference": dossier.patient}}
    before = await _rids(cast.hand, dossier.source.ura, kind)
    address = await dossier.add(resource | whose)
    [rid] = await _rids(cast.hand, dossier.source.ura, kind) - before
    cast.things[part] = Thing(address, rid, [words])
    return cast.things[part]


async def change(cast: Cast, part: str, resource: dict[str, Any]) -> None:
    """A next version of what plays this part."""
    thing = cast.things[part]
    said = (await cast.source.get(thing.address)).json()
    answer = await cast.source.put(said | resource)
    assert answer.status_code == 200, answer.text
    thing.words.append(_words_of(said | resource))


async def choose(cast: Cast, part: str, dossier: Dossier, **choice: Any) -> Thing:
    """A privacy Consent that plays this part, told by its number."""
    number = {"system": NUMBERS, "value": f"keuze-{secrets.token_hex(8)}"}
    consent = a_privacy_consent(dossier.patient, identifier=[number], **choice)
    return await keep(cast, part, dossier, consent)


def a_wish(kind: str) -> dict[str, Any]:
    """A resource of this type with words that nothing else has."""
    code = {"coding": [{"system": systems.SNOMED, "code": "385987000"}]}
    made = {
        "Goal": {"lifecycleStatus": "active", "description": code},
        "Observation": an_observation(""),
        "MedicationStatement": {"status": "active", "medicationCodeableConcept": code},
    }[kind]
    note = [{"text": f"Wens {secrets.token_hex(8)} voor later"}]
    return {"resourceType": kind, **made, "note": note}


def _words_of(resource: dict[str, Any]) -> str:
    told = resource.get("note") or resource["identifier"]
    return str(told[0].get("text") or told[0]["value"])


async def _rids(connection: Connection, ura: str, kind: str) -> set[UUID]:
    found = await connection.fetch(
        "SELECT rid FROM resource WHERE custodian = $1 AND type = $2", ura, kind
    )
    return {row["rid"] for row in found}
