"""Whose facts a message adds to, and whether it may: never by name, never over another's BSN.

docs/decisions: merges at the adapter.
"""

from dataclasses import dataclass

from adapters.hospital.v2.facts import Dossier, Stated, state, value
from adapters.hospital.v2.identity import Identity
from adapters.hospital.v2.message import Message
from adapters.hospital.v2.moment import date_of
from adapters.hospital.v2.person import GENDERS
from adapters.hospital.v2.refusal import ANOTHER_PERSON, Refusal
from adapters.hospital.v2.store import Store

_REDIRECTED = "it came under a number that a merge took away: filed under the one that remained"
_TWICE = (
    "the source keeps this BSN under two numbers of its own: the hub has one person of them; "
    "see at the source whether they are one, and merge them there (A40)"
)
_CORRECTED = (
    "the BSN of a person was corrected: what this source filed under the other BSN moves with its "
    "history; see who read it there meanwhile"
)
_HELD_BY_ANOTHER = (
    "its BSN is that of another number at this source, and not verified (CX.7): it is not taken; "
    "see at the source whether both are one person"
)


@dataclass
class Standing:
    """The dossier that a message is about; `before` is how the hub knew it, if it did."""

    dossier: Dossier
    redirected: bool = False
    before: str = ""
    staying: tuple[str, ...] = ()
    """Others of this source who keep the BSN that was corrected: nothing of theirs moves."""


def standing(who: Identity, message: Message, store: Store, lane: str) -> Standing:
    """Raises Refusal: its numbers are of two persons, or it says that this is another one."""
    found = {
        known.number: known.is_old
        for known in (store.known(name) for name in who.names)
        if known is not None
    }
    if len(found) > 1:
        text = "its numbers are of two persons at this source; merge them by A40 first"
        raise Refusal(ANOTHER_PERSON, "PID^1^3", text)
    if not found:
        return _by_bsn(who, message, store) or _new(who, store, lane)
    number, is_old = next(iter(found.items()))
    dossier = store.dossier(number)
    if dossier is None:
        return _new(who, store, lane)
    if is_old:
        _refuse_another(dossier, who, message)
        message.tell(_REDIRECTED)
    return Standing(dossier, is_old, identifier_of(dossier))


def _by_bsn(who: Identity, message: Message, store: Store) -> Standing | None:
    """Who was known by the BSN alone has a number of the source's own from now on."""
    known = store.known(f"BSN|{who.bsn}") if who.bsn else None
    if known is None or not known.number.startswith("BSN|"):
        return None
    dossier = store.dossier(known.number)
    if dossier is None:
        return None
    if _differs(dossier, message):
        text = "its BSN is that of somebody whose birth date or sex is another"
        raise Refusal(ANOTHER_PERSON, "PID^1^3", text)
    return Standing(dossier, before=identifier_of(dossier))


def _new(who: Identity, store: Store, lane: str) -> Standing:
    number = who.names[0]
    dossier = Dossier(number, lane, lane)
    for name in who.names:
        store.is_of(name, number)
    return Standing(dossier)


def identifier_of(dossier: Dossier) -> str:
    """The number by which the hub knows him: `BSN|…`, else the source's own; "" for nobody yet."""
    if not dossier.stated and not dossier.visits:
        return ""
    bsn = dossier.value("bsn")
    return f"BSN|{bsn[0]}" if bsn else dossier.numbers[0]


def _refuse_another(dossier: Dossier, who: Identity, message: Message) -> None:
    """Under an old number all must be as it is known of the one who remained."""
    known = dossier.value("bsn")
    if who.bsn and known and known[0] != who.bsn:
        text = (
            "its number was taken away by a merge, and its BSN is another than the remaining one's"
        )
        raise Refusal(ANOTHER_PERSON, "PID^1^3", text)
    if _differs(dossier, message):
        text = (
            "its number was taken away by a merge, and its birth date or sex is not the remaining "
            "one's"
        )
        raise Refusal(ANOTHER_PERSON, "PID^1^7", text)


def _differs(dossier: Dossier, message: Message) -> bool:
    """Whether birth date or sex are another's; a vaguer date within the other is the same."""
    written, known = message.field("PID", 7)(), dossier.value("birth")
    born = date_of(written, "PID^1^7") if written else ""
    if born and known and not (born.startswith(known) or known.startswith(born)):
        return True
    both = {GENDERS.get(message.field("PID", 8)().upper()), dossier.value("gender")}
    return both == {"female", "male"}


def state_numbers(found: Standing, who: Identity, at: str, message: Message, store: Store) -> None:
    """Its numbers and its BSN. Raises Refusal: a BSN that may not take the place of the known."""
    dossier = found.dossier
    for name in () if found.redirected else who.numbers:
        store.is_of(name, dossier.number)
        if name not in dossier.numbers:
            dossier.numbers.append(name)
    if not who.bsn:
        return
    known = value(dossier.stated, "bsn")
    if known and known[0] == who.bsn:
        told = dossier.stated["bsn"]
        verified = max(known[1], who.verified)
        dossier.stated["bsn"] = Stated(max(told.at, at), [who.bsn, verified])
        return
    if known and dossier.stated["bsn"].at > at:
        message.tell("an older BSN than the one that is known: it does not become current")
        return
    if known:
        _refuse_weaker(dossier, who, message)
    if _may_share(dossier, who, message, store):
        _state_bsn(found, who, at, message, store)


def _state_bsn(found: Standing, who: Identity, at: str, message: Message, store: Store) -> None:
    """A BSN that is new for this number."""
    dossier = found.dossier
    known = value(dossier.stated, "bsn")
    state(dossier.stated, "bsn", at, [who.bsn, who.verified])
    if known:
        message.tell(_CORRECTED)
        store.forget(f"BSN|{known[0]}|{dossier.number}")
        found.staying = tuple(store.with_bsn(known[0]))
    _share_lane(dossier, who.bsn, message, store)


def _may_share(dossier: Dossier, who: Identity, message: Message, store: Store) -> bool:
    """Whether the BSN may be this number's too. Raises Refusal where both can not be one person.

    One that is not verified makes no two numbers one person.
    """
    others = [number for number in store.with_bsn(who.bsn) if number != dossier.number]
    for other in filter(None, map(store.dossier, others)):
        if _differs(other, message):
            text = (
                "its BSN is that of another number at this source, whose birth date or sex is "
                "another: see at the source whose it is"
            )
            raise Refusal(ANOTHER_PERSON, "PID^1^3", text)
    if others and not who.verified:
        message.tell(_HELD_BY_ANOTHER)
        return False
    return True


def _refuse_weaker(dossier: Dossier, who: Identity, message: Message) -> None:
    if not who.verified:
        text = (
            "its BSN is not verified (CX.7), and is another than the known one of this number: see "
            "at the source who this is, and send the right one with its date of verification"
        )
        raise Refusal(ANOTHER_PERSON, "PID^1^3", text)
    if _differs(dossier, message):
        text = (
            "its BSN and its birth date are both others than those of this number, which then is "
            "somebody else's: see at the source who this is"
        )
        raise Refusal(ANOTHER_PERSON, "PID^1^3", text)


def _share_lane(dossier: Dossier, bsn: str, message: Message, store: Store) -> None:
    """Who has one BSN is one person at the hub, so that order holds over both numbers."""
    others = [number for number in store.with_bsn(bsn) if number != dossier.number]
    store.belongs([f"BSN|{bsn}|{dossier.number}"], dossier.number)
    store.is_of(f"BSN|{bsn}", dossier.number)
    if not others:
        return
    message.tell(_TWICE)
    other = store.dossier(others[0])
    if other is not None and other.lane != dossier.lane:
        store.join_lanes(dossier.lane, other.lane)
        dossier.lane = other.lane
