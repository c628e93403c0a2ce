"""From method and path to one interaction, its scope checked on the way.

https://hl7.org/fhir/R4/http.html
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Literal

from consent.asker import Provider
from hub.errors import MethodNotAllowed, NotFound, NotSupported
from hub.fhir.access_decision.operation import decision_by_number, decision_of_patient
from hub.fhir.access_log.operation import own_log
from hub.fhir.audit_event import read_audit_event, search_audit_event
from hub.fhir.call import Answer, Call
from hub.fhir.capacity.ahead import capacity_forecast
from hub.fhir.capacity.board import capacity_board
from hub.fhir.capacity.sheet import own_sheet, send_sheet
from hub.fhir.choices.options import consent_options
from hub.fhir.choices.status import consent_status
from hub.fhir.compartment import as_search, of_compartment
from hub.fhir.create import CONDITIONS, create
from hub.fhir.delete import conditional_delete, delete
from hub.fhir.document.operation import document_named, document_of_composition
from hub.fhir.everything import everything_of_own, everything_of_patient
from hub.fhir.figures.operation import evaluate
from hub.fhir.history import history, history_of_all, history_of_type
from hub.fhir.matching.operation import match
from hub.fhir.merge.operation import merge_patients
from hub.fhir.merge.undone import unmerge_patients
from hub.fhir.meta import meta_of
from hub.fhir.number_in_url import refuse_bsn_in_url
from hub.fhir.open_request.operation import open_of_request
from hub.fhir.own_write import own_write
from hub.fhir.parameters import (
    OF_A_RESOURCE,
    parts_of,
    require_known,
    shaped,
    without_beside,
)
from hub.fhir.parts import Hub
from hub.fhir.patch import conditional_patch, patch
from hub.fhir.read import read
from hub.fhir.reading import OF_THE_HUB as READ_OF_THE_HUB
from hub.fhir.sdc.extract import extract_sent, extract_stored
from hub.fhir.sdc.populate import populate
from hub.fhir.search import search
from hub.fhir.subscription.operation import events as subscription_events
from hub.fhir.subscription.operation import status as subscription_status
from hub.fhir.summary.operation import summary_of_number, summary_of_patient
from hub.fhir.terminology.operations import OFFERED, on_codes
from hub.fhir.types import (
    allow,
    is_writable,
    require_id,
    require_type,
    require_writable,
)
from hub.fhir.update import conditional_update, update
from hub.fhir.validate.operation import validate_instance, validate_type
from hub.fhir.vread import vread
from hub.security.granted import require_scope
from hub.security.scopes import Interaction
from profiles.resource.subset import Part

Act = Callable[..., Awaitable[Answer]]
_Asked = Interaction | Literal["operation"]
Route = tuple[_Asked, Act]

# By the shape of the path behind the base; `*` is an id or a version.
TYPE: dict[str, Route] = {
    "GET": ("search-type", search),
    "POST": ("create", create),
    "PUT": ("update", conditional_update),
    "PATCH": ("patch", conditional_patch),
    "DELETE": ("delete", conditional_delete),
}
INSTANCE: dict[str, Route] = {
    "GET": ("read", read),
    "PUT": ("update", update),
    "PATCH": ("patch", patch),
    "DELETE": ("delete", delete),
}
SEARCH: dict[str, Route] = {"POST": ("search-type", search)}
HISTORY: dict[str, Route] = {"GET": ("history-instance", history)}
HISTORY_OF_TYPE: dict[str, Route] = {"GET": ("history-type", history_of_type)}
OF_TYPE = {"_search": SEARCH, "_history": HISTORY_OF_TYPE}
HISTORY_OF_ALL: dict[str, Route] = {"GET": ("history-system", history_of_all)}
_VERSION: dict[str, Route] = {"GET": ("vread", vread)}
# On a type, and on one resource.
VALIDATE: tuple[dict[str, Route], ...] = (
    {"POST": ("operation", validate_type)},
    {"GET": ("operation", validate_instance), "POST": ("operation", validate_instance)},
)


def _asked(act: Act) -> dict[str, Route]:
    """By GET and by POST alike."""
    return {"GET": ("operation", act), "POST": ("operation", act)}


OF_EVERY_TYPE: dict[str, tuple[dict[str, Route], ...]] = {
    "$validate": VALIDATE,
    "$meta": ({}, _asked(meta_of)),
}
_ELSEWHERE = {
    "$meta": "the meta of one resource is told here: ask Type/id/$meta",
    "$meta-add": "a tag or a profile is added by an update: PUT Type/id, with all of the resource",
    "$meta-delete": "a tag or a profile goes by an update: PUT Type/id, with all of the resource",
}
"""Where there is another way to do what an operation of R4 does."""
OPERATIONS: dict[tuple[str, str], tuple[dict[str, Route], ...]] = {
    ("Patient", "$access-decision"): (
        {"POST": ("operation", decision_by_number)},
        _asked(decision_of_patient),
    ),
    ("Patient", "$access-log"): (_asked(own_log), _asked(own_log)),
    ("Patient", "$everything"): (_asked(everything_of_own), _asked(everything_of_patient)),
    ("Patient", "$merge"): ({"POST": ("operation", merge_patients)},),
    ("Patient", "$unmerge"): ({"POST": ("operation", unmerge_patients)},),
    ("Patient", "$summary"): (
        {"POST": ("operation", summary_of_number)},
        _asked(summary_of_patient),
    ),
    ("ServiceRequest", "$match"): ({}, _asked(match)),
    ("ServiceRequest", "$open"): ({}, _asked(open_of_request)),
    ("Composition", "$document"): (_asked(document_named), _asked(document_of_composition)),
    ("MeasureReport", "$board"): (_asked(capacity_board),),
    ("MeasureReport", "$capacity"): (
        {"GET": ("operation", own_sheet), "POST": ("operation", send_sheet)},
    ),
    ("MeasureReport", "$forecast"): (_asked(capacity_forecast),),
    ("Measure", "$evaluate-measure"): (_asked(evaluate), _asked(evaluate)),
    ("Questionnaire", "$populate"): ({"POST": ("operation", populate)},),
    ("QuestionnaireResponse", "$extract"): (
        {"POST": ("operation", extract_sent)},
        _asked(extract_stored),
    ),
    ("Subscription", "$status"): (_asked(subscription_status), _asked(subscription_status)),
    ("Subscription", "$events"): ({}, _asked(subscription_events)),
    ("Consent", "$consent-options"): (_asked(consent_options),),
    ("Consent", "$consent-status"): (_asked(consent_status),),
    **{name: (_asked(on_codes),) * (1 + one.is_of_one) for name, one in OFFERED.items()},
}
"""Of one type alone; likewise."""
OF_THE_HUB: dict[tuple[str, _Asked], Act] = {
    ("AuditEvent", "read"): read_audit_event,
    ("AuditEvent", "search-type"): search_audit_event,
    **READ_OF_THE_HUB,
}
_ON_DEFINITIONS = frozenset({on_codes, evaluate})
"""What is asked of types that nobody writes."""
OF_ONE_TYPE = "a search here is of one type: GET [type]?…, or POST [type]/_search"
WRITES = frozenset({"create", "update", "patch", "delete"})
OF_WRITES = WRITES | {"operation"}
_HISTORY, _ALL = "_history", "*"
OF_ONE = WRITES | {"read", "vread"}


def route(call: Call) -> tuple[_Asked, Act, tuple[str, ...]]:
    """The interaction, what does it, and the type, id and version it is about.

    Raises:
        NotFound, UnknownType, MethodNotAllowed, NotSupported, Invalid: no such interaction.
    """
    kind, *rest = call.segments
    if kind == "_search":
        raise NotSupported(OF_ONE_TYPE)
    methods, names = _shape(kind, rest)
    if methods is HISTORY_OF_ALL:
        kind = _ALL
    else:
        require_type(kind)
    if call.method not in methods:
        raise MethodNotAllowed(
            "this address does not take that method",
            headers=allow(methods),
        )
    interaction, act = methods[call.method]
    act = OF_THE_HUB.get((kind, interaction), act)
    if interaction in OF_WRITES and act not in _ON_DEFINITIONS:
        require_writable(kind)
    for name in names[:1]:
        require_id(name)
    return interaction, act, (kind, *names)


def methods_at(segments: Sequence[str]) -> Iterable[str]:
    """Those of an address behind the base, whether something is there or not.

    Raises:
        NotFound, UnknownType, NotSupported: there is no such address.
    """
    inside = of_compartment(tuple(segments))
    if inside:
        require_type(inside.segments[0])
        return [inside.method]
    kind, *rest = segments
    methods, _ = _shape(kind, rest)
    if methods is not HISTORY_OF_ALL:
        require_type(kind)
    can_write = is_writable(kind)
    return [one for one, (done, _) in methods.items() if can_write or done not in WRITES]


async def dispatch(hub: Hub, call: Call) -> Answer:
    """Do what the call asks, if its token was granted that; an operation sees to it itself.

    Raises:
        FhirError: the refusal, not yet audited unless it says `recorded`.
    """
    call = as_search(call)
    interaction, act, names = route(call)
    if call.segments[-1] != "_search":
        refuse_bsn_in_url(names[0], call.pairs)
    if interaction != "operation":
        require_scope(call.errand.client, names[0], interaction)
    part = None
    if call.pairs and interaction in OF_ONE:
        part = _part_asked(call, interaction, names)
        call = without_beside(call)
    if interaction in WRITES and not isinstance(call.errand.asker, Provider):
        return await own_write(hub, call, interaction, *names)
    return shaped(await act(hub, call, *names), part)


def _part_asked(call: Call, interaction: _Asked, names: tuple[str, ...]) -> Part | None:
    """Which part is answered; by a condition what else is asked is for the interaction.

    Raises:
        Invalid, NotSupported: a parameter that it does not know, or a value that can't be.
    """
    if len(names) > 1 or interaction == "create":
        known = OF_A_RESOURCE
        if interaction == "create" and isinstance(call.errand.asker, Provider):
            known |= CONDITIONS
        require_known(call, known, what=f"a {interaction}")
    return parts_of(names[0], call.pairs).part


def _shape(kind: str, rest: list[str]) -> tuple[dict[str, Route], tuple[str, ...]]:
    match rest:
        case []:
            return (HISTORY_OF_ALL if kind == _HISTORY else TYPE), ()
        case [end] if end in OF_TYPE:
            return OF_TYPE[end], ()
        case [name] if not name.startswith(("$", "_")):
            return INSTANCE, (name,)
        case [name, "_history"]:
            return HISTORY, (name,)
        case [name, "_history", version]:
            return _VERSION, (name, version)
        case [*names, operation] if operation.startswith("$"):
            return _operation(kind, names, operation)
        case _:
            raise NotFound("there is nothing at this address; /fhir/metadata says what is")


def _operation(
    kind: str, names: list[str], operation: str
) -> tuple[dict[str, Route], tuple[str, ...]]:
    offered = OF_EVERY_TYPE.get(operation) or OPERATIONS.get((kind, operation), ())
    if len(names) < len(offered) and offered[len(names)]:
        return offered[len(names)], tuple(names)
    none = "this server has no such operation; /fhir/metadata lists them"
    raise NotSupported(_ELSEWHERE.get(operation, none))
