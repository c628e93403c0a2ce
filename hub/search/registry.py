"""Which search parameters this hub serves: the standard's, without those that would name people.

docs/decisions/0005-names-are-found-by-keyed-beginnings.md
"""

from collections.abc import Mapping
from functools import cache

from profiles.resource.compartment import DIRECTORY
from profiles.search.definitions import SearchParameter, parameters

PERSONAL = frozenset({"Patient", "RelatedPerson", "Person"})
PERSONAL_TOKENS = frozenset({"email", "phone", "telecom", "address-use", "gender"})
WITHOUT_VALUES = frozenset({"_id", "_lastUpdated", "_source", "_text", "_content", "_query"})


@cache
def searchable(resource_type: str) -> Mapping[str, SearchParameter]:
    """The parameters of this type by code.

    An inhabitant is found by BSN: no name, address, contact or date of birth is indexed, and of a
    record no text.
    """
    return {
        code: definition
        for code, definition in parameters(resource_type).items()
        if code not in WITHOUT_VALUES and not _personal(resource_type, definition)
    }


def _personal(resource_type: str, definition: SearchParameter) -> bool:
    if definition.type == "string":
        return resource_type not in DIRECTORY
    if resource_type not in PERSONAL:
        return False
    return definition.type == "date" or definition.code in PERSONAL_TOKENS
