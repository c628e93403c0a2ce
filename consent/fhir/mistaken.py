"""A Consent that says what a choice about exchange says, but not that it is one."""

from collections.abc import Mapping
from typing import Any

from consent.fhir.elements import CONSENT_DOCUMENT, codes, is_privacy, sequence
from profiles import systems
from profiles.issue import Issue


def mistaken(consent: Mapping[str, Any]) -> list[Issue]:
    """One error where it would be kept as a wish, and an objection in it pass unheard.

    The categories of a choice about exchange are no categories of a wish.
    https://hl7.org/fhir/R4/consent.html#6.2.4
    """
    categories = [
        coding for concept in sequence(consent.get("category")) for coding in codes(concept)
    ]
    choice = any(
        coding == CONSENT_DOCUMENT or coding[0] == systems.OTV_DATA_CATEGORY
        for coding in categories
    )
    if not choice or is_privacy(consent):
        return []
    text = (
        "This looks like a choice about exchange; say so in scope by the code patient-privacy, "
        "or give a wish the category of a wish."
    )
    return [Issue("error", "business-rule", "Consent.scope", text)]
