"""Which resource types this server keeps, and how an id looks."""

import re
from collections.abc import Iterable

from hub.errors import Invalid, MethodNotAllowed, UnknownType
from profiles.r4.tables import resource_types

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
NEVER_STORED = frozenset({"Parameters", "OperationOutcome", "Resource", "DomainResource"})
WRITTEN_BY_THE_HUB = frozenset({"AuditEvent"})
DEFINED = frozenset(
    {"CodeSystem", "Measure", "OperationDefinition", "SearchParameter"}
    | {"StructureDefinition", "ValueSet"}
)


def allow(methods: Iterable[str]) -> dict[str, str]:
    """The header Allow with these methods: HEAD where there is GET, and OPTIONS."""
    named = list(methods)
    return {"Allow": ", ".join([*named, *(["HEAD"] if "GET" in named else []), "OPTIONS"])}


def require_type(resource_type: str) -> None:
    """Raise UnknownType unless it is a resource type of R4 that can stand on its own."""
    if resource_type not in resource_types() or resource_type in NEVER_STORED:
        raise UnknownType("there is no such resource type here; /fhir/metadata lists them")


def require_writable(resource_type: str) -> None:
    """Raise where callers do not write this type."""
    require_type(resource_type)
    if resource_type in WRITTEN_BY_THE_HUB:
        raise MethodNotAllowed(
            f"{resource_type} is written by the hub itself", headers=allow(["GET"])
        )
    if resource_type in DEFINED:
        raise MethodNotAllowed(
            f"a {resource_type} comes with the hub, or with a package that its owner adds by "
            "`hub profiles add`",
            headers=allow(["GET"]),
        )


def is_writable(resource_type: str) -> bool:
    """Whether callers write this type."""
    return resource_type not in NEVER_STORED | WRITTEN_BY_THE_HUB | DEFINED


def require_id(resource_id: str) -> None:
    """Raise Invalid unless it can be an id. https://hl7.org/fhir/R4/datatypes.html#id."""
    if not ID.fullmatch(resource_id):
        raise Invalid("an id has 1 to 64 letters, digits, hyphens and full stops")
