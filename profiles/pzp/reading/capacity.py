"""Whether he can decide, as an extension of the Patient says it: it has no date of its own.

https://fhir.iknl.nl/fhir/StructureDefinition/ext-LegallyCapable-MedicalTreatmentDecisions
"""

from collections.abc import Iterator

from profiles import systems
from profiles.pzp.derived import is_made_of
from profiles.pzp.reading.coded import STATES
from profiles.pzp.reading.fact import Fact, Says, Subject
from profiles.pzp.reading.record import Record, Tree, is_labelled, origin_of, source
from profiles.pzp.reading.written import plain
from profiles.pzp.unknown import absence
from profiles.resource.read import objects, words

_CAPABLE, _COMMENT = "legallyCapable", "legallyCapableComment"


def capacities(record: Record) -> Iterator[tuple[Tree, Fact]]:
    """Each extension of a Patient that says so, with the extension itself."""
    for patient in record.of("Patient"):
        for extension in objects(patient.get("extension")):
            if words(extension, "url") in systems.LEGALLY_CAPABLE:
                record.used.add(id(patient))
                yield extension, _fact(record, patient, extension)


def _fact(record: Record, patient: Tree, extension: Tree) -> Fact:
    inner = objects(extension.get("extension"))
    values = [one for one in inner if one.get("url") == _CAPABLE]
    said = {one["valueBoolean"] for one in values if type(one.get("valueBoolean")) is bool}
    comments = [words(one, "valueString") for one in inner if one.get("url") == _COMMENT]
    why = next((found for one in (*values, extension) if (found := _why(one))), None)
    unread = [plain(_value(one)) for one in values if type(one.get("valueBoolean")) is not bool]
    says, code = Says.UNSAID, ""
    if said:  # of two that differ the one that protects him
        says, code = Says.ANSWER, str(min(said)).lower()
    elif why is not None:
        says = why
    elif any(unread):
        says = Says.UNREAD
    return Fact(
        subject=Subject.CAPACITY,
        says=says,
        code=code,
        written=tuple(filter(None, unread)) if says is Says.UNREAD else (),
        remarks=tuple(filter(None, comments)),
        # What is made of another record is not this source's word.
        source="" if is_made_of(extension) else source(patient),
        is_claimed=is_labelled(patient, "claimed"),
        is_derived=is_made_of(extension),
        read_yourself=says is Says.UNREAD or len(said) > 1,
        addresses=tuple(filter(None, (record.address(patient), origin_of(extension)))),
    )


def _why(node: Tree) -> Says | None:
    found = absence(node) or absence(node.get("_valueBoolean"))
    return STATES[found] if found is not None else None


def _value(extension: Tree) -> dict[str, object]:
    return {name: value for name, value in extension.items() if name != "url"}
