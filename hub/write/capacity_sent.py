"""What a provider says of its sites in a file or a form: a report for each site and moment.

docs/decisions/0088-capacity-and-matching.md
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hub.access.access import Access
from hub.errors import FhirError
from hub.security.errand import Errand
from hub.transfer.capacity.reported import written
from hub.transfer.capacity.statement import Statement
from hub.write.commit import Work, commit
from hub.write.draft import Draft
from profiles.resource.compartment import CLOSE

Line = tuple[int, Statement]


@dataclass(frozen=True, slots=True)
class Taken:
    """The reports that are kept, and of each line that is not what stands against it."""

    reports: list[str] = field(default_factory=list)
    lines: int = 0
    refused: list[tuple[int, FhirError]] = field(default_factory=list)


async def send_capacity(
    access: Access, errand: Errand, lines: Iterable[Line], server_url: str
) -> Taken:
    """Each report whole or not at all, and none for the fault of another.

    What is sent again is what is here already; with other numbers it takes their place.
    """
    reports: dict[str, list[Line]] = defaultdict(list)
    for line, one in lines:
        reports[_id(one)].append((line, one))
    kept, refused, count = list[str](), list[tuple[int, FhirError]](), 0
    for name, listed in reports.items():
        draft = _draft(name, [one for _, one in listed])
        try:
            [outcome] = await commit(access, Work(errand, "update", [draft], server_url))
        except FhirError as refusal:
            refused += [(line, refusal) for line, _ in listed]
            continue
        kept.append(outcome.address)
        count += len(listed)
    return Taken(kept, count, sorted(refused, key=lambda one: one[0]))


def _draft(name: str, said: Sequence[Statement]) -> Draft:
    [report] = written(said)
    resource: dict[str, Any] = {**report, "id": name}
    return Draft(
        method="PUT",
        type=CLOSE,
        expression=CLOSE,
        resource=resource,
        raw=msgspec.json.encode(resource),
        id=name,
    )


def _id(one: Statement) -> str:
    """The same for all that is said of one site, at one moment, of one window."""
    of = one.of
    said = [of.region, of.provider, of.site, one.said_at, one.start, one.end, one.by]
    text = "|".join(map(str, [*said, one.confidence, one.entered_by]))
    return f"told-{hashlib.sha256(text.encode()).hexdigest()[:32]}"
