"""A name beside a code that is another code's: one reader sees the name, another the code.

https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display
"""

from collections.abc import Iterator

from profiles import systems
from profiles.pzp.named import is_of_another
from profiles.pzp.rule import Finding, Findings, Rule
from profiles.pzp.rules.passed_over import WISHES, is_wish
from profiles.pzp.wish import treatments
from profiles.resource.read import element, numbered, words
from profiles.resource.surroundings import Resource, Surroundings

_TEXT = (
    "The display is the name of another code than the one beside it; keep the code of what is "
    "meant, with its own name or none."
)


def misnamed(wish: Resource, _: Surroundings) -> Findings:
    """Nobody can tell which of the two was meant."""
    found = [
        Finding(f"{at}.coding[{place}].display", _TEXT)
        for at, concept in _concepts(wish)
        for place, coding in numbered(concept.get("coding"))
        if words(coding, "system") == systems.SNOMED
        and is_of_another(words(coding, "code"), words(coding, "display"))
    ]
    return found or None


def _concepts(wish: Resource) -> Iterator[tuple[str, Resource]]:
    """What is decided, and what about."""
    match wish["resourceType"]:
        case "Consent":
            for place, concept in enumerate(treatments(wish)):
                yield f"Consent.provision.code[{place}]", concept
        case "Goal":
            yield "Goal.description", element(wish, "description")
        case "Observation":
            value = element(wish, "valueCodeableConcept")
            yield "Observation.value.ofType(CodeableConcept)", value


RULES = (
    Rule("PZP-65", "https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display", "error",
         tuple(WISHES), "the name of another code beside a code", misnamed, is_wish),
)  # fmt: skip
