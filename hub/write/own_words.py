"""What a person says in a choice of his own, who signs it, and whether it lets anybody in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from consent.agreement import HIMSELF, Deciders
from consent.fhir import statements
from consent.mandate import PERSON, Mandate
from consent.statement import Statement
from hub.access.own import mandate_of
from hub.security.errand import Errand
from hub.storage.body import Content, content, with_members
from hub.write.bounded import refuse_too_wide
from profiles.instant import instant
from profiles.systems import HUB_PERSONS


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
    consent: Mapping[str, Any], name: str, version: int, who: Deciders = HIMSELF
) -> list[Statement]:
    """Its statements, decided by these: recorded by nobody, so that they hold over all data.

    Raises:
        TooCostly: there are more than anybody reads.
    """
    refuse_too_wide(consent)
    decided = "+".join(sorted(who.grounds))
    return [
        replace(one, decided_by=decided, signed_by=who.signers, recorded_by=None)
        for one in statements(consent, name, version)
    ]


def signed(consent: Mapping[str, Any], raw: bytes, who: Deciders) -> Signed:
    """With its performers: the inhabitant by his Patient, who stands for him by the hub's name."""
    performers: list[dict[str, Any]] = []
    if who.himself:
        performers.append({"reference": consent["patient"]["reference"]})
    performers += [representative(one) for one in who.mandates]
    taken = content(raw, {})
    members = taken.members | {"performer": msgspec.json.encode(performers)}
    return Signed({**consent, "performer": performers}, Content(members, taken.meta))


def signer(errand: Errand, patient: str) -> dict[str, Any]:
    """A reference to the person who asks: the inhabitant by his Patient, or who stands for him."""
    mandate = mandate_of(errand)
    return {"reference": patient} if mandate is None else representative(mandate)


def representative(mandate: Mandate) -> dict[str, Any]:
    """Who stands for the inhabitant, by the hub's own name of him."""
    name = mandate.person.removeprefix(PERSON)
    return {
        "type": "RelatedPerson",
        "identifier": {"system": HUB_PERSONS, "value": name},
        "display": mandate.ground,
    }
