"""Where a case stands that an act moved, as the Task that leads it says it from then on."""

from collections.abc import Mapping
from typing import Any

from consent.question import amsterdam_day
from hub.transfer.case import Case
from hub.transfer.lead import ADMITTED
from hub.transfer.reading import CANCEL_REASON, REJECTION_REASON, STATUS
from profiles.instant import instant
from profiles.resource.read import has, objects


def standing_of_case(before: Case, after: Case, task: Mapping[str, Any]) -> dict[str, Any]:
    """The elements of it that are otherwise; None where there is to be none."""
    said: dict[str, Any] = {}
    if (before.status, before.phase) != (after.status, after.phase):
        said = {"status": after.status, "businessStatus": _coded(STATUS, after.phase)}
        said["statusReason"] = None
    if after.reason and after.reason != before.reason:
        system = CANCEL_REASON if after.status == "cancelled" else REJECTION_REASON
        said["statusReason"] = _coded(system, after.reason)
    if before.status in {"on-hold", "failed"} and after.status != before.status:
        said["restriction"] = None
    if after.status == "failed" and after.review_at and before.status != "failed":
        said["restriction"] = {"period": {"end": amsterdam_day(after.review_at).isoformat()}}
    if before.admitted_at != after.admitted_at:
        said["output"] = _outputs(after, task) or None
    return said


def _outputs(after: Case, task: Mapping[str, Any]) -> list[Any]:
    others = [one for one in objects(task.get("output")) if not has(one.get("type"), ADMITTED)]
    if after.admitted_at is None:
        return others
    told = {"type": _coded(*ADMITTED), "valueDateTime": instant(after.admitted_at)}
    return [*others, told]


def _coded(system: str, code: str | None) -> dict[str, Any] | None:
    return {"coding": [{"system": system, "code": code}]} if code else None
