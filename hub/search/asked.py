"""One parameter of a search to one condition: chains and what refers to it included."""

from functools import lru_cache

from hub.errors import Invalid, NotSupported
from hub.search.arguments import Filter
from hub.search.condition import LAST_UPDATED, condition
from hub.search.kinds.alternatives import any_of
from hub.search.kinds.chain import Chain
from hub.search.kinds.has import Has
from hub.search.kinds.identity import Ids
from hub.search.limits import Limits
from hub.search.registry import PATIENT, of_record, searchable, why_not
from hub.search.value import split
from hub.security.scopes import BY_NAME_ONLY
from profiles.resource.compartment import DIRECTORY, UNBOUND
from profiles.search.definitions import SearchParameter

_LONGEST_NAME = 64
_LONGEST_CODE = 256
_HAS = "_has:"


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
    if name.startswith(_HAS):
        return _has(resource_type, name.removeprefix(_HAS), value, limits, depth)
    if name == "_list":
        return _has(resource_type, "List:item:_id", value, limits, depth)
    head, dot, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    if code == "_id":
        if dot or modifier:
            raise NotSupported("_id takes no modifier and no chain; send _id=, with commas between")
        return Ids(resource_type, tuple(split(value)))
    definition = _definition(resource_type, code, depth)
    if dot:
        _check_depth(limits, depth)
        return _chain(definition, modifier, rest, value, limits, depth)
    return condition(resource_type, definition, modifier, value, limits)


_remembered = lru_cache(maxsize=4096)(filter_of)


def _check_depth(limits: Limits, depth: int) -> None:
    if depth == limits.deepest_chain:
        raise NotSupported(
            f"a chain goes at most {limits.deepest_chain} references deep, _has among them"
        )


def _has(resource_type: str, said: str, value: str, limits: Limits, depth: int) -> Filter:
    """What refers to it: `Type:reference-parameter:parameter`."""
    source, _, rest = said.partition(":")
    code, _, name = rest.partition(":")
    definition = searchable(source).get(code) if source.isalpha() else None
    if definition is None or definition.type != "reference" or not name:
        raise Invalid(
            "_has takes Type:reference-parameter:parameter, as _has:Observation:patient:code"
        )
    if resource_type not in definition.targets:
        raise Invalid(f"_has: {code} of {source} does not refer to {resource_type}")
    if source in BY_NAME_ONLY:
        raise NotSupported(f"nothing is found through {source}; search it by itself")
    if resource_type in DIRECTORY and source not in DIRECTORY | UNBOUND:
        raise NotSupported(
            f"no record is looked into from the directory; search {source} with patient= in it, "
            f"and _include={source}:{code}"
        )
    _check_depth(limits, depth)
    return Has(source, code, filter_of(source, name, value, limits, depth + 1))


def _definition(resource_type: str, code: str, depth: int) -> SearchParameter:
    if code == LAST_UPDATED.code:
        return LAST_UPDATED
    definition = searchable(resource_type).get(code)
    if code == PATIENT and not depth:
        definition = definition or of_record(resource_type)
    if definition is None:
        raise UnknownParameter(
            why_not(resource_type, code)
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
