"""Which data category of the inhabitant's choices a resource falls under."""

from functools import lru_cache

from consent.statement import ANY, LABEL, RESOURCE

TREATMENT_DATA = "GGC002"

CATEGORIES = frozenset({TREATMENT_DATA})
"""Data categories of Mitz that this hub holds data of: Behandelgegevens.

http://fhir.nl/otv/CodeSystem/gegevenscategorie
"""

_PERSON = frozenset({"Patient", "RelatedPerson", "CareTeam", "Coverage"})
_WISHES = frozenset({"Consent", "Goal", "QuestionnaireResponse", "Communication"})
_CONTACT = frozenset({"Encounter", "EpisodeOfCare", "Appointment"})
_CONDITION = frozenset(
    {"AllergyIntolerance", "ClinicalImpression", "Condition", "FamilyMemberHistory", "Flag"}
)
_FINDING = frozenset(
    {"BodyStructure", "DiagnosticReport", "ImagingStudy", "Media", "Observation", "Specimen"}
)
_CARE = frozenset({"CarePlan", "Immunization", "NutritionOrder", "Procedure", "RiskAssessment"})
_DEVICE = frozenset({"Device", "DeviceRequest", "DeviceUseStatement"})
_TRANSFER = frozenset({"CommunicationRequest", "ServiceRequest", "Task"})
_DOCUMENT = frozenset(
    {"Binary", "Bundle", "Composition", "DocumentReference", "List", "Provenance"}
)

_TREATMENT_TYPES = frozenset().union(
    *(_PERSON, _WISHES, _CONTACT, _CONDITION, _FINDING, _CARE, _DEVICE, _TRANSFER, _DOCUMENT)
)


def category_of(resource_type: str) -> str | None:
    """GGC002 for wishes and transfers; None for directories and for what no category here covers.

    Medication is a choice of its own in Mitz: under None only a statement about all data, or
    about that very resource, reaches it.
    """
    return TREATMENT_DATA if resource_type in _TREATMENT_TYPES else None


@lru_cache(maxsize=4096)
def data_keys(
    category: str | None, resource: str = "", labels: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Every `data` text of a statement that matches a resource (`Type/id`) of this category."""
    keys = {ANY, *(LABEL + label for label in labels)}
    if category is not None:
        keys.add(category)
    if resource:
        keys.add(RESOURCE + resource)
    return frozenset(keys)
