"""Consent: only what is a treatment directive or a living will, for of others nobody can tell.

https://hl7.org/fhir/R4/consent.html
"""

from profiles.stu3.rules import advance_directive, treatment_directive
from profiles.stu3.rules.consent_kind import kind_of_consent
from profiles.stu3.rules.rule import BothWays
from profiles.stu3.step import Step


class OfItsKind(BothWays):
    """By the rules of what it is; what is both or neither is refused."""

    def up(self, step: Step) -> None:
        """To R4."""
        match kind_of_consent(step.node):
            case "directive":
                treatment_directive.up(step)
            case "will":
                advance_directive.up(step)
            case kind:
                step.refuse("", step.walk.say(f"consent-{kind}"))

    def down(self, step: Step) -> None:
        """To STU3."""
        match kind_of_consent(step.node):
            case "directive":
                treatment_directive.down(step)
            case "will":
                advance_directive.down(step)
            case kind:
                step.refuse("", step.walk.say(f"consent-{kind}"))


RULES = {"Consent": (OfItsKind(),)}
