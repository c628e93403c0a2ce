"""A name beside a code that is another code's: one reader sees the name, another the code.

https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display
"""

from collections.abc import Iterator, Mapping

from profiles import systems
from profiles.pzp.named import contradicts, is_of_another
from profiles.pzp.rule import Finding, Findings, Rule
from profiles.pzp.rules.passed_over import WISHES
from profiles.pzp.wish import is_form, treatments
from profiles.resource.read import element, numbered, words
from profiles.resource.surroundings import Resource, Surroundings

_TEXT = (
    "The display is the name of another code than the one beside it; keep the code of what is "
    "meant, with its own name or none."
)
_SYSTEMS = frozenset({systems.SNOMED, systems.ADVANCE_DIRECTIVE_TYPE})
_YES_OR_NO = frozenset({"373066001", "373067005"})
"""By which who may decide, and whether there is an ICD, is read by more than one reader."""
_JUDGED = {**WISHES, "QuestionnaireResponse": is_form}


def misnamed(wish: Resource, _: Surroundings) -> Findings:
    """Nobody can tell which of the two was meant."""
    found = [
        Finding(f"{at}.display", _TEXT)
        for at, coding in _codings(wish)
        if words(coding, "system") in _SYSTEMS
        and is_of_another(words(coding, "code"), words(coding, "display"))
    ]
    return found or None


def misnamed_on_form(form: Resource, _: Surroundings) -> Findings:
    """It is kept, for the form says more than this, and read as what nobody understands."""
    found = [
        Finding(f"{at}.display", _TEXT)
        for at, coding in _answers(form, "QuestionnaireResponse")
        if words(coding, "code") not in _YES_OR_NO
        and contradicts(words(coding, "system"), words(coding, "code"), words(coding, "display"))
    ]
    return found or None


def _codings(wish: Resource) -> Iterator[tuple[str, Mapping[str, object]]]:
    if wish["resourceType"] == "QuestionnaireResponse":
        for at, coding in _answers(wish, "QuestionnaireResponse"):
            # Of the rest of a form it is told, and all else that it says is kept.
            is_asked = words(coding, "system") == systems.SNOMED
            if not is_asked or words(coding, "code") in _YES_OR_NO:
                yield at, coding
    for at, concept in _concepts(wish):
        for place, coding in numbered(concept.get("coding")):
            yield f"{at}.coding[{place}]", coding


def _concepts(wish: Resource) -> Iterator[tuple[str, Resource]]:
    """What is asked or decided, and what about."""
    match wish["resourceType"]:
        case "Consent":
            for place, concept in enumerate(treatments(wish)):
                yield f"Consent.provision.code[{place}]", concept
        case "Goal":
            yield "Goal.description", element(wish, "description")
        case "Observation":
            value = element(wish, "valueCodeableConcept")
            yield "Observation.code", element(wish, "code")
            yield "Observation.value.ofType(CodeableConcept)", value


def _answers(node: Resource, at: str) -> Iterator[tuple[str, Resource]]:
    """Each answer that is a code, as deep as the questions go."""
    for place, item in numbered(node.get("item")):
        here = f"{at}.item[{place}]"
        yield from _answers(item, here)
        for number, answer in numbered(item.get("answer")):
            yield f"{here}.answer[{number}].value.ofType(Coding)", element(answer, "valueCoding")
            yield from _answers(answer, f"{here}.answer[{number}]")


def _is_judged(resource: Resource) -> object:
    return _JUDGED[resource["resourceType"]](resource)


RULES = (
    Rule("PZP-65", "https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display", "error",
         tuple(_JUDGED), "the name of another code beside a code", misnamed, _is_judged),
    Rule("PZP-66", "https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display", "warning",
         ("QuestionnaireResponse",), "an answer on the form with the name of another",
         misnamed_on_form, is_form),
)  # fmt: skip
