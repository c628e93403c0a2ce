"""One choice of an inhabitant: who may see whose data about him, from when until when."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

Status = Literal["active", "inactive", "proposed", "entered-in-error"]
Kind = Literal["explicit", "implied", "offered"]
Source = Literal["local", "mitz"]

ANY = "*"
CATEGORY = "cat:"
RESOURCE = "res:"
LABEL = "label:"
PATIENT = "patient"
NOBODY = "none"
"""In `decided_by`: not the inhabitant, and nobody who is known to stand for him."""
TREATMENT = frozenset({"TREAT"})
EMERGENCY = frozenset({"ETREAT", "BTG"})
"""Purposes of a choice about emergencies alone: v3-ActReason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Permits or denies `actor` the `data` that `custodian` keeps, for `purposes` (v3-ActReason).

    `custodian` and `actor` are `*`, a URA of eight digits or `cat:<code>`; `data` is `*`, a data
    category or `res:<Type>/<id>`. `starts` and `ends` are days in Amsterdam, both included.
    `decided_by` is `patient`, a ground on which somebody decides for him, some of these joined by
    `+`, or a word that is none of these; `signed_by` names who gave these grounds, each a
    `RelatedPerson/id`, or `Person/` and who logged in: a ground holds as long as one of them has
    it. `recorded_by` is the URA of who wrote the inhabitant's word down, at a `desk` that the
    region trusts with it over everybody's data or not. An objection that came along from another
    record at `carried_at` gives way to no permission that was given before that.
    What is implied has the address of its Task, `Task/id`, as `consent_id`; it is offered while
    that is an offer which does not say about whom it is.
    https://build.fhir.org/ig/nuts-foundation/nl-generic-functions-ig/consent.html
    """

    consent_id: str
    version: int
    permit: bool
    given_at: datetime
    custodian: str = ANY
    actor: str = ANY
    data: str = ANY
    purposes: frozenset[str] = field(default=TREATMENT)
    status: Status = "active"
    starts: date | None = None
    ends: date | None = None
    kind: Kind = "explicit"
    source: Source = "local"
    decided_by: str = PATIENT
    signed_by: tuple[str, ...] = ()
    recorded_by: str | None = None
    desk: bool = False
    carried_at: datetime | None = None

    @property
    def weight(self) -> int:
        """How specific: one for a named custodian, one for a named actor, two for one resource.

        A category of organisations or of data adds nothing, a security label adds one. What is
        assumed gives way to an objection that names the resource, to whomever.
        """
        assumed = self.kind != "explicit"
        return weight_of(self.custodian, self.actor, self.data) - assumed


def grounded(statement: Statement, grounds: Iterable[str]) -> Statement:
    """The same, decided by the inhabitant, if it was, and on these grounds; else by nobody."""
    himself = {PATIENT} & {*statement.decided_by.split("+")}
    deciders = sorted(himself | {*grounds})
    return replace(statement, decided_by="+".join(deciders) or NOBODY)


def weight_of(custodian: str, actor: str, data: str) -> int:
    """The weight of a statement that says this of this custodian and this actor."""
    return _named(custodian) + _named(actor) + _data_weight(data)


@lru_cache(maxsize=4096)
def _named(organization: str) -> bool:
    return organization != ANY and not organization.startswith(CATEGORY)


def _data_weight(data: str) -> int:
    return 2 if data.startswith(RESOURCE) else data.startswith(LABEL)
