"""An inhabitant's copies after a notification: the later word wins, and doubt takes a yes away."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from consent.category import OTV_CATEGORIES
from consent.data_category import CATEGORIES
from consent.statement import CATEGORY, Statement
from hub.outbound.mitz.notification import Notice, copy_id
from profiles.identifiers import BSN

_Key = tuple[str, str, str]


def merged(
    held: Iterable[Statement], notice: Notice, bsn: BSN, received: datetime
) -> tuple[Statement, ...]:
    """The statements of this inhabitant, those of other sources untouched.

    What can't be read may have been a no, so no yes of that holder outlives it: Mitz is asked live
    until a later word is copied. `received` keeps older words out, should they come once more.
    """
    others = [one for one in held if one.source != "mitz"]
    copies = {_key(one): one for one in held if one.source == "mitz"}
    for choice in notice.choices:
        if choice.bsn == bsn:
            key = _key(choice.statement)
            copies[key] = _later(copies.get(key), choice.statement)
    for unread in notice.unread:
        if unread.closes and unread.bsn == bsn:
            holders = {unread.holder} if unread.holder else {holder for holder, *_ in copies}
            for key in _all_of(holders):
                copies[key] = _shut(key, copies.get(key), received)
    return (*others, *copies.values())


def _key(statement: Statement) -> _Key:
    return statement.custodian, statement.data, statement.actor


def _all_of(holders: Iterable[str]) -> Iterable[_Key]:
    return [
        (holder, data, CATEGORY + user)
        for holder in sorted(holders)
        for data in sorted(CATEGORIES)
        for user in sorted(OTV_CATEGORIES)
    ]


def _later(old: Statement | None, new: Statement) -> Statement:
    """Of two words of one moment the no."""
    if old is None or (new.given_at, not new.permit) > (old.given_at, not old.permit):
        return new
    return old


def _shut(key: _Key, old: Statement | None, received: datetime) -> Statement:
    """A no stays one; in place of a yes stands what is as if never said."""
    if old is not None and not old.permit and old.status != "entered-in-error":
        return replace(old, given_at=received)
    holder, data, actor = key
    return Statement(
        consent_id=copy_id(holder, data, actor.removeprefix(CATEGORY)),
        version=int(received.timestamp()),
        permit=False,
        given_at=received,
        custodian=holder,
        actor=actor,
        data=data,
        status="entered-in-error",
        source="mitz",
    )
