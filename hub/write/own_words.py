"""What a person says in a choice of his own, who signs it, and whether it lets anybody in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from consent.asker import Representative
from consent.fhir import statements
from consent.mandate import PERSON, Mandate
from consent.statement import PATIENT, Statement
from hub.security.errand import Errand
from hub.storage.body import Content, content, said, with_members
from hub.write.bounded import refuse_too_wide
from profiles.instant import instant
from profiles.systems import HUB_PERSONS

_ANY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decide it together: the inhabitant `himself`, and who stand for him by a mandate."""

    himself: bool = True
    mandates: tuple[Mandate, ...] = ()

    @property
    def grounds(self) -> frozenset[str]:
        """`patient`, and on what grounds the others decide."""
        own = frozenset({PATIENT} if self.himself else ())
        return own.union(one.ground for one in self.mandates)

    @property
    def signers(self) -> tuple[str, ...]:
        """The others, as `Statement.signed_by` names them."""
        return tuple(sorted(one.person for one in self.mandates))


HIMSELF = Deciders()


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


def mandate_of(errand: Errand) -> Mandate | None:
    """On what he who asks stands for another, as it is vouched for now; None of who does not."""
    asker, word = errand.asker, errand.vouched
    if word is None or not isinstance(asker, Representative):
        return None
    person = f"{PERSON}{word.subject}"
    return Mandate(person=person, ground=asker.ground, said_at=errand.now, until=word.until)


def deciders(
    errand: Errand,
    before: Sequence[Statement],
    now: Sequence[Statement],
    known: Iterable[Mandate],
) -> Deciders:
    """Who asks, and with him who proposed the very same before: these two decide together.

    Of those `known` to stand for the inhabitant still.
    """
    own = mandate_of(errand)
    mandates = [own] if own else []
    proposed = {_content(one) for one in before if _proposes(one)}
    if not proposed or proposed != {_content(one) for one in now}:
        return Deciders(himself=own is None, mandates=tuple(mandates))
    agreed = {signer for one in before for signer in one.signed_by}
    if own:
        agreed.discard(own.person)
    mandates += [one for one in known if one.person in agreed]
    himself = own is None or any(PATIENT in one.decided_by.split("+") for one in before)
    return Deciders(himself=himself, mandates=tuple(mandates))


def lets_in(now: Iterable[Statement], before: Iterable[Statement]) -> bool:
    """Whether anybody may see more by it: a permission that stands, or an objection that goes."""
    said = list(now)
    kept = {_content(one) for one in said if one.status == "active"}
    permits = any(one.permit and one.status == "active" for one in said)
    return permits or any(
        not one.permit and one.status == "active" and _content(one) not in kept for one in before
    )


def goes(now: Iterable[Statement], before: Iterable[Statement]) -> list[Statement]:
    """The objections that those who made them object no longer by: gone, or of others now."""
    said = {_content(one): {*one.signed_by} for one in now if one.status == "active"}
    return [
        one
        for one in before
        if not one.permit and one.status == "active"
        if not ({*one.signed_by} and {*one.signed_by} <= said.get(_content(one), set()))
    ]


def signed(consent: Mapping[str, Any], raw: bytes, who: Deciders) -> Signed:
    """With its performers: the inhabitant by his Patient, who stands for him by the hub's name."""
    performers: list[dict[str, Any]] = []
    if who.himself:
        performers.append({"reference": consent["patient"]["reference"]})
    performers += [_representative(one) for one in who.mandates]
    taken = content(raw, {})
    members = taken.members | {"performer": msgspec.json.encode(performers)}
    return Signed({**consent, "performer": performers}, Content(members, taken.meta))


def _representative(mandate: Mandate) -> dict[str, Any]:
    name = mandate.person.removeprefix(PERSON)
    return {
        "type": "RelatedPerson",
        "identifier": {"system": HUB_PERSONS, "value": name},
        "display": mandate.ground,
    }


def _proposes(one: Statement) -> bool:
    """Whether a person proposed it here, so that his agreement is known."""
    return one.status == "proposed" and one.recorded_by is None


def _content(one: Statement) -> Statement:
    """What it says, whoever says it and when."""
    return replace(
        one,
        version=0,
        status="active",
        decided_by="",
        signed_by=(),
        given_at=_ANY,
        recorded_by=None,
        desk=False,
    )
