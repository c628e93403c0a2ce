"""Whose record a resource belongs to.

https://hl7.org/fhir/R4/compartmentdefinition-patient.html
"""

from collections.abc import Mapping
from typing import Any

from profiles.search.references import local_literal, type_named
from profiles.search.selection import Select, values_along
from profiles.systems import BSN_SYSTEM

SHARED = frozenset({"Patient", "Practitioner", "PractitionerRole", "Organization"})
"""Types of which many sources speak of the same one, known by BSN, UZI or AGB, and URA."""

DIRECTORY = frozenset({
    "Endpoint", "HealthcareService", "InsurancePlan", "Location", "Organization",
    "OrganizationAffiliation", "Practitioner", "PractitionerRole",
    "ActivityDefinition", "CapabilityStatement", "CatalogEntry", "ChargeItemDefinition",
    "CodeSystem", "CompartmentDefinition", "ConceptMap", "DeviceDefinition",
    "EffectEvidenceSynthesis", "EventDefinition", "Evidence", "EvidenceVariable",
    "ExampleScenario", "GraphDefinition", "ImplementationGuide", "Measure", "MedicationKnowledge",
    "MedicinalProduct", "MedicinalProductAuthorization", "MedicinalProductContraindication",
    "MedicinalProductIndication", "MedicinalProductIngredient", "MedicinalProductInteraction",
    "MedicinalProductManufactured", "MedicinalProductPackaged", "MedicinalProductPharmaceutical",
    "MedicinalProductUndesirableEffect", "MessageDefinition", "NamingSystem",
    "ObservationDefinition", "OperationDefinition", "PlanDefinition", "Questionnaire",
    "ResearchDefinition", "ResearchElementDefinition", "ResearchStudy", "RiskEvidenceSynthesis",
    "SearchParameter", "SpecimenDefinition", "StructureDefinition", "StructureMap",
    "SubstanceNucleicAcid", "SubstancePolymer", "SubstanceProtein",
    "SubstanceReferenceInformation", "SubstanceSourceMaterial", "SubstanceSpecification",
    "TerminologyCapabilities", "TestReport", "TestScript", "ValueSet",
})  # fmt: skip
"""Types that are never about one inhabitant: the care directory, products and definitions."""

UNBOUND = frozenset({
    "Basic", "BiologicallyDerivedProduct", "Device", "DeviceMetric", "Group", "Library",
    "MeasureReport", "Medication", "Schedule", "Slot", "Substance",
})  # fmt: skip
"""Types of which each one is an inhabitant's, or nobody's and in the directory: it says which.

docs/decisions/0062-what-belongs-to-nobody.md
"""

CLOSE = "MeasureReport"
"""The type of these of which what is nobody's is no public: what a site has free is its own affair.

docs/decisions/0088-capacity-and-matching.md
"""

APART = "Task"
"""A type of records, of which what is nobody's is its keeper's alone, and nothing refers to it.

Such are the tasks of a transfer point about promises of a place.
docs/decisions/0088-capacity-and-matching.md
"""

SAY_WHOSE = frozenset({"Communication", "Consent", "Observation"})
"""Types that the hub keeps with their Patient named alone: they are asked for by that.

Without one they would be kept and never be found.
"""

NAMELESS = frozenset({"resourceType", "id", "gender", "birthDate", "address"})
"""What is said of a Patient of whom it is not said who he is."""

_SUBJECT = frozenset({
    "Account", "AdverseEvent", "Basic", "CarePlan", "CareTeam", "ChargeItem",
    "ClinicalImpression", "Communication", "CommunicationRequest", "Composition", "Condition",
    "Contract", "DeviceRequest", "DeviceUseStatement", "DiagnosticReport", "DocumentManifest",
    "DocumentReference", "Encounter", "Flag", "Goal", "GuidanceResponse", "ImagingStudy",
    "Invoice", "List", "MeasureReport", "Media", "MedicationAdministration",
    "MedicationDispense", "MedicationRequest", "MedicationStatement", "Observation", "Procedure",
    "QuestionnaireResponse", "RequestGroup", "RiskAssessment", "ServiceRequest", "Specimen",
})  # fmt: skip
_PATIENT = frozenset({
    "AllergyIntolerance", "BodyStructure", "Claim", "ClaimResponse", "Consent",
    "CoverageEligibilityRequest", "CoverageEligibilityResponse", "DetectedIssue", "Device",
    "EpisodeOfCare", "ExplanationOfBenefit", "FamilyMemberHistory", "Immunization",
    "ImmunizationEvaluation", "ImmunizationRecommendation", "MolecularSequence",
    "NutritionOrder", "RelatedPerson", "SupplyDelivery", "VisionPrescription",
})  # fmt: skip
_SUBJECT_ELEMENTS: Mapping[str, Select] = {
    **dict.fromkeys(_SUBJECT, values_along(["subject"])),
    **dict.fromkeys(_PATIENT, values_along(["patient"])),
    "BiologicallyDerivedProduct": values_along(["collection", "source"]),
    "Coverage": values_along(["beneficiary"]),
    "EnrollmentRequest": values_along(["candidate"]),
    "Group": values_along(["member", "entity"]),
    "Person": values_along(["link", "target"]),
    "Provenance": values_along(["target"]),
    "ResearchSubject": values_along(["individual"]),
    "Schedule": values_along(["actor"]),
    "Task": values_along(["for"]),
}
_OF_MANY_KINDS = frozenset({"BiologicallyDerivedProduct", "Group", "Schedule"})
"""Of these the element names things and professionals too: what says of no Patient is none."""
_NOT_YET_RESOLVED = ("urn:", "Patient?")


def patients_of(resource: Mapping[str, Any]) -> list[str]:
    """The references, each once, by which a resource says whose record it is.

    A literal `Patient/id` without its version, an absolute url of a Patient, and what still has
    to be resolved (`urn:uuid:…`, `Patient?…`). A Patient has none; a document has its
    Composition's. https://hl7.org/fhir/R4/compartmentdefinition-patient.html
    """
    found = (_patient(reference) for reference in _subjects(resource))
    return list(dict.fromkeys(reference for reference in found if reference))


def numbers_of(resource: Mapping[str, Any]) -> list[str]:
    """The BSNs by which it says whose record it is, beside a reference or without one."""
    identifiers = [one.get("identifier") for one in _subjects(resource) if isinstance(one, dict)]
    return [
        one["value"]
        for one in identifiers
        if isinstance(one, dict)
        and one.get("system") == BSN_SYSTEM
        and isinstance(one.get("value"), str)
    ]


def names_someone(resource: Mapping[str, Any]) -> bool:
    """Whether it says of whom it is, in whatever way: by number, by name, elsewhere, contained.

    A subject that names another type than Patient is none, nor a contained Patient without a name.
    """
    contained = resource.get("contained")
    others = {
        f"#{one.get('id')}"
        for one in (contained if isinstance(contained, list) else [])
        if isinstance(one, dict) and (one.get("resourceType") != "Patient" or _is_nameless(one))
    }
    kinds = {"Patient"} if resource.get("resourceType") in _OF_MANY_KINDS else {"Patient", None}
    return any(
        isinstance(one, dict) and type_named(one) in kinds and one.get("reference") not in others
        for one in _subjects(resource)
    )


def _is_nameless(patient: Mapping[str, Any]) -> bool:
    """Whether a contained Patient says no more than an offer without a name may."""
    addresses = patient.get("address", [])
    places = addresses if isinstance(addresses, list) else [addresses]
    said = {name for one in places for name in (one if isinstance(one, dict) else {"?": one})}
    return patient.keys() <= NAMELESS and said <= {"postalCode", "country"}


def _subjects(resource: Mapping[str, Any]) -> list[Any]:
    document = resource.get("resourceType") == "Bundle" and resource.get("type") == "document"
    about = _composition(resource) if document else resource
    type_ = about.get("resourceType")
    select = _SUBJECT_ELEMENTS.get(type_) if isinstance(type_, str) else None
    return select([dict(about)]) if select else []


def patient_in(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The Patient inside a document Bundle that its Composition is about, if it is there.

    https://hl7.org/fhir/R4/documents.html
    """
    subjects = patients_of(document)
    for entry in _entries(document):
        resource = entry.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "Patient":
            names = (entry.get("fullUrl"), f"Patient/{resource.get('id')}")
            if any(name in subjects for name in names):
                return resource
    return None


def _composition(document: Mapping[str, Any]) -> Mapping[str, Any]:
    first = next(iter(_entries(document)), {}).get("resource")
    if isinstance(first, dict) and first.get("resourceType") == "Composition":
        return first
    return {}


def _entries(bundle: Mapping[str, Any]) -> list[dict[str, Any]]:
    entries = bundle.get("entry")
    return (
        [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    )


def _patient(reference: Any) -> str | None:
    url = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(url, str) or type_named(reference) not in {"Patient", None}:
        return None
    if named := local_literal(url):
        return "/".join(named)
    return url if url.startswith(_NOT_YET_RESOLVED) or type_named({"reference": url}) else None
