"""Which form the resources came from, as a Provenance: what every type of resource can have.

docs/decisions/0011-form-and-resources-differences.md
"""

from collections.abc import Iterable
from typing import Any

from fhir.resources.R4B.fhirprimitiveextension import FHIRPrimitiveExtension
from fhir.resources.R4B.provenance import Provenance, ProvenanceAgent, ProvenanceEntity
from fhir.resources.R4B.reference import Reference

from profiles.invalid import JsonObject
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import concept, unknown
from profiles.pzp.form.export import Export
from profiles.pzp.form.questionnaire_response import FORM_KIND
from profiles.pzp.form.shape import plain

ORIGIN_KIND = "provenance"

_ASSEMBLER = Code("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "assembler")


def origin(made: Iterable[str], export: Export) -> JsonObject:
    """That the resources of these kinds were made of the form.

    A Provenance has no business identifier, so it has an id that stays the same.
    https://hl7.org/fhir/R4/provenance.html
    """
    keys = export.keys
    return plain(
        Provenance(
            id=keys.url(ORIGIN_KIND).removeprefix("urn:uuid:"),
            target=[Reference(reference=keys.url(kind)) for kind in made],
            **_recorded(export),
            agent=[
                ProvenanceAgent(
                    type=concept(_ASSEMBLER, "Assembler"),
                    who=Reference(display=export.assembler),
                )
            ],
            entity=[
                ProvenanceEntity(
                    role="source", what=Reference(reference=keys.url(FORM_KIND), display="Form")
                )
            ],
        )
    )


def _recorded(export: Export) -> dict[str, Any]:
    """When the form was written, if it tells the moment: our own clock would change each export."""
    authored = export.form.get("authored", "")
    if "T" in authored:
        return {"recorded": authored}
    return {"_recorded": FHIRPrimitiveExtension(extension=[unknown()])}
