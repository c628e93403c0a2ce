"""What a person says in a choice of his own, who signs it, and whether it lets anybody in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from consent.asker import Representative
from consent.fhir import statements
from consent.statement import PATIENT, Statement
from hub.security.errand import Errand
from hub.storage.body import Content, content, with_members
from hub.write.bounded import refuse_too_wide
from profiles.instant import instant
from profiles.systems import HUB_PERSONS

_NOBODY: frozenset[str] = frozenset()
_ANY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Signed:
    """The Consent with who decided it as its performer: parsed, and to be stored."""

    resource: Mapping[str, Any]
    content: Content


def dated(consent: Mapping[str, Any], raw: bytes, now: datetime) -> bytes:
    """The same, decided at this moment by whom it is about: so it is judged, and signed later."""
    members = {"dateTime": instant(now)}
    if "patient" in consent:
        return with_members(raw, {**members, "performer": [consent["patient"]]})
    return with_members(raw, members)


def words_of(
    consent: Mapping[str, Any], name: str, version: int, who: frozenset[str] = _NOBODY
) -> list[Statement]:
    """Its statements, decided by these: recorded by nobody, so that they hold over all data.

    Raises:
        TooCostly: there are more than anybody reads.
    """
    refuse_too_wide(consent)
    decided = "+".join(sorted(who)) or PATIENT
    return [
        replace(one, decided_by=decided, recorded_by=None)
        for one in statements(consent, name, version)
    ]


def deciders(
    errand: Errand, before: Sequence[Statement], now: Sequence[Statement]
) -> frozenset[str]:
    """Who asks, and with him who proposed the very same before: these two decide together."""
    asker = errand.asker
    own = asker.ground if isinstance(asker, Representative) else PATIENT
    proposed = {_content(one) for one in before if _proposes(one)}
    if not proposed or proposed != {_content(one) for one in now}:
        return frozenset({own})
    return frozenset({own}).union(*(one.decided_by.split("+") for one in before))


def lets_in(now: Iterable[Statement], before: Iterable[Statement]) -> bool:
    """Whether anybody may see more by it: a permission that stands, or an objection that goes."""
    said = list(now)
    kept = {_content(one) for one in said if one.status == "active"}
    permits = any(one.permit and one.status == "active" for one in said)
    return permits or any(
        not one.permit and one.status == "active" and _content(one) not in kept for one in before
    )


def signed(errand: Errand, consent: Mapping[str, Any], raw: bytes, who: frozenset[str]) -> Signed:
    """With its performers: the inhabitant by his Patient, who stands for him by the hub's name."""
    performers: list[dict[str, Any]] = []
    if PATIENT in who:
        performers.append({"reference": consent["patient"]["reference"]})
    performers += [representative(errand, ground) for ground in sorted(who - {PATIENT})]
    taken = content(raw, {})
    members = taken.members | {"performer": msgspec.json.encode(performers)}
    return Signed({**consent, "performer": performers}, Content(members, taken.meta))


def signer(errand: Errand, patient: str) -> dict[str, Any]:
    """A reference to the person who asks: the inhabitant by his Patient, or who stands for him."""
    asker = errand.asker
    if isinstance(asker, Representative):
        return representative(errand, asker.ground)
    return {"reference": patient}


def representative(errand: Errand, ground: str) -> dict[str, Any]:
    """Who stands for the inhabitant on this ground, by the hub's name where it is he who asks."""
    asker, word = errand.asker, errand.vouched
    said: dict[str, Any] = {"type": "RelatedPerson", "display": ground}
    if word and isinstance(asker, Representative) and asker.ground == ground:
        said["identifier"] = {"system": HUB_PERSONS, "value": word.subject}
    return said


def _proposes(one: Statement) -> bool:
    """Whether a person proposed it here, so that his agreement is known."""
    return one.status == "proposed" and one.recorded_by is None


def _content(one: Statement) -> Statement:
    """What it says, whoever says it and when."""
    return replace(
        one, version=0, status="active", decided_by="", given_at=_ANY, recorded_by=None, desk=False
    )
