"""One parameter of a search to one condition: chains and what refers to it included."""

from dataclasses import dataclass
from functools import lru_cache

from hub.errors import Invalid, NotSupported
from hub.search.arguments import Filter
from hub.search.condition import LAST_UPDATED, condition
from hub.search.kinds.alternatives import any_of
from hub.search.kinds.chain import Chain
from hub.search.kinds.identity import Ids
from hub.search.registry import NOT_ASKED, PATIENT, of_record, searchable
from hub.search.value import split
from profiles.search.definitions import SearchParameter

_LONGEST_NAME = 64
_LONGEST_CODE = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """What a search may ask of this server, and its own address."""

    server_url: str
    page_size: int
    max_page_size: int
    deepest_chain: int = 3


class UnknownParameter(NotSupported):
    """400: this type has no such parameter here."""


def asked(resource_type: str, name: str, value: str, limits: Limits) -> Filter:
    """What names nobody is parsed once: a code with its system, or the URL of a value set."""
    if value.startswith("http") and "identifier" not in name and len(value) <= _LONGEST_CODE:
        return _remembered(resource_type, name, value, limits)
    return filter_of(resource_type, name, value, limits)


def filter_of(resource_type: str, name: str, value: str, limits: Limits, depth: int = 0) -> Filter:
    """One parameter, chains included."""
    if not value:
        raise Invalid(f"{shown(name)} has no value; leave it out or give it one")
    head, dot, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    if code == "_id" and not dot and not modifier:
        return Ids(resource_type, tuple(split(value)))
    definition = _definition(resource_type, code, depth)
    if dot:
        if depth == limits.deepest_chain:
            raise NotSupported(f"a chain goes at most {limits.deepest_chain} references deep")
        return _chain(definition, modifier, rest, value, limits, depth)
    return condition(resource_type, definition, modifier, value, limits.server_url)


_remembered = lru_cache(maxsize=4096)(filter_of)


def _definition(resource_type: str, code: str, depth: int) -> SearchParameter:
    if code == LAST_UPDATED.code:
        return LAST_UPDATED
    definition = searchable(resource_type).get(code)
    if code == PATIENT and not depth:
        definition = definition or of_record(resource_type)
    if definition is None:
        raise UnknownParameter(
            NOT_ASKED.get(code)
            or f"{resource_type} has no search parameter {shown(code)} here; "
            "/fhir/metadata lists what it has"
        )
    return definition


def _chain(
    definition: SearchParameter, named: str, rest: str, value: str, limits: Limits, depth: int
) -> Filter:
    if definition.type != "reference":
        raise Invalid(f"{definition.code} is no reference, so nothing can be chained to it")
    types = [named] if named else sorted(definition.targets)
    if named and named not in definition.targets:
        raise Invalid(f"{definition.code} does not refer to that type")
    inner: dict[Filter, list[str]] = {}
    for target in types:
        try:
            one = filter_of(target, rest, value, limits, depth + 1)
        except UnknownParameter:
            continue
        inner.setdefault(one, []).append(target)
    if not inner:
        raise UnknownParameter(f"nothing that {definition.code} refers to has that parameter here")
    return any_of([Chain(definition.code, tuple(of), one) for one, of in inner.items()])


def shown(name: str) -> str:
    """A parameter name is echoed only when it looks like one, never a value in its place."""
    plain = name.replace("-", "").replace("_", "").replace(":", "").replace(".", "")
    return name if plain.isalpha() and len(name) <= _LONGEST_NAME else "of that name"
