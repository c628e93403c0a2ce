"""Until when something in a case is: what comes first, or passed already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.transfer.case import Case

Kind = Literal["answer", "held", "review"]


@dataclass(frozen=True, slots=True)
class Term:
    """A moment on which something ends, and what."""

    at: datetime
    kind: Kind


def first_term(case: Case) -> Term | None:
    """The first that comes, or that passed already; None where nothing has a term."""
    return min(_terms(case), key=lambda one: one.at, default=None)


def _terms(case: Case) -> Iterator[Term]:
    if case.status == "on-hold" and case.review_at:
        yield Term(case.review_at, "review")
    for one in case.open_offers:
        if one.status in {"requested", "received"}:
            yield Term(one.answer_by, "answer")
        elif one.status == "accepted" and not one.is_selected and one.held_until:
            yield Term(one.held_until, "held")
