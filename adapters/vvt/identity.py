"""By what a document is known again: one that a server makes at each reading has a name of its own.

https://hl7.org/fhir/R4/documents.html#bundle
"""

from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.read import element, objects

_NAMED = "document-known-by-its-composition"


def identified(bundle: JsonObject, fetched_from: str | None) -> tuple[JsonObject, tuple[str, ...]]:
    """The document with the identifier by which it is known, and a note where that is not its own.

    What was fetched is known by its Composition: the server gives each answer another name.
    """
    own = bundle.get("identifier")
    if fetched_from is None and _is_whole(own):
        return bundle, ()
    found = _of_composition(bundle, fetched_from)
    if found is None or found == own:
        return bundle, ()
    return {**bundle, "identifier": found}, (_NAMED,) if fetched_from is None else ()


def _of_composition(bundle: JsonObject, fetched_from: str | None) -> JsonObject | None:
    opening = next(iter(objects(bundle.get("entry"))), {})
    own = element(opening, "resource").get("identifier")
    if isinstance(own, dict) and _is_whole(own):
        return {"system": own["system"], "value": own["value"]}
    if fetched_from is not None:
        return {"system": systems.URN, "value": fetched_from}
    url = opening.get("fullUrl")
    if isinstance(url, str) and url.startswith(("urn:uuid:", "http://", "https://")):
        return {"system": systems.URN, "value": url}
    return None


def _is_whole(identifier: object) -> bool:
    if not isinstance(identifier, dict):
        return False
    parts = (identifier.get("system"), identifier.get("value"))
    return all(isinstance(one, str) and one for one in parts)
