"""What a transaction reads: the interactions that only read, by the shape of their path.

https://hl7.org/fhir/R4/http.html#trules and docs/decisions/0074-reads-in-a-transaction.md
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, NamedTuple

from hub.errors import NotSupported
from hub.fhir.call import Answer, Call
from hub.fhir.compartment import as_search
from hub.fhir.definitions import read_definition, search_definition
from hub.fhir.history import history, history_of_all, history_of_type
from hub.fhir.number_in_url import refuse_bsn_in_url
from hub.fhir.parameters import OF_A_RESOURCE, parts_of, require_known, shaped, without_beside
from hub.fhir.parts import Hub
from hub.fhir.questionnaire import read_questionnaire, search_questionnaire
from hub.fhir.read import read
from hub.fhir.search import search
from hub.fhir.subscription.read import read_subscription
from hub.fhir.types import DEFINED, WRITTEN_BY_THE_HUB, require_id, require_type
from hub.fhir.vread import vread
from hub.security.granted import require_scope
from hub.security.scopes import Interaction

Act = Callable[..., Awaitable[Answer]]
_HISTORY = "_history"
_ACTS: Mapping[Interaction, Act] = {
    "read": read,
    "vread": vread,
    "history-instance": history,
    "history-type": history_of_type,
    "history-system": history_of_all,
    "search-type": search,
}
OF_THE_HUB: Mapping[tuple[str, Interaction | Literal["operation"]], Act] = {
    ("Questionnaire", "read"): read_questionnaire,
    ("Questionnaire", "search-type"): search_questionnaire,
    ("Subscription", "read"): read_subscription,
    **{(kind, "read"): read_definition for kind in DEFINED},
    **{(kind, "search-type"): search_definition for kind in DEFINED},
}


class Reading(NamedTuple):
    """One read as it will be done: of what type, id and version, by which call."""

    interaction: Interaction
    names: tuple[str, ...]
    call: Call


def reading_of(call: Call) -> Reading:
    """What is read, granted to who asks.

    Raises:
        NotSupported, UnknownType, Invalid, Forbidden: it can't be, or not in a transaction.
    """
    call = as_search(call)
    interaction, names = _shape(call.segments)
    if interaction != "history-system":
        require_type(names[0])
    if names[0] in WRITTEN_BY_THE_HUB:
        raise NotSupported(f"{names[0]} is read outside a transaction: by itself, or in a batch")
    for name in names[1:2]:
        require_id(name)
    refuse_bsn_in_url(names[0], call.pairs)
    require_scope(call.errand.client, names[0], interaction)
    if interaction in {"read", "vread"}:
        require_known(call, OF_A_RESOURCE, what=f"a {interaction}")
    return Reading(interaction, names, call)


async def answered(hub: Hub, asked: Reading) -> Answer:
    """What is read; raises FhirError, as by itself."""
    call, names = asked.call, asked.names
    act = OF_THE_HUB.get((names[0], asked.interaction), _ACTS[asked.interaction])
    if asked.interaction not in {"read", "vread"}:
        return await act(hub, call, *names)
    part = parts_of(names[0], call.pairs).part
    return shaped(await act(hub, without_beside(call), *names), part)


def _shape(segments: tuple[str, ...]) -> tuple[Interaction, tuple[str, ...]]:
    match segments:
        case (only,) if only == _HISTORY:
            return "history-system", ("*",)
        case (kind,):
            return "search-type", (kind,)
        case (kind, last) if last == _HISTORY:
            return "history-type", (kind,)
        case (kind, name) if not name.startswith(("$", "_")):
            return "read", (kind, name)
        case (kind, name, last) if last == _HISTORY:
            return "history-instance", (kind, name)
        case (kind, name, inside, version) if inside == _HISTORY:
            return "vread", (kind, name, version)
    raise NotSupported(
        "a transaction reads, searches and asks for versions; send an operation by itself, or in "
        "a Bundle of type batch"
    )
