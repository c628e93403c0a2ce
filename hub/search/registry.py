"""Which search parameters this hub serves: the standard's, without those that would name people.

docs/decisions/0005-names-are-found-by-keyed-beginnings.md
"""

from collections.abc import Mapping
from functools import cache

from profiles.resource.compartment import DIRECTORY
from profiles.search.definitions import SearchParameter, parameters

PATIENT = "patient"
PERSONAL = frozenset({"Patient", "RelatedPerson", "Person"})
PERSONAL_TOKENS = frozenset({"email", "phone", "telecom", "address-use", "gender"})
WITHOUT_VALUES = frozenset({"_id", "_lastUpdated", "_text", "_content", "_query"})
NOT_INDEXED = frozenset({"number", "quantity", "composite", "special"})
NOT_ASKED = {
    "_text": "_text is not searched here; ask by code, or for a text by its own parameter",
    "_content": "_content is not searched here; ask by code, or for a text by its own parameter",
    "_query": "there are no named queries here; ask by the parameters that /fhir/metadata lists",
    "_filter": "_filter is not read here; a comma is or, a parameter that comes again is and",
    "_type": "a search here is of one type: put it in the address, /fhir/[type]?…",
    "phonetic": "sounds are not compared here; ask by name",
}
"""Of parameters that the standard has: what to do instead."""
OF_NO_ELEMENT = {
    ("DeviceDefinition", "classification"): "no DeviceDefinition of R4 has a classification; "
    "ask by type",
}
"""The same of those that R4 has for an element which it does not have."""


@cache
def searchable(resource_type: str) -> Mapping[str, SearchParameter]:
    """The parameters of this type by code.

    An inhabitant is found by BSN, never by name, address, contact or date of birth.
    """
    return {
        code: definition
        for code, definition in parameters(resource_type).items()
        if code not in WITHOUT_VALUES
        and (resource_type, code) not in OF_NO_ELEMENT
        and not _personal(resource_type, definition)
    }


@cache
def indexed(resource_type: str) -> Mapping[str, SearchParameter]:
    """Those that the index answers: of a record no text, and of nothing a number.

    The others are asked of opened bodies: docs/decisions/0059-what-is-found-by-opening.md
    """
    return {
        code: definition
        for code, definition in searchable(resource_type).items()
        if definition.type not in NOT_INDEXED
        and code != "_source"
        and (definition.type != "string" or resource_type in DIRECTORY)
    }


@cache
def of_record(resource_type: str) -> SearchParameter | None:
    """`patient` of a type that has none and may lie in a record; None of any other.

    The hub's own: it finds what was settled to be his. docs/decisions/0065-what-joins-a-record.md
    """
    if resource_type in DIRECTORY | {"Patient"} or PATIENT in searchable(resource_type):
        return None
    return SearchParameter(PATIENT, resource_type, "reference", "", "", frozenset({"Patient"}))


def why_not(resource_type: str, code: str) -> str:
    """What to do instead of a parameter that the standard has and the hub has not, or nothing."""
    told = NOT_ASKED.get(code) or OF_NO_ELEMENT.get((resource_type, code))
    if told:
        return told
    definition = parameters(resource_type).get(code)
    if definition is not None and _personal(resource_type, definition):
        return (
            f"{resource_type} is not searched by name, address, contact, sex or birth; an "
            "inhabitant is found by BSN, in the body of POST Patient/_search"
        )
    return ""


def _personal(resource_type: str, definition: SearchParameter) -> bool:
    if resource_type not in PERSONAL:
        return False
    return definition.type in {"date", "string"} or definition.code in PERSONAL_TOKENS
