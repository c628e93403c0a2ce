"""One step of a case: who may take it, what stands against it, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from hub.transfer.case import Case
from hub.transfer.circumstances import UNKNOWN, Circumstances
from hub.transfer.handoff import Held
from hub.transfer.offer import Offer
from hub.transfer.party import CLOCK, Actor, Role
from hub.transfer.refused import Refused


@dataclass(frozen=True, slots=True)
class Setting:
    """In what an act is judged: the case as it stands, who acts, and when."""

    case: Case
    actor: Actor
    now: datetime


class Act(Protocol):
    """What somebody does: called, it is the case behind it, or raises Refused."""

    @property
    def roles(self) -> frozenset[Role]:
        """Who may, of the case or of the offer that it is about."""

    @property
    def offer(self) -> str | None:
        """The id of that offer, None where it is about the case."""

    def __call__(self, at: Setting) -> Case: ...


@dataclass(frozen=True, slots=True)
class Event:
    """What changed of a case, or of one of its offers; the figures are made of these alone.

    `was` and `became` are a status and what refines it, the same where something else of the case
    changed: the care that was advised, or its circumstances. The last five are of the offer.
    """

    case: str
    offer: str | None
    was: tuple[str, str | None] | None
    became: tuple[str, str | None]
    reason: str | None
    actor: Actor
    at: datetime
    region: str = ""
    care_type: str | None = None
    circumstances: Circumstances = UNKNOWN
    admitted_at: datetime | None = None
    provider: str | None = None
    service: str | None = None
    round: int | None = None
    answer_by: datetime | None = None
    held: Held | None = None


def step(case: Case, act: Act, actor: Actor, now: datetime) -> tuple[Case, list[Event]]:
    """The case behind this act, and an event for each thing that changed.

    Raises:
        Refused: with the guard that stands against it.
    """
    _check_who(case, act, actor)
    after = act(Setting(case, actor, now))
    return after, list(_events(case, after, actor, now))


def roles_of(case: Case, offer: Offer | None, actor: Actor) -> frozenset[Role]:
    """What this actor is in the case; a hospital may ask for a place, and offer one."""
    if actor is CLOCK:
        return frozenset({"clock"})
    who = {"requester": case.requester, "desk": case.desk, "provider": offer and offer.provider}
    roles: tuple[Role, ...] = ("requester", "desk", "provider")
    return frozenset(role for role in roles if who[role] == actor.word_of)


def may_by_itself(case: Case, act: Act, actor: Actor) -> bool:
    """Whether it is for this organisation to do, whoever it was on whose word it was written."""
    offer = case.offer(act.offer) if act.offer is not None else None
    return bool(act.roles & roles_of(case, offer, Actor(actor.ura)))


def _check_who(case: Case, act: Act, actor: Actor) -> None:
    offer = case.offer(act.offer) if act.offer is not None else None
    if act.offer is not None and offer is None:
        raise Refused("T-NO-OFFER", "this case has no such offer", "Task.id")
    if actor.for_whom is not None and actor.ura != case.desk:
        raise Refused("T-FOR-WHOM", "only the transfer point acts for another", "Task.requester")
    if not act.roles & roles_of(case, offer, actor):
        who = " or ".join(sorted(act.roles))
        raise Refused("T-WHO", f"this is for the {who} of this case to do")


def _events(before: Case, after: Case, actor: Actor, now: datetime) -> Iterator[Event]:
    was, became = (before.status, before.phase), (after.status, after.phase)
    of_case = Event(
        after.id, None, was, became, after.reason, actor, now,
        after.region, after.care_type, after.circumstances, after.admitted_at,
    )  # fmt: skip
    if was != became or _told(before) != _told(after):
        yield of_case
    for offer in after.offers:
        old = before.offer(offer.id)
        if old != offer:
            yield replace(
                of_case, offer=offer.id, was=_standing(old) if old else None,
                became=_standing(offer), reason=offer.reason, provider=offer.provider,
                service=offer.service, round=offer.round, answer_by=offer.answer_by,
                held=offer.held,
            )  # fmt: skip


def _told(case: Case) -> object:
    """What the figures have to hear of, though the case stands where it stood."""
    return case.desk, case.region, case.care_type, case.circumstances, case.admitted_at


def _standing(offer: Offer) -> tuple[str, str | None]:
    if offer.is_selected and offer.status == "accepted":
        return offer.status, "selected"
    waits = offer.is_waiting_for_information and offer.status == "received"
    return offer.status, "awaiting-information" if waits else None
