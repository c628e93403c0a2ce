"""A search as parsed values: what is asked, in which context, and what comes with it."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import msgspec

from hub.search.arguments import Filter
from hub.search.kinds.reference import AnyReference
from hub.search.kinds.token import AnyToken
from profiles.identifiers import BSN
from profiles.resource.subset import Part


@dataclass(frozen=True, slots=True)
class PatientContext:
    """The search is about the inhabitant whose Patient has this id."""

    patient_id: str


@dataclass(frozen=True, slots=True)
class BsnContext:
    """The search is about the inhabitant with this BSN."""

    bsn: BSN


@dataclass(frozen=True, slots=True)
class IdContext:
    """The search names its resources."""

    type: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FinderContext:
    """The search has a key that finds across inhabitants: an identifier, or a directory's code."""

    key: AnyToken


@dataclass(frozen=True, slots=True)
class TargetContext:
    """The search follows a reference backwards."""

    reference: AnyReference


@dataclass(frozen=True, slots=True)
class DirectoryContext:
    """All of a type that holds no inhabitants."""


@dataclass(frozen=True, slots=True)
class OwnContext:
    """What the asker's organisation put here itself, whoever it is about."""


@dataclass(frozen=True, slots=True)
class OfferedContext:
    """What was offered to `provider`, a URA, whoever it is about.

    Or the cases that this organisation looks for a place in, or asked for one in.
    """

    provider: str
    cases: Literal["", "owner", "requester"] = ""


Context = (
    PatientContext
    | BsnContext
    | IdContext
    | FinderContext
    | TargetContext
    | DirectoryContext
    | OwnContext
    | OfferedContext
)


EVERY = "*"
"""Each reference parameter of a type, or of all types."""


@dataclass(frozen=True, slots=True)
class Include:
    """`_include=source:parameter:target`, or `_revinclude`; `iterate` follows what came along.

    https://hl7.org/fhir/R4/search.html#include
    """

    source: str
    parameter: str
    target: str | None
    iterate: bool


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of `_sort`."""

    parameter: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after this moment and name in the order of the sort.

    In a history after this `version` of that name too: of one moment there may be several.
    """

    moment: str
    rid: UUID
    version: int = 0


class Ordered(msgspec.Struct, frozen=True):
    """What is on the page, in its order, and how many are before it."""

    names: tuple[UUID, ...]
    before: int


class SearchQuery(msgspec.Struct, frozen=True):
    """One search; `pairs` are the parameters as understood, for the self link and the cursor.

    `part` is what is asked of each resource, if not all; `ignored` names what was not understood.
    It `opens` bodies where its filters ask what no index holds; the types that these look into
    beside its own are `looked_into`. What no index sorts is sorted by `order`, and `ordered` then.
    """

    type: str
    context: Context
    filters: tuple[Filter, ...]
    count: int
    sort: Sort
    total: bool
    includes: tuple[Include, ...]
    revincludes: tuple[Include, ...]
    pairs: tuple[tuple[str, str], ...]
    cursor: Cursor | None = None
    across: bool = False
    part: Part | None = None
    ignored: tuple[str, ...] = ()
    opens: bool = False
    looked_into: tuple[str, ...] = ()
    order: tuple[Sort, ...] = ()
    ordered: Ordered | None = None

    @property
    def named_along(self) -> set[str]:
        """The types that the includes name; one that names none brings what the scopes open."""
        forward = {each.target for each in self.includes if each.target}
        return forward | {each.source for each in self.revincludes}
