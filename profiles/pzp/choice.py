"""Which of the guide's profiles a resource is judged by, told by its codes.

Each by the name that the newest release has for it, or the last that had one.
https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-TreatmentDirective
"""

from collections.abc import Callable, Mapping

from profiles import systems
from profiles.packages.expansion import expand
from profiles.pzp.wish import (
    ENCOUNTER_REFERENCES,
    OLDER_ADVANCE_CATEGORY,
    TALK,
    TREATMENT_CATEGORY,
    TREATMENTS,
    asked,
    has_talk,
    is_advance_directive,
    is_goal,
    is_icd,
    is_icd_off,
    is_talk,
    is_treatment_directive,
    others,
    treatments,
)
from profiles.resource.read import any_has, element, objects, pairs
from profiles.resource.surroundings import Resource, Surroundings

_Canonicals = tuple[str, ...]

_OBSERVATIONS = {
    (systems.SNOMED, code): f"{systems.PZP_NEXT}ACP-{name}"
    for code, name in (
        ("153851000146100", "SpecificCareWishes"),
        ("395091006", "PreferredPlaceOfDeath"),
        ("340171000146104", "PositionRegardingEuthanasia"),
        ("570801000146104", "OrganDonationChoiceRegistration"),
        ("247751003", "SenseOfPurpose"),
        ("665671000146101", "LegallyCapable"),
    )
}
_PURPOSE = (systems.SNOMED, "247751003")
_OF_SCALES = ("component", "valueInteger", "valueQuantity")
ENCOUNTER = f"{systems.PZP_NEXT}ACP-Encounter"
PERSONS = {
    "Patient": f"{systems.PZP_NEXT}ACP-Patient",
    "RelatedPerson": f"{systems.PZP_NEXT}ACP-ContactPerson",
    "Practitioner": f"{systems.PZP_NEXT}ACP-HealthProfessional-Practitioner",
    "PractitionerRole": f"{systems.PZP_NEXT}ACP-HealthProfessional-PractitionerRole",
}
"""The profiles of who takes part in a talk: nothing in these records themselves says so."""


def guide_profiles(resource: Resource, around: Surroundings) -> _Canonicals:
    """The guide's profiles that the codes of a resource ask for, or of what it points at."""
    choose = _CHOICES.get(resource["resourceType"])
    return choose(resource, around) if choose else ()


def _consent(consent: Resource, _: Surroundings) -> _Canonicals:
    treats, wills = _is_limit(consent), is_advance_directive(consent)
    if wills and any_has(consent.get("category"), OLDER_ADVANCE_CATEGORY):
        wills = False  # as older zibs have it, which is not the guide's
    found = [f"{systems.PZP_NEXT}ACP-TreatmentDirective"] if treats else []
    return (*found, f"{systems.PZP_NEXT}ACP-AdvanceDirective") if wills else tuple(found)


def _is_limit(consent: Resource) -> bool:
    """By its category, or by a treatment of the guide: who agrees to an operation has the scope."""
    if any_has(consent.get("category"), TREATMENT_CATEGORY) or others(consent):
        return is_treatment_directive(consent)
    known = expand(TREATMENTS) or frozenset()
    about = (pair for concept in treatments(consent) for pair in pairs(concept))
    named = not known.isdisjoint(about) or is_icd_off(consent)
    return named and is_treatment_directive(consent)


def _observation(observation: Resource, _: Surroundings) -> _Canonicals:
    """Of what others ask in numbers, the guide asks in words."""
    is_scale = any(name in observation for name in _OF_SCALES) and not has_talk(observation)
    found = (pair for pair in asked(observation) if not (is_scale and pair == _PURPOSE))
    return tuple(_OBSERVATIONS[pair] for pair in found)


def _encounter(encounter: Resource, around: Surroundings) -> _Canonicals:
    for reference in objects(encounter.get("reasonReference")):
        procedure = around.resolve(reference.get("reference"))
        if procedure and procedure.get("resourceType") == "Procedure" and is_talk(procedure):
            return (ENCOUNTER,)
    return ()


def _device_use(use: Resource, around: Surroundings) -> _Canonicals:
    device = around.resolve(element(use, "device").get("reference"))
    is_icds = device is not None and device.get("resourceType") == "Device" and is_icd(device)
    return (f"{systems.PZP_NEXT}ACP-MedicalDevice",) if is_icds or has_talk(use) else ()


def _when(judge: Callable[[Resource], object], name: str) -> Callable[..., _Canonicals]:
    return _as((f"{systems.PZP_NEXT}ACP-{name}",), judge)


def _as(chosen: _Canonicals, judge: Callable[[Resource], object]) -> Callable[..., _Canonicals]:
    def choose(resource: Resource, _: Surroundings) -> _Canonicals:
        return chosen if judge(resource) else ()

    return choose


def _is_of_the_talk(communication: Resource) -> bool:
    """By its reason; what has only the topic is read as told, and is not held to the guide's."""
    return any_has(communication.get("reasonCode"), TALK) or has_talk(communication)


_CHOICES: Mapping[str, Callable[[Resource, Surroundings], _Canonicals]] = {
    "Communication": _as((f"{systems.PZP}ACP-Communication",), _is_of_the_talk),
    "CommunicationRequest": _when(_is_of_the_talk, "InformRelativesRequest"),
    "Consent": _consent,
    "Device": _when(is_icd, "MedicalDevice.Product-ICD"),
    "DeviceUseStatement": _device_use,
    "Encounter": _encounter,
    "Goal": _when(is_goal, "MedicalPolicyGoal"),
    "Observation": _observation,
    "Procedure": _when(is_talk, "Procedure"),
}


def talks_of(resource: Resource) -> list[str]:
    """The references of a record to the Encounter that it came from."""
    named = [element(resource, "encounter")] + [
        element(extension, "valueReference")
        for extension in objects(resource.get("extension"))
        if extension.get("url") in ENCOUNTER_REFERENCES
    ]
    return [one["reference"] for one in named if type(one.get("reference")) is str]
