"""A treatment directive of STU3 that contradicts itself: shown as such, and decided by nobody.

Left out, its reader would believe that nothing was agreed on this treatment.
"""

from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.read import objects

_PERMITTED = f"{systems.NICTIZ}zib-TreatmentDirective-TreatmentPermitted"
_TREATMENT = f"{systems.NICTIZ}zib-TreatmentDirective-Treatment"
_RESTRICTIONS = f"{systems.NICTIZ}zib-TreatmentDirective-Restrictions"
_SYSTEM = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4"
_DECIDING = frozenset({"except", "modifierExtension"})
WORDS = (
    "Niet te lezen: wat de bron hierover zegt gaat niet samen, of is hier niet bekend. "
    "Vraag bij de bron na wat is afgesproken."
)


def said_as_contradicted(consent: JsonObject) -> JsonObject | None:
    """The same directive as one that only its words tell; None where this is no directive.

    What stays is whose it is, of which treatment, and since when.
    """
    held = objects(consent.get("extension"))
    if consent.get("resourceType") != "Consent" or all(
        one.get("url") != _TREATMENT for one in held
    ):
        return None
    kept = {name: value for name, value in consent.items() if name not in _DECIDING}
    kept["extension"] = [one for one in held if one.get("url") != _PERMITTED]
    otherwise = {"coding": [{"system": _SYSTEM, "code": "JA_MAAR"}]}
    words = {"url": _RESTRICTIONS, "valueString": WORDS}
    return {
        **kept,
        "modifierExtension": [{"url": _PERMITTED, "valueCodeableConcept": otherwise}],
        "except": [{"type": "deny", "extension": [words]}],
    }
