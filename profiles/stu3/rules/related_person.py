"""RelatedPerson: the role of a contact is a second relationship in R4.

https://hl7.org/fhir/R4/relatedperson.html
"""

from collections.abc import Mapping
from typing import Any

from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays
from profiles.stu3.step import Step
from profiles.systems import CONTACT_ROLE

ROLE = "http://fhir.nl/fhir/StructureDefinition/nl-core-relatedperson-role"
_CONCEPT = "valueCodeableConcept"


class ContactRole(BothWays):
    """Told apart from the relationship by its code system."""

    def up(self, step: Step) -> None:
        """Behind the relationship, where its code says that it is a role."""
        step.move("relationship")
        for one in step.take_extension(ROLE):
            concept = one.get(_CONCEPT)
            made = step.walk.extension(one, f"{step.at}.extension")
            if _is_role(concept) and one.keys() == {"url", _CONCEPT}:
                step.put("relationship", Piece("CodeableConcept", made[_CONCEPT]))
            else:
                step.put_extension(made)

    def down(self, step: Step) -> None:
        """What is a role beside, the others where they were."""
        found = step.take("relationship")
        roles = [_is_role(one.value) for one in found]
        if roles != sorted(roles):
            step.lose("relationship", step.walk.say("order"))
        for one in found:
            made = step.walk.object(one.value, one.kind, one.kind, f"{step.at}.{one.step}")
            if _is_role(one.value):
                step.put_extension({"url": ROLE, _CONCEPT: made})
            elif "relationship" in step.out:
                step.keep("relationship", [one])
            else:
                step.put("relationship", Piece(one.kind, made))


def _is_role(concept: Mapping[str, Any] | None) -> bool:
    codings = concept.get("coding", ()) if concept else ()
    return any(one.get("system") == CONTACT_ROLE for one in codings)


RULES = {"RelatedPerson": (ContactRole(),)}
