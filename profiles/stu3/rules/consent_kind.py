"""Which Consent is converted: a treatment directive or a living will, in either release."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from profiles.stu3.rules.treatment_permitted import PERMITTED
from profiles.systems import CONSENT_CATEGORY, CONSENT_SCOPE, SNOMED

DIRECTIVE = (SNOMED, "11291000146105")
"""The category of a treatment directive in STU3."""
WILL = (SNOMED, "11341000146107")
"""The category of a living will in STU3."""
DIRECTIVE_R4 = (SNOMED, "129125009")
WILL_R4 = (CONSENT_CATEGORY, "acd")
DIRECTIVE_SCOPE = (CONSENT_SCOPE, "treatment")
WILL_SCOPE = (CONSENT_SCOPE, "adr")

Kind = Literal["directive", "will", "both", "none"]
_DIRECTIVES = ("/zib-TreatmentDirective", "/ACP-TreatmentDirective", "/nl-core-TreatmentDirective2")
_WILLS = ("/zib-AdvanceDirective", "/ACP-AdvanceDirective", "/nl-core-AdvanceDirective")


def kind_of_consent(node: Mapping[str, Any]) -> Kind:
    """By its codes, by what it declares, and by the answer that only a directive has."""
    codes = set(_codes(node))
    declared = [one.partition("|")[0] for one in node.get("meta", {}).get("profile", ()) if one]
    modifiers = {one.get("url") for one in node.get("modifierExtension", ())}
    is_directive = (
        not codes.isdisjoint({DIRECTIVE, DIRECTIVE_R4, DIRECTIVE_SCOPE})
        or PERMITTED in modifiers
        or any(one.endswith(_DIRECTIVES) for one in declared)
    )
    is_will = not codes.isdisjoint({WILL, WILL_R4, WILL_SCOPE}) or any(
        one.endswith(_WILLS) for one in declared
    )
    if is_directive and is_will:
        return "both"
    return "directive" if is_directive else "will" if is_will else "none"


def _codes(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for concept in (*node.get("category", ()), node.get("scope", {})):
        for one in concept.get("coding", ()):
            yield str(one.get("system")), str(one.get("code"))
