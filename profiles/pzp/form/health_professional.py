"""Who had the talk, as ACP-HealthProfessional: a Practitioner in a PractitionerRole."""

from dataclasses import dataclass

from fhir.resources.R4B.humanname import HumanName
from fhir.resources.R4B.identifier import Identifier
from fhir.resources.R4B.practitioner import Practitioner
from fhir.resources.R4B.practitionerrole import PractitionerRole

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import concept
from profiles.pzp.form.export import Export, exported_kind
from profiles.pzp.form.guide import Guide
from profiles.pzp.form.name import official_name
from profiles.pzp.form.party import Party
from profiles.pzp.form.shape import in_order, plain
from profiles.resource.transaction import business_identifier

_NAME, _SPECIALTY = ("968", "969", "970"), "1405"
_SPECIALTIES = {
    Code(systems.UZI_ROLE, "01.000"): "Arts",
    Code(systems.UZI_ROLE, "01.015"): "Huisarts",
    Code(systems.UZI_ROLE, "01.047"): "Specialist ouderengeneeskunde",
    Code(systems.UZI_ROLE, "30.000"): "Verpleegkundige",
    Code(systems.UZI_ROLE, "81.000"): "Physician assistant",
    Code(systems.UZI_ROLE, "99.000"): "Zorgverlener andere zorg",
}
PRACTITIONER_KIND = exported_kind("Practitioner")
ROLE_KIND = exported_kind("PractitionerRole")


@dataclass(frozen=True, slots=True)
class HealthProfessional:
    """The professional's resources; `party` is the role, what every other resource points to."""

    practitioner: JsonObject | None
    role: JsonObject
    party: Party


def health_professional(
    answers: Answers, export: Export, guide: Guide
) -> HealthProfessional | None:
    """The professional of the form, with what the export knows more; None when neither tells.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-HealthProfessional-PractitionerRole
    """
    name = official_name(answers, _NAME)
    specialty = answers.options(_SPECIALTY, _SPECIALTIES)
    known = export.resources.get("PractitionerRole")
    practitioner = _practitioner(name, export, guide)
    if not (practitioner or known or specialty):
        return None
    shown = _shown_name(practitioner)
    person = _party(
        PRACTITIONER_KIND, "Practitioner", f"Healthcare professional (person){shown}", export
    )
    claim = {"meta": plain(guide.profile("ACP-HealthProfessional-PractitionerRole"))}
    return HealthProfessional(
        practitioner,
        _role({**(known or _role_of_form(specialty)), **claim}, practitioner, person, export),
        _party(ROLE_KIND, "PractitionerRole", f"Healthcare professional (role){shown}", export),
    )


def _practitioner(name: HumanName | None, export: Export, guide: Guide) -> JsonObject | None:
    known = export.resources.get("Practitioner")
    if known is None and name is None:
        return None
    of_form = plain(Practitioner(name=[name] if name else None))
    claim = guide.profile("ACP-HealthProfessional-Practitioner")
    practitioner = {**of_form, **(known or {}), "meta": plain(claim)}
    return in_order(_identified(practitioner, export.keys.identifier(PRACTITIONER_KIND)))


def _role_of_form(specialty: list[Code]) -> JsonObject:
    concepts = [concept(code, _SPECIALTIES[code]) for code in specialty]
    return plain(PractitionerRole(specialty=concepts or None))


def _role(
    known: JsonObject, practitioner: JsonObject | None, person: Party, export: Export
) -> JsonObject:
    role = dict(known)
    if practitioner is not None:
        role["practitioner"] = plain(person.typed_reference())
    organization = export.resources.get("Organization")
    if organization is not None and "organization" not in role:
        role["organization"] = {"reference": export.keys.url(exported_kind("Organization"))}
    return in_order(_identified(role, _pair_identifier(practitioner, organization, export)))


def _pair_identifier(
    practitioner: JsonObject | None, organization: JsonObject | None, export: Export
) -> Identifier:
    """One identifier for this professional at this practice, whichever form names them."""
    person = business_identifier(practitioner) if practitioner else None
    practice = business_identifier(organization) if organization else None
    if person is None or practice is None or person.system == export.keys.system:
        return export.keys.identifier(ROLE_KIND)
    parts = (person.system, person.value, practice.system, practice.value)
    return export.keys.shared_identifier(*parts)


def _identified(resource: JsonObject, identifier: Identifier) -> JsonObject:
    if business_identifier(resource) is not None:
        return resource
    return {**resource, "identifier": [*resource.get("identifier", []), plain(identifier)]}


def _shown_name(practitioner: JsonObject | None) -> str:
    names = practitioner.get("name", []) if practitioner else []
    shown = [name.get("text") or name.get("family") for name in names]
    return next((f", {name}" for name in shown if name), "")


def _party(kind: str, resource_type: str, display: str, export: Export) -> Party:
    return Party(export.keys.url(kind), resource_type, display)
