"""What a person says in a choice of his own, who signs it, and whether it lets anybody in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from consent.asker import Representative
from consent.fhir import statements
from consent.statement import PATIENT, Statement
from hub.security.errand import Errand
from hub.storage.body import Content, content, said, with_members
from hub.write.bounded import refuse_too_wide
from profiles.instant import instant
from profiles.systems import HUB_PERSONS

_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Signed:
    """The Consent with who decided it as its performer: parsed, and to be stored."""

    resource: Mapping[str, Any]
    content: Content

    @property
    def said(self) -> bytes:
        """By which the same content is known again."""
        return said(dict(self.resource))


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


def signed(errand: Errand, consent: Mapping[str, Any], raw: bytes, who: frozenset[str]) -> Signed:
    """With its performers: the inhabitant by his Patient, who stands for him by the hub's name."""
    performers: list[dict[str, Any]] = []
    if PATIENT in who:
        performers.append({"reference": consent["patient"]["reference"]})
    performers += [_representative(errand, ground) for ground in sorted(who - {PATIENT})]
    taken = content(raw, {})
    members = taken.members | {"performer": msgspec.json.encode(performers)}
    return Signed({**consent, "performer": performers}, Content(members, taken.meta))


def _representative(errand: Errand, ground: str) -> dict[str, Any]:
    asker, word = errand.asker, errand.vouched
    said: dict[str, Any] = {"type": "RelatedPerson", "display": ground}
    if word and isinstance(asker, Representative) and asker.ground == ground:
        said["identifier"] = {"system": HUB_PERSONS, "value": word.subject}
    return said
