"""By what a resource is found through what it contains: a chain goes into it by the index.

https://hl7.org/fhir/R4/search.html#contained
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.search.kinds import missing
from hub.search.kinds.chain import within
from hub.search.kinds.compared import KEYS
from hub.search.registry import indexed
from profiles.search.definitions import SearchParameter
from profiles.search.extract import nodes_of, values_for
from profiles.search.values import DateValue, StringValue


def keys(resource: Mapping[str, Any]) -> Iterator[str]:
    """Of each reference to what it contains the texts by which that would be found itself.

    Its words and its dates are not among them: what is contained is part of a record.
    """
    contained = resource.get("contained")
    if type(contained) is not list:
        return
    inside = {f"#{one.get('id')}": one for one in contained if type(one) is dict}
    for definition in indexed(str(resource["resourceType"])).values():
        if definition.type == "reference":
            yield from _referred(resource, definition, inside)


def _referred(
    resource: Mapping[str, Any], definition: SearchParameter, inside: Mapping[str, Any]
) -> Iterator[str]:
    for node in nodes_of(resource, definition.code):
        address = node.get("reference") if type(node) is dict else None
        found = inside.get(address) if type(address) is str else None
        kind = found.get("resourceType") if found else None
        if found and type(kind) is str and kind in definition.targets:
            yield missing.key(definition.code)
            for key in _own(found, kind):
                yield within(definition.code, (kind,), key)
                yield within(definition.code, (), key)


def _own(found: Mapping[str, Any], kind: str) -> Iterator[str]:
    yield ""
    for value in values_for(found, indexed(kind)):
        yield missing.key(value.parameter)
        if type(value) not in {DateValue, StringValue}:
            yield from KEYS[type(value)](value)
