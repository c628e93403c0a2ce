"""What a write of this would be told: judged on the same way, by what is here now.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec

from hub.errors import Fault, FhirError, TooLarge, Unavailable
from hub.fhir.body import brought, check_size, found_against
from hub.fhir.call import Call
from hub.fhir.create import created
from hub.fhir.delete import deleted
from hub.fhir.entries import NONE, encoded, work_of
from hub.fhir.entry_reads import EntryRead, would_read
from hub.fhir.only_organizations import require_organization
from hub.fhir.parts import Hub
from hub.fhir.patch_entries import patching, updating
from hub.fhir.told import unasked
from hub.fhir.update import updated
from hub.ledger.record import Record
from hub.validation.findings import CLEAN, Weighed
from hub.validation.house_rules import faults_inside
from hub.write.commit import Work, would
from hub.write.draft import Condition
from hub.write.faults import Faults
from profiles.issue import Issue, told_once

_ENCODER = msgspec.json.Encoder(decimal_format="number")
NO_JUDGEMENT = (Fault, Unavailable, TooLarge)


@dataclass(frozen=True, slots=True)
class Told:
    """The issues; for the ledger whom it was about, by which rules, and what was shown."""

    issues: Sequence[Issue]
    whose: Sequence[UUID] = ()
    rule: str = ""
    shown: Sequence[Record] = ()


async def of_one(
    hub: Hub, call: Call, kind: str, resource: dict[str, Any], named: str | Condition | None
) -> Told:
    """Of an update, `named` by its id or a condition, or of a create, which is not named."""
    judged = CLEAN
    try:
        name = named if isinstance(named, str) else None
        said = await brought(hub, call, resource, kind, name)
        judged, raw = said.judged, _ENCODER.encode(resource)
        if named is None:
            draft = created(call, kind, resource, raw)
        else:
            draft = updated(call, kind, resource, raw, named)
        work = Work(call.errand, "operation", [draft], hub.fhir_url, faults=said.faults)
    except NO_JUDGEMENT:
        raise
    except FhirError as refusal:
        return _refused(refusal, judged)
    return await _told(hub, work, judged)


async def of_deletion(hub: Hub, call: Call, kind: str, name: str) -> Told:
    """Of a delete."""
    work = Work(call.errand, "operation", [deleted(call, kind, name)], hub.fhir_url)
    return await _told(hub, work, CLEAN)


async def of_transaction(hub: Hub, call: Call, bundle: dict[str, Any]) -> Told:
    """Of all its entries together, a patch as the update that it comes to."""
    require_organization(call)
    check_size(bundle, hub.settings.max_entries)
    made_of: Mapping[int, int] = NONE
    try:
        if patches := patching(call, bundle):
            made = await updating(hub, call, bundle, patches)
            bundle, made_of = made.bundle, made.made_of
    except NO_JUDGEMENT:
        raise
    except FhirError as refusal:
        return _refused(refusal, CLEAN)
    judged = await found_against(hub, call, bundle, faults_inside)
    work, reads = await work_of(hub, call, bundle, encoded(bundle), judged, made_of)
    return await _told(hub, work, judged, reads)


async def _told(hub: Hub, work: Work, judged: Weighed, reads: Sequence[EntryRead] = ()) -> Told:
    faults = Faults()
    try:
        done = await would(hub.access, work)
        await would_read(reads, work.drafts, faults)
        faults.refuse()
    except NO_JUDGEMENT:
        raise
    except FhirError as refusal:
        return _refused(refusal, judged)
    whose = dict.fromkeys(pat for pat in done.plan.patients.values() if pat)
    known = [issue for outcome in done.outcomes for issue in unasked(outcome)]
    return Told(told_once([*judged.issues, *known]), tuple(whose), shown=done.shown)


def _refused(refusal: FhirError, judged: Weighed) -> Told:
    return Told(told_once([*refusal.issues, *judged.issues]), refusal.whose, refusal.rule)


def placed(told: Told, expression: str) -> Told:
    """The same, told of an entry: what stands in it at its place in the Bundle."""
    return replace(told, issues=[_at(issue, expression) for issue in told.issues])


def _at(issue: Issue, expression: str) -> Issue:
    steps = issue.expression.partition(".")[2]
    return replace(issue, expression=f"{expression}.{steps}" if steps else expression)


def named_by(resource: Mapping[str, Any], kind: str) -> str | Condition | None:
    """How an update of it would name it: by its id, else by its first whole identifier."""
    name = resource.get("id")
    if isinstance(name, str):
        return name
    listed = resource.get("identifier")
    for one in listed if isinstance(listed, list) else [listed]:
        said = one if isinstance(one, dict) else {}
        system, value = said.get("system"), said.get("value")
        if isinstance(system, str) and isinstance(value, str) and system and value:
            return Condition(kind, system, value)
    return None
