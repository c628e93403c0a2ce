"""Which profile a record of the transfer point is judged by, told by its codes.

A code that anybody may use chooses none: a bed, a request or a Task is the transfer point's where
something in it is named by the transfer point too.
"""

from collections.abc import Callable, Mapping
from typing import Any

from profiles import systems
from profiles.resource.read import any_has, element, has, objects, pairs
from profiles.resource.surroundings import Resource

_Canonicals = tuple[str, ...]

_BASE = "https://example.org/rtp/"
_GENERAL_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
_TRANSFER = systems.TRANSFER_OF_CARE
_DEIDENTIFIED = ("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "PSEUDED")
TASK_CODE = f"{_BASE}CodeSystem/task-code"
_COORDINATE = (TASK_CODE, "coordinate-placement")
PROMISE = (TASK_CODE, "correct-capacity")
"""By which the task about a broken promise of a place is told."""
_FULFILL, _ABORT = (_GENERAL_CODE, "fulfill"), (_GENERAL_CODE, "abort")
NOT_CHOSEN = frozenset({"draft", "requested", "received", "accepted", "on-hold", "rejected"})
"""While a transfer is so its sender goes ahead with nobody, or with another than who rejected."""
_CAPACITY = f"{_BASE}Measure/regional-capacity"
CAPACITY = (f"{_BASE}StructureDefinition/transfer-capacity",)
"""By what a report is judged that tells what a site has free."""
_CARE_TYPE = f"{_BASE}CodeSystem/care-type"
_BED = ("http://terminology.hl7.org/CodeSystem/location-physical-type", "bd")
_GRANT = (
    "http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-consent-scope",
    "eoverdracht",
)
# Of each kind of document the code of now, and the one it had before, which others use as well.
_ADVANCE_NOTICE = ((systems.SNOMED, "721915006"), (systems.LOINC, "57830-2"))
_HANDOFF = ((systems.SNOMED, "11171000146100"), (systems.SNOMED, "371535009"))
_DOCUMENTS = {"advance-notice": _ADVANCE_NOTICE, "nursing-handoff": _HANDOFF}
_TRANSFER_DATE = f"{systems.NICTIZ}eOverdracht-TransferDate"
_GENERAL = frozenset({"Location", "ServiceRequest", "Task"})
"""What the transfer point has no code of its own for."""


def transfer_profiles(resource: Resource) -> _Canonicals:
    """The profiles of the transfer point that the codes of a resource ask for: one at most."""
    kind = resource["resourceType"]
    choose = _CHOICES.get(kind)
    name = choose(resource) if choose else ""
    if name and kind in _GENERAL and not _is_named(resource):
        return ()
    return (f"{_BASE}StructureDefinition/transfer-{name}",) if name else ()


def _is_named(node: Any) -> bool:
    """Whether an identifier or a code in it is of a system of the transfer point's own."""
    if type(node) is list:
        return any(map(_is_named, node))
    if type(node) is not dict:
        return False
    system = node.get("system")
    if type(system) is str and system.startswith(_BASE):
        return True
    return any(_is_named(one) for key, one in node.items() if key not in _ELSEWHERE)


_ELSEWHERE = frozenset({"contained", "meta", "text"})
"""What stands in a resource and is not what it says."""


def _request(request: Resource) -> str:
    if not any_has(request.get("category"), _TRANSFER):
        return ""
    url = element(request, "subject").get("reference")
    contained = type(url) is str and url.startswith("#")
    # Labels are Codings, which a CodeableConcept has inside.
    labels = {"coding": element(request, "meta").get("security")}
    return "request-open" if contained or has(labels, _DEIDENTIFIED) else "request"


def _task(task: Resource) -> str:
    code = task.get("code")
    if has(code, _COORDINATE):
        return "lead-task"
    if has(code, PROMISE):
        return "promise-task"
    if has(code, _TRANSFER):
        # With neither it is a handoff between two, which the transfer point has no part in.
        return "offer-task" if "groupIdentifier" in task or has(code, _FULFILL) else ""
    return "cancellation-task" if asks_abort(task) else ""


def _composition(composition: Resource) -> str:
    type_, is_dated = composition.get("type"), _has_transfer_date(composition)
    for name, (now, before) in _DOCUMENTS.items():
        if has(type_, now) or (is_dated and has(type_, before)):
            return name
    return ""


def _has_transfer_date(composition: Resource) -> bool:
    sections = objects(composition.get("section"))
    extensions = (one for section in sections for one in objects(section.get("extension")))
    return any(one.get("url") == _TRANSFER_DATE for one in extensions)


def is_handoff(composition: Resource) -> bool:
    """Whether this is the document of a nursing handoff."""
    return any(has(composition.get("type"), code) for code in _HANDOFF)


def is_supplement(one: Mapping[str, Any]) -> bool:
    """Whether this input of a Task is what goes along with a handoff."""
    return has(one.get("type"), systems.SUPPLEMENTAL_RESOURCE)


def _capacity(report: Resource) -> str:
    measure = report.get("measure")
    is_ours = type(measure) is str and measure.partition("|")[0] == _CAPACITY
    return "capacity" if is_ours else ""


def _care_offer(service: Resource) -> str:
    types = (system for one in objects(service.get("type")) for system, _ in pairs(one))
    return "care-offer" if _CARE_TYPE in types else ""


def _bed(location: Resource) -> str:
    return "bed" if has(location.get("physicalType"), _BED) else ""


def _grant(consent: Resource) -> str:
    return "technical-grant" if has(consent.get("scope"), _GRANT) else ""


_CHOICES: Mapping[str, Callable[[Resource], str]] = {
    "Composition": _composition,
    "Consent": _grant,
    "HealthcareService": _care_offer,
    "Location": _bed,
    "MeasureReport": _capacity,
    "ServiceRequest": _request,
    "Task": _task,
}


def is_offer(task: Mapping[str, Any]) -> bool:
    """Whether this Task is the transfer point's offer to a candidate."""
    return transfer_profiles({**task, "resourceType": "Task"}) == (
        f"{_BASE}StructureDefinition/transfer-offer-task",
    )


KEPT_HERE = {"system": systems.HUB_KEPT, "code": "here"}
"""The tag of a Task that its sender keeps at the hub, and nowhere else: it is answered here."""


def is_kept_here(task: Mapping[str, Any]) -> bool:
    """Whether who takes over answers this Task at the hub, and not at its sender."""
    tags = objects(element(task, "meta").get("tag"))
    return any(KEPT_HERE.items() <= one.items() for one in tags)


def is_lead(task: Mapping[str, Any]) -> bool:
    """Whether this Task leads a case of a transfer point."""
    return transfer_profiles({**task, "resourceType": "Task"}) == (
        f"{_BASE}StructureDefinition/transfer-lead-task",
    )


def asks_abort(task: Mapping[str, Any]) -> bool:
    """Whether this Task asks for another one to be called off."""
    return has(task.get("code"), _ABORT)


def is_abort(task: Mapping[str, Any]) -> bool:
    """Whether it asks so as the transfer point has it."""
    return transfer_profiles({**task, "resourceType": "Task"}) == (
        f"{_BASE}StructureDefinition/transfer-cancellation-task",
    )


def is_promise(task: Mapping[str, Any]) -> bool:
    """Whether this Task asks a transfer point to look into a broken promise of a place."""
    return has(task.get("code"), PROMISE)
