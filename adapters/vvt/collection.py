"""Resources of one inhabitant that are no document: end-of-life wishes as an ECD exports them.

https://hl7.org/fhir/R4/bundle.html
"""

from collections.abc import Iterator

from adapters.vvt.attachments import sound
from adapters.vvt.claims import without_false_claims
from adapters.vvt.converted import Unread, converted
from adapters.vvt.document import names
from adapters.vvt.outside import settled
from adapters.vvt.reading import Read
from adapters.vvt.release import Release
from adapters.vvt.repairs import repaired
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.resource.compartment import patients_of
from profiles.resource.read import objects
from profiles.resource.transaction import (
    business_identifier,
    conditional_update,
    full_url,
    linked_transaction,
    update,
)

TYPES = frozenset({"collection", "searchset", "transaction", "batch"})


def collected(found: Read) -> tuple[JsonObject, tuple[str, ...], tuple[str, ...]]:
    """The transaction, what was mended or lost, and what its owner has to look at.

    Raises InvalidRecord.
    """
    bundle = found.tree
    notes: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    if found.release is Release.STU3:
        bundle, notes, unread = converted(bundle)
    bundle, repairs = repaired({"resourceType": "Bundle", "entry": list(_named(bundle))})
    faults = list(_faults(bundle))
    if faults:
        raise InvalidRecord(faults)
    bundle, outside = settled(bundle)
    bundle, broken = sound(bundle)
    if found.release is Release.STU3:
        bundle, claims = without_false_claims(bundle)
        notes += claims
    entries = [(entry["fullUrl"], entry["resource"]) for entry in bundle["entry"]]
    made = linked_transaction([(names(url, one), _entry(url, one)) for url, one in entries])
    to_mend = (*(one.told for one in unread), *(f"{place}: {why}" for place, why in broken))
    return made, (*repairs, *outside, *notes), to_mend


def _named(bundle: JsonObject) -> Iterator[JsonObject]:
    """The entries, each with a fullUrl: its own, else one that is made of its id."""
    for place, entry in enumerate(objects(bundle.get("entry"))):
        resource = entry.get("resource")
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            yield {"fullUrl": "", "resource": {"resourceType": ""}}
            continue
        if resource["resourceType"] == "OperationOutcome":
            continue
        own_id = str(resource.get("id", place))
        made = full_url("collection", resource["resourceType"], own_id)
        url = entry.get("fullUrl")
        yield {"fullUrl": url if isinstance(url, str) else made, "resource": resource}


def _faults(bundle: JsonObject) -> Iterator[Issue]:
    entries = bundle["entry"]
    people = [one for one in entries if one["resource"]["resourceType"] == "Patient"]
    if len(people) != 1:
        text = "send the wishes of one inhabitant in a Bundle, with his Patient and no other"
        yield _fault("Bundle.entry", text)
        return
    his = names(people[0]["fullUrl"], people[0]["resource"])
    for place, entry in enumerate(entries):
        resource = entry["resource"]
        if not resource["resourceType"]:
            yield _fault(f"Bundle.entry[{place}]", "needs a resource")
        elif set(patients_of(resource)) - his:
            yield _fault(f"Bundle.entry[{place}].resource", "this is about another Patient")
        elif business_identifier(resource) is None and "id" not in resource:
            text = "needs an id or an identifier, or it is another one each time it is sent"
            yield _fault(f"Bundle.entry[{place}].resource", text)


def _entry(url: str, resource: JsonObject) -> JsonObject:
    kind, by = resource["resourceType"], business_identifier(resource)
    if by is not None:
        return conditional_update(resource, by, full_url(kind, by.system, by.value))
    return update(resource, full_url(kind, resource["id"], url))


def _fault(expression: str, text: str) -> Issue:
    return Issue("error", "structure", expression, text)
