"""What candidates answered to the offers of a month, and how fast."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from hub.transfer.capacity.promise import NO_PLACE
from hub.transfer.figures.clock import day_of
from hub.transfer.figures.facts import Statement, lateness
from hub.transfer.figures.figure import NOT_KNOWN, OF, Figure, Key, Measured, figure
from hub.transfer.figures.of_cases import Seen
from hub.transfer.figures.of_ways import Part
from hub.transfer.figures.terms import Period
from hub.transfer.figures.trail import Asked, Trail
from hub.transfer.moves.offering import NO_RESPONSE
from hub.transfer.step import Event

_GROUPS = {
    **dict.fromkeys(NO_PLACE, "no-capacity-or-staff"),
    "care-not-offered": "not-offered",
    NO_RESPONSE: NO_RESPONSE,
}
"""Of reasons to refuse; all others are `other-reason`."""
_SECOND = timedelta(seconds=1)


def _answer(offer: Asked) -> Event | None:
    return offer.first("accepted", "on-hold", "rejected")


def _unanswered(seen: Seen, offer: Asked) -> str | None:
    """Why there is no answer; None where there is one, or where the time for it has passed."""
    if _answer(offer) is not None:
        return None
    if offer.last.became[0] == "cancelled":
        return "ended-before-answer"
    until = offer.last.answer_by
    return "open" if until is None or until > seen.at else None


def _seconds(seen: Seen, offer: Asked) -> int | str:
    why, answer = _unanswered(seen, offer), _answer(offer)
    if why is not None:
        return why
    if answer is not None and answer.reason != NO_RESPONSE:
        if answer.actor.for_whom is not None:
            # It was written down when the transfer point was told by phone, not when he answered.
            return "told-by-phone"
        return (answer.at - offer.made.at) // _SECOND
    until = (answer or offer.last).answer_by
    return "deadline-not-known" if until is None else (until - offer.made.at) // _SECOND


def _outcome(seen: Seen, offer: Asked) -> Part:
    if offer.first("accepted"):
        return "accepted", None
    if (why := _unanswered(seen, offer)) is not None:
        return None, why
    refused = offer.first("rejected")
    if refused is None:
        return ("other-date" if offer.first("on-hold") else NO_RESPONSE), None
    return _GROUPS.get(refused.reason or "", "other-reason"), None


def _reason(_: Seen, offer: Asked) -> Part:
    refused = offer.first("rejected")
    if refused is None:
        return None, "not-refused"
    return refused.reason or NOT_KNOWN, None


def _promise(_: Seen, offer: Asked) -> Part:
    if not offer.first("accepted"):
        return None, "not-accepted"
    return "broken" if offer.first("rejected") else "kept", None


def _had_place(seen: Seen, offer: Asked) -> Part:
    refused = offer.first("rejected")
    if refused is None or refused.reason not in NO_PLACE:
        return None, "not-refused-for-place-or-staff"
    said = _stated(seen, refused)
    if said is None or said.available is None:
        return None, "capacity-not-known"
    return "place-was-stated" if said.available > 0 else "no-place-was-stated", None


def _stated(seen: Seen, refused: Event) -> Statement | None:
    """What this site said last of this care, before it refused; of two at once the lower."""
    of_site = seen.statements.get((refused.service or "", refused.care_type or ""), ())
    said = [one for one in of_site if one.at <= refused.at]
    return max(said, key=lateness, default=None)


_PARTS: tuple[tuple[str, Callable[[Seen, Asked], Part], tuple[Key, ...]], ...] = (
    ("answer", _outcome, ((), ("region",))),
    ("refusal-reason", _reason, ()),
    ("promise", _promise, ((),)),
    ("refused-with-place", _had_place, ((),)),
)
"""For all, by what; what a provider does is for the transfer point."""


def figures_of_offers(seen: Seen, every: Sequence[Trail], period: Period) -> Iterator[Figure]:
    """By the day on which an offer went out."""
    made = [
        offer for trail in every for offer in trail.offers if day_of(offer.made.at) in period
    ]  # fmt: skip
    times = [_timed(seen, offer) for offer in made]
    yield figure("response-time", "offer", "h", times, ("region",))
    yield figure("response-time", "offer", "h", times, ("provider",), is_for_desk=True)
    for code, part_of, each in _PARTS:
        found = [_parted(seen, offer, part_of) for offer in made]
        for by in each:
            yield figure(code, "offer", "%", found, by)
        yield figure(code, "offer", "%", found, ("provider",), is_for_desk=True)


def _under(offer: Asked) -> dict[str, str]:
    last = offer.last
    return {"provider": last.provider or NOT_KNOWN, "region": last.region or NOT_KNOWN}


def _timed(seen: Seen, offer: Asked) -> Measured:
    found = _seconds(seen, offer)
    if isinstance(found, str):
        return Measured(_name(offer), _under(offer), left_out=found)
    return Measured(_name(offer), _under(offer), value=found)


def _parted(seen: Seen, offer: Asked, part_of: Callable[[Seen, Asked], Part]) -> Measured:
    part, why = part_of(seen, offer)
    return Measured(_name(offer), _under(offer), part=part, left_out=why)


def _name(offer: Asked) -> str:
    return f"{offer.made.case}{OF}{offer.id}"
