"""Own words as the person himself reads them, with who read and discussed which version.

docs/decisions/0040-own-words.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.section import INHABITANT
from hub.access.access import Access
from hub.query.own_rows import Asked, Kept, OwnRows, own_rows
from hub.security.errand import Errand
from profiles.correction import has_code
from profiles.own_words import TYPE, WITHDRAWN, answers

_DISCUSSED = "Provenance"
CODE = "read-and-discussed"


@dataclass(frozen=True, slots=True)
class Discussed:
    """A professional read and discussed this `version`; `organization` is empty if unnamed."""

    version: int
    at: datetime
    name: str
    ura: str
    organization: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One response; `ground` is on what somebody wrote it for him, None where he did himself.

    `answers` are by question (`profiles.own_words.questions`); `etag` is what a change names.
    """

    address: str
    version: int
    written_at: datetime
    ground: str | None
    is_withdrawn: bool
    answers: Mapping[str, str]
    discussed: Sequence[Discussed]

    @property
    def id(self) -> str:
        """The id of the QuestionnaireResponse."""
        return self.address.partition("/")[2]


async def own_words(access: Access, errand: Errand) -> Sequence[OwnWords]:
    """His own first, then those that others wrote for him; none where nobody wrote any.

    Raises:
        Unauthenticated, Forbidden: as `own_rows`.
    """
    found = await own_rows(access, errand, Asked(TYPE, INHABITANT), Asked(_DISCUSSED))
    marks = [one for one in found.of(_DISCUSSED) if has_code(one.resource.get("activity"), CODE)]
    said = [_words(one, marks, found) for one in found.of(TYPE)]
    return sorted(said, key=lambda one: one.ground is not None)


def _words(kept: Kept, marks: Sequence[Kept], found: OwnRows) -> OwnWords:
    resource, address = kept.resource, kept.stored.address
    told = [one for mark in marks if (one := _discussed(mark, address, found)) is not None]
    return OwnWords(
        address=address,
        version=kept.stored.number,
        written_at=kept.at,
        ground=resource["author"].get("display"),
        is_withdrawn=resource["status"] == WITHDRAWN,
        answers=answers(resource),
        discussed=sorted(told, key=lambda one: (one.at, one.version), reverse=True),
    )


def _discussed(mark: Kept, address: str, found: OwnRows) -> Discussed | None:
    [target], [agent] = mark.resource["target"], mark.resource["agent"]
    named, _, version = str(target["reference"]).partition("/_history/")
    if named != address:
        return None
    return Discussed(
        version=int(version),
        at=mark.at,
        name=_name(agent),
        ura=mark.custodian,
        organization=found.names.get(mark.custodian, ""),
    )


def _name(agent: Mapping[str, Any]) -> str:
    return str(agent["who"].get("display", ""))
