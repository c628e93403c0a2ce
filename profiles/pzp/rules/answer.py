"""Observations, goals and the form: answers that are none, or two.

https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-PreferredPlaceOfDeath
"""

from profiles import systems
from profiles.dialect import NEW
from profiles.packages.expansion import expand
from profiles.pzp.rule import Finding, Findings, Rule
from profiles.pzp.wish import (
    CAPACITY,
    FORM_GOALS,
    GOALS,
    OBSERVED,
    SYMPTOMS,
    TREATMENTS,
    UNKNOWN,
    asked,
    is_form,
    is_goal,
    is_told,
    is_treatment_directive,
    observed,
)
from profiles.resource.read import Pair, codes, element, numbered, pairs, says, words
from profiles.resource.surroundings import Resource, Surroundings

_TWO = "One concept has codes of two answers; keep the one that is meant."


def unanswered(observation: Resource, _: Surroundings) -> Findings:
    """No value may mean forgotten, unknown or not asked; the sender knows which."""
    if any(name.removeprefix("_").startswith(("value", "dataAbsent")) for name in observation):
        return None
    text = (
        "There is neither an answer nor a reason why not; add the value, or dataAbsentReason "
        "asked-unknown or not-asked."
    )
    return [Finding("Observation", text)]


def capacity_in_words(observation: Resource, _: Surroundings) -> Findings:
    """A reader asks whether it is false, and takes anything else for no."""
    if observed(observation) != CAPACITY:
        return None
    text = (
        "Whether somebody is legally capable is true or false; write valueBoolean, or "
        "dataAbsentReason and no value, and what else there is to say in the note."
    )
    return [
        Finding("Observation.value", text)
        for name in observation
        if name.startswith("value") and name != "valueBoolean"
    ] or None


def empty_words(observation: Resource, _: Surroundings) -> Findings:
    """A dash is no wish."""
    if "valueString" not in observation or says(words(observation, "valueString")):
        return None
    text = "This text says nothing; write the wish, or dataAbsentReason and no value."
    return [Finding("Observation.value.ofType(string)", text)]


def answer_of_nobody(resource: Resource, _: Surroundings) -> Findings:
    """R4 lets a wish be about nobody."""
    if element(resource, "subject"):
        return None
    return [Finding(resource["resourceType"], "Whose wish this is is not said; add subject.")]


def two_values(observation: Resource, _: Surroundings) -> Findings:
    """Unknown and decided in one value, or two decisions."""
    code = observed(observation)
    answers = expand(OBSERVED[code]) if code else None
    if not answers or not _is_two(observation.get("valueCodeableConcept"), answers):
        return None
    return [Finding("Observation.value.ofType(CodeableConcept)", _TWO)]


def two_goals(goal: Resource, _: Surroundings) -> Findings:
    """One goal of treatment is a choice between them; a form's code of one of them is that one."""
    answers = (expand(GOALS) or frozenset()) | FORM_GOALS | {UNKNOWN}
    described, symptoms = goal.get("description"), {SYMPTOMS[1], *(one for _, one in FORM_GOALS)}
    if not _is_two(described, answers) or symptoms.issuperset(codes(described)):
        return None
    return [Finding("Goal.description", _TWO)]


def two_treatments(consent: Resource, _: Surroundings) -> Findings:
    """A decision is about one treatment."""
    answers = expand(TREATMENTS) or frozenset()
    found = [
        Finding(f"Consent.provision.code[{place}]", "One concept has codes of two treatments; "
                "write a Consent for each.")
        for place, concept in numbered(element(consent, "provision").get("code"))
        if _is_two(concept, answers)
    ]  # fmt: skip
    return found or None


def two_questions(observation: Resource, _: Surroundings) -> Findings:
    """What answers two questions at once answers one of them wrongly."""
    if len(set(asked(observation))) < 2:  # noqa: PLR2004 - one is not two
        return None
    text = "One code asks two things; write an Observation for each."
    return [Finding("Observation.code", text)]


def _is_two(concept: object, answers: frozenset[Pair]) -> bool:
    """By whatever system: SNOMED CT's numbers are nobody else's, a NullFlavor's letters may be."""
    said = codes(concept)
    if len(said) < 2:  # noqa: PLR2004 - one is not two
        return False
    meant = {code for _, code in answers if code.isdigit()}.intersection(said)
    return len(meant | {code for _, code in answers.intersection(pairs(concept))}) > 1


def formless(form: Resource, _: Surroundings) -> Findings:
    """A form without subject is not found by whose it is."""
    if element(form, "subject"):
        return None
    text = "Who this form is about is not said, so that it is not found; add subject."
    return [Finding("QuestionnaireResponse", text)]


def _is_wish(resource: Resource) -> object:
    return observed(resource) if resource["resourceType"] == "Observation" else is_told(resource)


RULES = (
    Rule("PZP-20", f"{systems.PZP_NEXT}ACP-SpecificCareWishes", "warning", ("Observation",),
         "neither a value nor the reason why not", unanswered, observed),
    Rule("PZP-21", f"{systems.PZP_NEXT}ACP-SpecificCareWishes", "warning", ("Observation",),
         "a wish in words without a word", empty_words, observed),
    Rule("PZP-22", "https://hl7.org/fhir/R4/compartmentdefinition-patient.html", "error",
         ("Observation", "Communication", "CommunicationRequest"), "a wish of nobody",
         answer_of_nobody, _is_wish),
    Rule("PZP-23", f"{systems.PZP_NEXT}ACP-PreferredPlaceOfDeath", "error", ("Observation",),
         "two answers in one value, or unknown beside an answer", two_values, observed),
    Rule("PZP-24", f"{systems.PZP_NEXT}ACP-MedicalPolicyGoal", "error", ("Goal",),
         "two goals in one description", two_goals, is_goal),
    Rule("PZP-25", f"{systems.NICTIZ}zib-TreatmentDirective2#Consent.provision.code", "error",
         ("Consent",), "two treatments in one code", two_treatments, is_treatment_directive),
    Rule("PZP-26", f"{NEW}Questionnaire/ACP-zib2020", "warning", ("QuestionnaireResponse",),
         "a form without subject", formless, is_form),
    Rule("PZP-27", f"{systems.PZP_NEXT}ACP-SpecificCareWishes", "error", ("Observation",),
         "two questions in one code", two_questions, observed),
    Rule("PZP-28", f"{systems.PZP_NEXT}ACP-LegallyCapable", "error", ("Observation",),
         "legal capacity that is neither true nor false", capacity_in_words, observed),
)  # fmt: skip
