"""What a person asked to be corrected, and how far each is.

docs/decisions/0040-own-words.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.section import CORRECTIONS
from hub.access.access import Access
from hub.query.own_rows import Asked, Kept, own_rows
from hub.security.errand import Errand
from profiles.correction import ANSWERED, TYPE


@dataclass(frozen=True, slots=True)
class Correction:
    """One request; `about` is the resource with its version, `ura` who keeps it and answers.

    `status` is FHIR's: requested; received, accepted or in-progress; completed or rejected.
    `answer` is what the organisation says, `ground` on what somebody asked it for him.
    """

    address: str
    about: str
    wrong: str
    ura: str
    organization: str
    asked_at: datetime
    ground: str | None
    due: datetime
    status: str
    answer: str
    changed_at: datetime
    is_answered: bool
    is_late: bool


async def corrections(access: Access, errand: Errand) -> Sequence[Correction]:
    """Those that wait first, the oldest before the others; then those that were answered.

    Raises:
        Unauthenticated, Forbidden: as `own_rows`.
    """
    found = await own_rows(access, errand, Asked(TYPE, category=CORRECTIONS))
    asked = [_correction(one, found.names, errand.now) for one in found.kept]
    waiting = sorted((one for one in asked if not one.is_answered), key=lambda one: one.asked_at)
    return [*waiting, *(one for one in asked if one.is_answered)]


def _correction(kept: Kept, names: dict[str, str], now: datetime) -> Correction:
    task = kept.resource
    due = datetime.fromisoformat(task["restriction"]["period"]["end"])
    is_answered = task["status"] in ANSWERED
    return Correction(
        address=kept.stored.address,
        about=task["focus"]["reference"],
        wrong=task["description"],
        ura=kept.custodian,
        organization=names.get(kept.custodian, ""),
        asked_at=datetime.fromisoformat(task["authoredOn"]),
        ground=task["requester"].get("display"),
        due=due,
        status=task["status"],
        answer=task.get("statusReason", {}).get("text", ""),
        changed_at=kept.at,
        is_answered=is_answered,
        is_late=not is_answered and due < now,
    )
