"""Organization: one department's specialty has a place in R4's national profile.

http://nictiz.nl/fhir/StructureDefinition/nl-core-HealthcareProvider-Organization
"""

from profiles.stu3.rules.rule import BothWays
from profiles.stu3.step import Step

_SPECIALTIES = "urn:oid:2.16.840.1.113883.2.4.6.7"


class Specialties(BothWays):
    """The others are kept."""

    def up(self, step: Step) -> None:
        """The first in its place."""
        seen = False
        for one in step.take("type"):
            codings = (one.value or {}).get("coding", ())
            is_specialty = any(each.get("system") == _SPECIALTIES for each in codings)
            if is_specialty and seen:
                step.keep("type", [one])
                continue
            seen = seen or is_specialty
            row, target = step.row("type"), step.target_row("type")
            step.put("type", step.convert(one, one.kind, row, target))


RULES = {"Organization": (Specialties(),)}
