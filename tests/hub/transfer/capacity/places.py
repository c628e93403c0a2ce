"""What sites say and keep, as a test of capacity needs it."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from hub.transfer.capacity.board import Row, board
from hub.transfer.capacity.freshness import Terms
from hub.transfer.capacity.reservation import Reservation
from hub.transfer.capacity.statement import DAYS, CareAt, Statement
from tests.hub.transfer.cases import HOUR, NOW, PROVIDERS

TERMS = Terms()
HAVEN = CareAt("almere", PROVIDERS["haven"].ura, "Location/haven", "elv-hoog")
BUITEN = CareAt("almere", PROVIDERS["buiten"].ura, "Location/buiten", "elv-hoog")
LINDE = CareAt("almere", PROVIDERS["linde"].ura, "Location/linde", "elv-hoog")
HOME = CareAt(
    "almere", PROVIDERS["linde"].ura, "Location/linde-wijk", "wijkverpleging",
    "hours/week", "1354",
)  # fmt: skip


def said(of: CareAt = HAVEN, *, at: datetime = NOW, **counts: Any) -> Statement:
    """For the twelve hours behind it."""
    return Statement(of, at, at, at + 12 * HOUR, **counts)


def kept(
    offer: str = "offer", of: CareAt = HAVEN, *, at: datetime = NOW, **more: Any
) -> Reservation:
    """One place, from then."""
    return Reservation(offer, of, more.pop("amount", 1), at, more.pop("changed_at", at), **more)


def row(
    statements: list[Statement], reservations: list[Reservation] | None = None,
    now: datetime = NOW + HOUR,
) -> Row:  # fmt: skip
    """The one of the first statement's place."""
    found = board([], statements, reservations or [], now, TERMS)
    return next(one for one in found if one.of == statements[0].of)


COUNTS = st.none() | st.integers(0, 12)
MOMENTS = st.integers(0, 96).map(lambda quarters: NOW + timedelta(minutes=15 * quarters))
PLACES = st.sampled_from([HAVEN, BUITEN, LINDE, HOME])


@st.composite
def statements(draw: st.DrawFn, of: st.SearchStrategy[CareAt] = PLACES) -> Statement:
    """Whatever a site may say."""
    at = draw(MOMENTS)
    return Statement(
        draw(of), at, at, at + timedelta(hours=draw(st.integers(1, 30))),
        *(draw(COUNTS) for _ in range(4)),
        expected=tuple(draw(COUNTS) for _ in range(DAYS)),
        limits=draw(st.none() | st.frozensets(st.sampled_from(["women-only", "no-bariatric"]))),
        by=draw(st.sampled_from(["person", "system"])),
        confidence=draw(st.sampled_from([None, "counted", "estimated"])),
    )  # fmt: skip


@st.composite
def reservations(draw: st.DrawFn, of: st.SearchStrategy[CareAt] = PLACES) -> Reservation:
    """Whatever may have become of one."""
    made = draw(MOMENTS)
    later = st.none() | MOMENTS.filter(lambda moment: moment > made)
    return Reservation(
        draw(st.sampled_from("abcdef")), draw(of), draw(st.sampled_from([1, 1, 4, None])), made,
        draw(MOMENTS), draw(later), draw(later), draw(later),
    )  # fmt: skip
