"""`GET Patient/[id]/[type]?…`: what is about a Patient, as the search by `patient` finds it.

https://hl7.org/fhir/R4/http.html#vsearch and https://hl7.org/fhir/R4/compartmentdefinition.html
"""

from typing import NamedTuple

from msgspec import structs

from hub.errors import MethodNotAllowed, NotSupported
from hub.fhir.call import Call
from hub.fhir.types import NEVER_STORED, allow, require_id
from hub.query.search import of_record, searchable
from profiles.r4.tables import resource_types

PATIENT, PARAMETER = "Patient", "patient"
DEFINITION = "http://hl7.org/fhir/CompartmentDefinition/patient"
_SEARCH = "_search"


class Inside(NamedTuple):
    """Whose compartment it is, by id, and the path of the search that stands for it."""

    name: str
    segments: tuple[str, ...]

    @property
    def method(self) -> str:
        """The one by which it is asked."""
        return "POST" if self.segments[1:] else "GET"


def of_compartment(segments: tuple[str, ...]) -> Inside | None:
    """What an address of this form means; None where it is another."""
    match segments:
        case (kind, name, inside, *rest) if rest in ([], [_SEARCH]):
            is_one = kind == PATIENT and inside in resource_types() and name[:1] not in {"$", "_"}
            return Inside(name, (inside, *rest)) if is_one else None
    return None


def as_search(call: Call) -> Call:
    """The search that a call in a compartment stands for; any other call as it is.

    Raises:
        MethodNotAllowed: it is no search. Invalid: that is no id. NotSupported: nothing of this
            type is about a Patient.
    """
    found = of_compartment(call.segments)
    if found is None:
        return call
    if call.method != found.method:
        raise MethodNotAllowed(
            "what is about a Patient is searched here; write it at its own type",
            headers=allow([found.method]),
        )
    kind, *_ = found.segments
    require_id(found.name)
    is_kept = kind not in NEVER_STORED
    if not (is_kept and (PARAMETER in searchable(kind) or of_record(kind))):
        raise NotSupported(f"a {kind} is about no Patient; search it by its own parameters")
    pairs = ((PARAMETER, f"{PATIENT}/{found.name}"), *call.pairs)
    return structs.replace(call, segments=found.segments, pairs=pairs)
