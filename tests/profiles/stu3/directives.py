"""Treatment directives of STU3 as they are written, and what each answer means: by hand."""

from copy import deepcopy
from typing import Any

NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/"
CODES = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4"
OLD_FLAVORS = "http://hl7.org/fhir/v3/NullFlavor"
NEW_FLAVORS = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
SNOMED = "http://snomed.info/sct"
PERMITTED = f"{NICTIZ}zib-TreatmentDirective-TreatmentPermitted"
TREATMENT = f"{NICTIZ}zib-TreatmentDirective-Treatment"
RESTRICTIONS = f"{NICTIZ}zib-TreatmentDirective-Restrictions"
VERIFICATION = f"{NICTIZ}zib-TreatmentDirective-Verification"
SPECIFICATION_OTHER = f"{NICTIZ}ext-TreatmentDirective2.SpecificationOther"

TREATMENTS: dict[str, dict[str, Any]] = {
    "cpr": {"coding": [{"system": SNOMED, "code": "89666000"}]},
    "icu": {"coding": [{"system": SNOMED, "code": "305351004"}]},
    "hospital": {"coding": [{"system": SNOMED, "code": "32485007"}]},
    "ventilation": {"coding": [{"system": SNOMED, "code": "40617009"}]},
    "blood": {"coding": [{"system": SNOMED, "code": "116762002"}]},
    "antibiotics": {"coding": [{"system": SNOMED, "code": "281789004"}]},
    "icd off": {
        "coding": [{"system": OLD_FLAVORS, "code": "OTH"}],
        "text": "uitzetten ICD (400231000146108)",
    },
    "other": {"coding": [{"system": NEW_FLAVORS, "code": "OTH"}], "text": "dialyse"},
    "in words": {"text": "chemotherapie"},
}
ANSWERS: dict[str, dict[str, Any] | None] = {
    "JA": {"coding": [{"system": CODES, "code": "JA"}]},
    "JA shown": {"coding": [{"system": CODES, "code": "JA", "display": "Ja"}]},
    "NEE": {"coding": [{"system": CODES, "code": "NEE"}]},
    "NEE shown": {"coding": [{"system": CODES, "code": "NEE", "display": "nee"}], "text": "Nee."},
    "JA_MAAR": {"coding": [{"system": CODES, "code": "JA_MAAR"}]},
    "NASK": {"coding": [{"system": OLD_FLAVORS, "code": "NASK"}]},
    "UNK": {"coding": [{"system": OLD_FLAVORS, "code": "UNK"}]},
    "ASKU": {"coding": [{"system": OLD_FLAVORS, "code": "ASKU"}]},
    "NASK anew": {"coding": [{"system": NEW_FLAVORS, "code": "NASK"}]},
    "UNK anew": {"coding": [{"system": NEW_FLAVORS, "code": "UNK"}]},
    "ASKU anew": {"coding": [{"system": NEW_FLAVORS, "code": "ASKU"}]},
    "missing": None,
    "no code": {"text": "Nee"},
    "small letters": {"coding": [{"system": CODES, "code": "ja"}]},
    "no system": {"coding": [{"code": "NEE"}]},
    "another flavor": {"coding": [{"system": OLD_FLAVORS, "code": "MSK"}]},
    "an english no": {"coding": [{"system": CODES, "code": "NO"}]},
    "two at once": {"coding": [{"system": CODES, "code": "JA"}, {"system": CODES, "code": "NEE"}]},
    "JA beside a code of a vendor": {
        "coding": [
            {"system": CODES, "code": "JA"},
            {"system": "https://vendor.example/permitted", "code": "N"},
        ]
    },
    "JA shown as Nee": {"coding": [{"system": CODES, "code": "JA", "display": "Nee"}]},
    "NEE shown as Ja": {"coding": [{"system": CODES, "code": "NEE", "display": "Ja"}]},
    "NEE in words Ja": {"coding": [{"system": CODES, "code": "NEE"}], "text": "ja"},
    "JA_MAAR shown as Ja": {"coding": [{"system": CODES, "code": "JA_MAAR", "display": "Ja"}]},
}


def _restricted(kind: str) -> dict[str, Any]:
    words = {"url": RESTRICTIONS, "valueString": "alleen na overleg"}
    return {"type": kind, "extension": [words]}


EXCEPTS: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "permit": [{"type": "permit"}],
    "deny": [{"type": "deny"}],
    "both": [{"type": "permit"}, {"type": "deny"}],
    "deny with words": [_restricted("deny")],
    "permit with words": [_restricted("permit")],
}
BUT, ONLY = "Ja, maar met beperkingen", "alleen na overleg"
UNKNOWN = {"none": "unknown"}
# What each answer means beside each except; what is not named is refused.
MEANT: dict[str, dict[str, str]] = {
    "JA": {"none": "permit", "permit": "permit"},
    "JA shown": {"none": "permit", "permit": "permit"},
    "NEE": {"none": "deny", "deny": "deny"},
    "NEE shown": {"none": "deny", "deny": "deny"},
    "JA_MAAR": {
        "none": BUT,
        "permit": BUT,
        "deny": BUT,
        "both": BUT,
        "deny with words": ONLY,
        "permit with words": ONLY,
    },
    "NASK": UNKNOWN,
    "UNK": UNKNOWN,
    "ASKU": UNKNOWN,
    "NASK anew": UNKNOWN,
    "UNK anew": UNKNOWN,
    "ASKU anew": UNKNOWN,
}
UNKNOWN_WORDS = {"onbekend", "niet besproken", "nee, nog geen besluit genomen"}


def a_directive(treatment: str, answer: str, except_: str, **more: Any) -> dict[str, Any]:
    """As a source would send it."""
    concept = ANSWERS[answer]
    modifier = {"url": PERMITTED, "valueCodeableConcept": concept}
    made: dict[str, Any] = {
        "resourceType": "Consent",
        "id": "td",
        "extension": [{"url": TREATMENT, "valueCodeableConcept": TREATMENTS[treatment]}],
        "status": "active",
        "category": [{"coding": [{"system": SNOMED, "code": "11291000146105"}]}],
        "patient": {"reference": "Patient/p1"},
        "dateTime": "2026-03-04",
        "policy": [{"uri": "https://wetten.overheid.nl/"}],
    }
    made |= {"modifierExtension": [modifier]} if concept is not None else {}
    made |= {"except": EXCEPTS[except_]} if EXCEPTS[except_] else {}
    return deepcopy(made | more)


def read_in_r4(consent: dict[str, Any]) -> str:
    """The decision, read anew: permit, deny, unknown, or the words of anything else."""
    kind = consent["provision"].get("type")
    words = [one["valueString"] for one in consent.get("modifierExtension", [])]
    if kind is not None:
        assert not words
        return str(kind)
    (text,) = words
    return "unknown" if text.lower().rstrip(".") in UNKNOWN_WORDS else str(text)


def read_in_stu3(consent: dict[str, Any]) -> str:
    """The same of STU3: by the code alone."""
    (modifier,) = consent["modifierExtension"]
    (coding,) = modifier["valueCodeableConcept"]["coding"]
    if coding["system"] in {OLD_FLAVORS, NEW_FLAVORS}:
        return "unknown"
    words = [
        extension["valueString"]
        for one in consent.get("except", [])
        for extension in one.get("extension", [])
    ]
    return {"JA": "permit", "NEE": "deny"}.get(coding["code"]) or (words[0] if words else BUT)
