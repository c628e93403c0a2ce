"""Which resources are wishes, and of what kind: by their codes, never by what they declare.

A Consent is a treatment directive or an advance directive when its scope or its category says so.
Either suffices: a search asks for both, so that what has only one of them would be kept and
never be found.
https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective
"""

from collections.abc import Mapping
from typing import Any

from profiles import systems
from profiles.pzp.read import Pair, element, numbered, objects, pairs, words

TREATMENT_SCOPE = (systems.CONSENT_SCOPE, "treatment")
TREATMENT_CATEGORY = (systems.SNOMED, "129125009")
ADVANCE_SCOPE = (systems.CONSENT_SCOPE, "adr")
ADVANCE_CATEGORY = (systems.CONSENT_CATEGORY, "acd")
TALK = (systems.SNOMED, "713603004")
OTHER = (systems.NULL_FLAVOR, "OTH")
UNKNOWN = (systems.NULL_FLAVOR, "UNK")
ICD_OFF = (systems.SNOMED, "400231000146108")

SPECIFICATION_OTHER = f"{systems.NICTIZ}ext-TreatmentDirective2.SpecificationOther"
# So spelt in the invariant that zib-TreatmentDirective2 publishes, and copied from there.
MISSPELT_OTHER = f"{systems.NICTIZ}ext-TreatmentDirective2.SpecificitionOther"
ENCOUNTER_REFERENCE = f"{systems.PZP}ext-EncounterReference"

_VALUE_SETS = "https://fhir.iknl.nl/fhir/ValueSet/"
TREATMENTS = (
    "http://decor.nictiz.nl/fhir/ValueSet/2.16.840.1.113883.2.4.3.11.60.40.2.2.2.1--20200901000000"
)
GOALS = f"{_VALUE_SETS}ACP-MedicalPolicyGoal"
ICDS = f"{_VALUE_SETS}ACP-MedicalDeviceProductType-ICD"
# What the form offers for a goal, and the profile does not list.
FORM_GOALS = frozenset({(systems.SNOMED, "225353007")})

OBSERVED: Mapping[Pair, str] = {
    (systems.SNOMED, "153851000146100"): "",
    (systems.SNOMED, "395091006"): f"{_VALUE_SETS}ACP-PreferredPlaceOfDeath",
    (systems.SNOMED, "340171000146104"): f"{_VALUE_SETS}ACP-EuthanasiaStatement",
    (systems.SNOMED, "570801000146104"): f"{_VALUE_SETS}ACP-YesNoUnknownVS",
    (systems.SNOMED, "247751003"): "",
}
"""The codes of the five observations, with the value set of the answer; none where it is text."""


def is_treatment_directive(consent: Mapping[str, Any]) -> bool:
    """Whether scope or category says: a limit to treatment."""
    return _has(consent, TREATMENT_SCOPE, TREATMENT_CATEGORY)


def is_advance_directive(consent: Mapping[str, Any]) -> bool:
    """Whether scope or category says: a living will."""
    return _has(consent, ADVANCE_SCOPE, ADVANCE_CATEGORY)


def is_directive(consent: Mapping[str, Any]) -> bool:
    """Whether it is either of both."""
    return is_treatment_directive(consent) or is_advance_directive(consent)


def _has(consent: Mapping[str, Any], scope: Pair, category: Pair) -> bool:
    return scope in pairs(consent.get("scope")) or category in categories(consent)


def categories(consent: Mapping[str, Any]) -> list[Pair]:
    """Every coding of every category."""
    return [pair for concept in objects(consent.get("category")) for pair in pairs(concept)]


def observed(observation: Mapping[str, Any]) -> Pair | None:
    """The code by which an Observation is one of the guide's five, or None."""
    for pair in pairs(observation.get("code")):
        if pair in OBSERVED:
            return pair
    return None


def treatments(consent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a directive is about: the concepts of provision.code."""
    return list(objects(element(consent, "provision").get("code")))


def is_icd_off(consent: Mapping[str, Any]) -> bool:
    """Whether it is about switching off an ICD: "other", with the SNOMED CT code in its text."""
    for concept in treatments(consent):
        codings = pairs(concept)
        if ICD_OFF in codings or (OTHER in codings and ICD_OFF[1] in words(concept, "text")):
            return True
    return False


def others(consent: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every way in which "other" is written down, rightly or not, with its expression."""
    return [
        (f"Consent.{name}[{place}]", extension)
        for name in ("modifierExtension", "extension")
        for place, extension in numbered(consent.get(name))
        if extension.get("url") in (SPECIFICATION_OTHER, MISSPELT_OTHER)
    ]
