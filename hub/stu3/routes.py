"""What the door of STU3 does: what a sender and a receiver of eOverdracht need, and no more.

https://hl7.org/fhir/STU3/http.html
"""

from msgspec import structs

from consent.asker import Provider
from hub.errors import Forbidden, Invalid, MethodNotAllowed, NotSupported
from hub.fhir.as_bytes import as_bytes, wants_bytes
from hub.fhir.call import Answer, Call
from hub.fhir.create import create
from hub.fhir.parts import Hub
from hub.fhir.routes import dispatch
from hub.fhir.told import warning
from hub.fhir.types import allow, require_id
from hub.query.offers_search import TRANSFERS
from hub.security.granted import require_scope
from hub.stu3.arriving import ENCODER, Arrived, arrived, in_r4
from hub.stu3.document import document
from hub.stu3.leaving import left, tree_of
from hub.stu3.task.begin import begun
from hub.stu3.task.change import change_task
from hub.stu3.task.shown import shown
from profiles.issue import Issue
from profiles.stu3.covered import RESOURCES

TASK = "Task"
KINDS = RESOURCES - {"Bundle", "OperationOutcome", "Questionnaire"}
"""What may be read, created and updated here; the rest is asked under /fhir."""
NOT_HERE = "this is none of what is done in STU3 here; /stu3/metadata lists that, and R4 does more"
_ORGANIZATIONS = "here care organisations hand over to each other; a person asks in R4, under /fhir"
_PARTS = frozenset({"_summary", "_elements"})
_WHOLE = "in STU3 a resource is told whole: leave _summary and _elements out"
OWNER, CODE = "owner:identifier", "code"
_STATUS, _REQUESTED = "status", "requested,received"


async def done(hub: Hub, call: Call) -> Answer:
    """The answer, in STU3.

    Raises:
        FhirError: the refusal, as of the door of R4.
    """
    _require_asked_here(call)
    match call.segments, call.method:
        case ("Composition", name, "$document"), "GET":
            require_id(name)
            return await document(hub, call, name)
        case (kind, name), "GET" if kind in KINDS and not name.startswith(("$", "_")):
            return await _read(hub, call)
        case (kind, name), "PUT" if kind in KINDS and not name.startswith(("$", "_")):
            return await _put(hub, call, kind, name)
        case (kind,), "POST" if kind in KINDS:
            return await _post(hub, call, kind)
        case ((kind,), "GET") | ((kind, "_search"), "POST") if kind == TASK:
            return await _search(hub, call)
        case (kind, *rest), _ if kind in KINDS and len(rest) <= 1:
            raise MethodNotAllowed(NOT_HERE, headers=allow(methods_at(call.segments)))
    raise NotSupported(NOT_HERE)


def methods_at(segments: tuple[str, ...]) -> list[str]:
    """Those that an address takes, whether something is there or not."""
    match segments:
        case ("metadata",) | ("Composition", _, "$document"):
            return ["GET"]
        case ("Task",):
            return ["GET", "POST"]
        case ("Task", "_search"):
            return ["POST"]
        case (kind,) if kind in KINDS:
            return ["POST"]
        case (kind, name) if kind in KINDS and not name.startswith(("$", "_")):
            return ["GET", "PUT"]
    return []


def _require_asked_here(call: Call) -> None:
    if not isinstance(call.errand.asker, Provider):
        raise Forbidden(_ORGANIZATIONS, rule="A-NOT-CUSTODIAN")
    if any(name in _PARTS for name, _ in call.pairs):
        raise NotSupported(_WHOLE)


async def _read(hub: Hub, call: Call) -> Answer:
    answer = await dispatch(hub, call)
    if wants_bytes(call):
        return as_bytes(call, answer)
    return await left(hub, _as_shown(call, answer))


async def _search(hub: Hub, call: Call) -> Answer:
    """What is requested is what he looked at too, and what he is asked is every transfer to him."""
    pairs = tuple(
        (name, _REQUESTED if (name, one) == (_STATUS, "requested") else one)
        for name, one in call.pairs
    )
    names = {name for name, _ in pairs}
    if OWNER in names and CODE not in names:
        pairs = (*pairs, (CODE, TRANSFERS))
    answer = await dispatch(hub, structs.replace(call, pairs=pairs))
    tree = tree_of(answer)
    for entry in tree.get("entry", ()):
        if entry["resource"]["resourceType"] == TASK:
            entry["resource"] = shown(entry["resource"], _own(call))
    return await left(hub, structs.replace(answer, body=ENCODER.encode(tree)))


async def _post(hub: Hub, call: Call, kind: str) -> Answer:
    sent = await arrived(hub, call)
    require_scope(call.errand.client, kind, "create")
    if kind == TASK:
        _require_kind(sent, kind)
        made = await begun(hub, call, sent.resource, _own(call))
        return await _told(hub, call, await create(hub, made, kind), sent)
    most = hub.settings.max_body_bytes
    return await _told(hub, call, await dispatch(hub, in_r4(call, sent.resource, most)), sent)


async def _put(hub: Hub, call: Call, kind: str, name: str) -> Answer:
    sent = await arrived(hub, call)
    require_id(name)
    require_scope(call.errand.client, kind, "update")
    if kind == TASK:
        answer = await change_task(hub, call, sent.resource, name, _own(call))
        return await _told(hub, call, answer, sent)
    most = hub.settings.max_body_bytes
    return await _told(hub, call, await dispatch(hub, in_r4(call, sent.resource, most)), sent)


async def _told(hub: Hub, call: Call, answer: Answer, sent: Arrived) -> Answer:
    """What is kept, as who sent it is shown it; what of it is not as it was, beside it."""
    lost = [Issue("warning", "informational", one.expression, one.why) for one in sent.lost]
    if lost:
        said = [answer.headers.get("Warning", ""), warning(lost)]
        headers = {**answer.headers, "Warning": ", ".join(filter(None, said))}
        answer = structs.replace(answer, headers=headers)
    return await left(hub, _as_shown(call, answer))


def _as_shown(call: Call, answer: Answer) -> Answer:
    if call.segments[0] != TASK or not answer.body or answer.is_outcome:
        return answer
    tree = shown(tree_of(answer), _own(call))
    return structs.replace(answer, body=ENCODER.encode(tree))


def _require_kind(sent: Arrived, kind: str) -> None:
    if sent.resource.get("resourceType") != kind:
        raise Invalid(f"the URL says {kind}; send a resource of that type", expression="Resource")


def _own(call: Call) -> str:
    """The URA of who asks."""
    asker = call.errand.asker
    assert isinstance(asker, Provider)  # noqa: S101 - narrowing: nobody else comes as far
    return asker.ura
