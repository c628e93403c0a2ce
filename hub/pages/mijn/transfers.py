"""Transfers of care as they are kept of him, in words. Pure.

docs/decisions/0033-who-signed.md
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.pages.days import date_said
from hub.pages.mijn.telling import source_of
from hub.pages.words import Words
from hub.transfer.reading import STATUS
from profiles.correction import ANSWERED, is_correction
from profiles.resource.read import element, has, objects, words
from profiles.systems import TRANSFER_OF_CARE, URA_SYSTEM
from profiles.transfer.choice import is_lead, is_offer

TASK = "Task"
_OVER = frozenset({"completed", "cancelled", "rejected", "failed", "entered-in-error"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTransfer:
    """One transfer: who wrote it and when, to whom his care goes, and whether that is over."""

    address: str
    version: str
    title: str
    sentence: str
    source: str
    day: str
    is_over: bool


def is_transfer(resource: Mapping[str, Any]) -> bool:
    """Whether it is the Task by which care goes to another organisation, or a place is sought."""
    codings = objects(element(resource, "code").get("coding"))
    goes = any((one.get("system"), one.get("code")) == TRANSFER_OF_CARE for one in codings)
    return resource.get("resourceType") == TASK and (goes or is_lead(resource))


def receiver_of(task: Mapping[str, Any]) -> str:
    """The URA of the organisation to which it goes, where the Task has it by number."""
    number = element(element(task, "owner"), "identifier")
    is_ura = words(number, "system") == URA_SYSTEM
    return words(number, "value").zfill(8) if is_ura else ""


def transfers_of(
    resources: Iterable[Mapping[str, Any]], names: Mapping[str, str], said: Words
) -> Sequence[ShownTransfer]:
    """The newest first."""
    found = [one for one in resources if is_transfer(one) and source_of(one)]
    found.sort(key=lambda one: words(one, "authoredOn"), reverse=True)
    return [_shown(one, names, said) for one in found]


def waiting_about(resources: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The addresses of what he asked to be corrected, and nobody answered yet."""
    return frozenset(
        words(element(one, "focus"), "reference").partition("/_history/")[0]
        for one in resources
        if one.get("resourceType") == TASK and is_correction(one)
        if one.get("status") not in ANSWERED
    )


def _shown(task: Mapping[str, Any], names: Mapping[str, str], said: Words) -> ShownTransfer:
    source, receiver = source_of(task), receiver_of(task)
    is_over = words(task, "status") in _OVER
    kind = _kind(task)
    name = names.get(receiver) or said("transfer.somewhere")
    return ShownTransfer(
        address=f"{TASK}/{task.get('id')}",
        version=words(element(task, "meta"), "versionId"),
        title=said(f"transfer.{kind}.title"),
        sentence=said(f"transfer.{kind}.{'over' if is_over else 'now'}", organization=name),
        source=names.get(source) or said("source.unnamed", number=source),
        day=date_said(words(task, "authoredOn"), said) or said("day.unsaid"),
        is_over=is_over,
    )


def _kind(task: Mapping[str, Any]) -> str:
    """Whether a place is sought, a candidate was asked for one, or his care goes there."""
    if is_lead(task):
        return "sought"
    is_begun = "for" in task or has(task.get("businessStatus"), (STATUS, "selected"))
    return "asked" if is_offer(task) and not is_begun else "goes"
