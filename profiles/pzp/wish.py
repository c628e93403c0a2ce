"""Which resources are wishes, and of what kind: by their codes, never by what they declare.

A Consent is a treatment directive or an advance directive when its scope or its category says so.
Either suffices: a search asks for both, so that what has only one of them would be kept and
never be found.
https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from profiles import systems
from profiles.dialect import in_each_dialect, is_of
from profiles.packages.expansion import expand
from profiles.resource.read import (
    Pair,
    any_has,
    codes,
    element,
    has,
    numbered,
    objects,
    pairs,
    words,
)

TREATMENT_SCOPE = (systems.CONSENT_SCOPE, "treatment")
TREATMENT_CATEGORY = (systems.SNOMED, "129125009")
ADVANCE_SCOPE = (systems.CONSENT_SCOPE, "adr")
ADVANCE_CATEGORY = (systems.CONSENT_CATEGORY, "acd")
TALK = (systems.SNOMED, "713603004")
CAPACITY = (systems.SNOMED, "665671000146101")
TOLD = (systems.SNOMED, "223449006")
OTHER = (systems.NULL_FLAVOR, "OTH")
UNKNOWN = (systems.NULL_FLAVOR, "UNK")
ICD_OFF = (systems.SNOMED, "400231000146108")

SPECIFICATION_OTHER = f"{systems.NICTIZ}ext-TreatmentDirective2.SpecificationOther"
# So spelt in the invariant that zib-TreatmentDirective2 publishes, and copied from there.
MISSPELT_OTHER = f"{systems.NICTIZ}ext-TreatmentDirective2.SpecificitionOther"
_OTHERS = (SPECIFICATION_OTHER, MISSPELT_OTHER)
_LIKE_OTHER = re.compile(r"specifi[ck]a?i?tion[-_.]?other\W*$", re.IGNORECASE)
ENCOUNTER_REFERENCES = in_each_dialect(f"{systems.PZP}ext-EncounterReference")

_VALUE_SETS = "https://fhir.iknl.nl/fhir/ValueSet/"
TREATMENTS = (
    "http://decor.nictiz.nl/fhir/ValueSet/2.16.840.1.113883.2.4.3.11.60.40.2.2.2.1--20200901000000"
)
GOALS = f"{_VALUE_SETS}ACP-MedicalPolicyGoal"
ICDS = f"{_VALUE_SETS}ACP-MedicalDeviceProductType-ICD"
# The category of a living will in the zib releases for STU3, where it also had its type.
OLDER_ADVANCE_CATEGORY = (systems.SNOMED, "11341000146107")
# What the form offers for a goal, and the profile does not list.
SYMPTOMS = (systems.SNOMED, "713148004")
"""Only treating symptoms; the older forms say it by the code below."""
FORM_GOALS = frozenset({(systems.SNOMED, "225353007")})

OBSERVED: Mapping[Pair, str] = {
    CAPACITY: "",
    (systems.SNOMED, "153851000146100"): "",
    (systems.SNOMED, "395091006"): f"{_VALUE_SETS}ACP-PreferredPlaceOfDeath",
    (systems.SNOMED, "340171000146104"): f"{_VALUE_SETS}ACP-EuthanasiaStatement",
    (systems.SNOMED, "570801000146104"): f"{_VALUE_SETS}ACP-YesNoUnknownVS",
    (systems.SNOMED, "247751003"): "",
}
"""The codes of the six observations, with the value set of the answer; none where it has none."""
_ASKED: Mapping[str, Pair] = {pair[1]: pair for pair in OBSERVED}


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
    return has(consent.get("scope"), scope) or any_has(consent.get("category"), category)


def observed(observation: Mapping[str, Any]) -> Pair | None:
    """The code by which an Observation is one of the guide's six, or None."""
    return next(iter(asked(observation)), None)


def asked(observation: Mapping[str, Any]) -> Sequence[Pair]:
    """All of the six that its code says; by whatever system, since the guide's query finds it."""
    return [_ASKED[code] for code in codes(observation.get("code")) if code in _ASKED]


def treatments(consent: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """What a directive is about: the concepts of provision.code."""
    return objects(element(consent, "provision").get("code"))


def is_icd_off(consent: Mapping[str, Any]) -> bool:
    """Whether it is about switching off an ICD: by the digits, in whatever sentence they stand."""
    return any(_names_icd_off(concept) for concept in treatments(consent))


def _names_icd_off(concept: Mapping[str, Any]) -> bool:
    said = codes(concept)
    if ICD_OFF[1] in said:
        return True
    # Of another treatment that has its own code the text is a remark.
    if any(code.isdigit() for code in said):
        return False
    shown = (words(coding, "display") for coding in objects(concept.get("coding")))
    texts = (words(concept, "text"), *shown)
    return any(ICD_OFF[1] in text.replace(" ", "") for text in texts)


def others(consent: Mapping[str, Any]) -> Sequence[tuple[str, dict[str, Any]]]:
    """Every way in which "other" is written down, rightly or not, with its expression."""
    found: list[tuple[str, dict[str, Any]]] | None = None
    for name in ("modifierExtension", "extension"):
        if name in consent:
            for place, extension in numbered(consent[name]):
                if _is_other(extension.get("url")):
                    found = found or []
                    found.append((f"Consent.{name}[{place}]", extension))
    return found or ()


def _is_other(url: Any) -> bool:
    """Whether a url means "other", for a person who reads it."""
    return url in _OTHERS or (type(url) is str and _LIKE_OTHER.search(url) is not None)


def is_goal(goal: Mapping[str, Any]) -> bool:
    """Whether it is the guide's goal of treatment: by category, by description, or by its talk.

    That a goal is not known says nothing of what kind of goal it is.
    """
    if any_has(goal.get("category"), TALK):
        return True
    return not _goals().isdisjoint(pairs(goal.get("description"))) or has_talk(goal)


@cache
def _goals() -> frozenset[Pair]:
    return (expand(GOALS) or frozenset()) - {UNKNOWN} | FORM_GOALS


def has_talk(resource: Mapping[str, Any]) -> bool:
    """Whether it names the talk it came from by the guide's own extension."""
    return any(
        words(extension, "url") in ENCOUNTER_REFERENCES
        for extension in objects(resource.get("extension"))
    )


def is_told(resource: Mapping[str, Any]) -> bool:
    """Whether it says that the patient was told, or is asked, to talk with relatives.

    A Communication of beta 3, or a CommunicationRequest of 1.0.
    """
    if resource.get("resourceType") == "CommunicationRequest":
        return any_has(resource.get("category"), TOLD)
    return any_has(resource.get("reasonCode"), TALK) or has(resource.get("topic"), TOLD)


def is_talk(procedure: Mapping[str, Any]) -> bool:
    """Whether a Procedure is a talk about advance care."""
    return has(procedure.get("code"), TALK)


def is_form(response: Mapping[str, Any]) -> bool:
    """Whether it answers the national form, of whatever release, named or contained."""
    named = words(response, "questionnaire")
    if named.startswith("#"):  # the form itself is contained
        inside = (one for one in objects(response.get("contained")) if f"#{one.get('id')}" == named)
        named = next((words(one, "url") for one in inside), "")
    return is_of(named, systems.PZP_QUESTIONNAIRE)


def is_icd(device: Mapping[str, Any]) -> bool:
    """Whether a Device is an implantable defibrillator, of the kinds that can be listed."""
    known = expand(ICDS) or frozenset()
    return any(pair in known for pair in pairs(device.get("type")))


_WISHES: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "Communication": is_told,
    "CommunicationRequest": is_told,
    "Consent": is_directive,
    "Device": is_icd,
    "Goal": is_goal,
    "Observation": observed,
    "Procedure": is_talk,
    "QuestionnaireResponse": is_form,
    "DeviceUseStatement": has_talk,
}


def is_of_talk(resource: Mapping[str, Any]) -> bool:
    """Whether a resource is by itself known as a record of the guide."""
    judge = _WISHES.get(str(resource.get("resourceType")))
    return bool(judge and judge(resource))
