"""One choice of an inhabitant: who may see whose data about him, from when until when."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Status = Literal["active", "inactive", "proposed", "entered-in-error"]
Kind = Literal["explicit", "implied"]
Source = Literal["local", "mitz"]

ANY = "*"
CATEGORY = "cat:"
RESOURCE = "res:"
LABEL = "label:"
TREATMENT = frozenset({"TREAT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Permits or denies `user` the `data` that `holder` keeps, for `purposes` (v3-ActReason codes).

    `holder` and `user` are `*`, a URA of eight digits or `cat:<code>`; `data` is `*`, a data
    category or `res:<Type>/<id>`. `starts` and `ends` are days in Amsterdam, both included.
    `recorded_by` is the URA of who wrote the inhabitant's word down.
    https://build.fhir.org/ig/nuts-foundation/nl-generic-functions-ig/consent.html
    """

    consent_id: str
    version: int
    permit: bool
    given_at: datetime
    holder: str = ANY
    user: str = ANY
    data: str = ANY
    purposes: frozenset[str] = field(default=TREATMENT)
    status: Status = "active"
    starts: date | None = None
    ends: date | None = None
    kind: Kind = "explicit"
    source: Source = "local"
    decided_by: str = "patient"
    recorded_by: str | None = None

    @property
    def weight(self) -> int:
        """How specific: one for a named holder, one for a named user, two for one resource.

        A category of organisations or of data adds nothing, a security label adds one.
        """
        return _weigh(self.holder, self.user, self.data)


def _weigh(holder: str, user: str, data: str) -> int:
    """The weight of a statement that says this of this holder and this user."""
    return _named(holder) + _named(user) + _data_weight(data)


def _named(organization: str) -> int:
    return int(organization != ANY and not organization.startswith(CATEGORY))


def _data_weight(data: str) -> int:
    if data.startswith(RESOURCE):
        return 2
    return int(data.startswith(LABEL))
