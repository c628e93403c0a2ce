"""Directives in either release of the guide, from what a test says of them in a few words."""

from copy import deepcopy
from typing import Any

from profiles import systems
from tests.profiles.pzp.records import Tree, concept, limit, other, will

ICD_TEXT = "uitzetten van cardioverter-defibrillator in laatste levensfase"
ADDITIONAL = "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.AdvanceDirective"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
BASES = {
    "beta3": "https://fhir.iknl.nl/fhir/StructureDefinition/",
    "1.0": "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/",
}
WAYS: dict[str, Tree] = {
    "permit": {"says": "permit"},
    "deny": {"says": "deny"},
    "text": {"says": None, "modifierExtension": other("Alleen na overleg")},
    "unknown": {"says": None, "modifierExtension": other("Onbekend")},
    "undecided": {"says": None, "modifierExtension": other("Nee, nog geen besluit genomen")},
    "not discussed": {"says": None, "modifierExtension": other("Niet besproken")},
    "neither": {"says": None},
    "permit and text": {"says": "permit", "modifierExtension": other("Alleen na overleg")},
    "withheld": {"says": None},
}


def agreement(
    code: str = "89666000",
    way: str = "permit",
    *,
    name: str = "agreement",
    date: str | None = "2020-10-01",
    release: str = "1.0",
    source: str = "",
    **more: Any,
) -> Tree:
    """A treatment directive on this code; `icd` is the switching off of an ICD."""
    made = limit(code, **{**deepcopy(WAYS[way]), "id": name, **more})
    if code == "icd":
        said = concept("OTH", systems.NULL_FLAVOR, text=f"{ICD_TEXT} (400231000146108)")
        made["provision"]["code"] = [said]
    if way == "withheld":
        hidden = {"url": ABSENT, "valueCode": "masked"}
        made["provision"]["_type"] = {"extension": [hidden]}
    return _as(made, "ACP-TreatmentDirective", date, release, source)


def a_will(
    *codes: str,
    name: str = "will",
    date: str | None = "2025-04-28",
    release: str = "1.0",
    source: str = "",
    **more: Any,
) -> Tree:
    """An advance directive of these types of will, codes of digits being SNOMED CT's."""
    codings = [
        {"system": systems.SNOMED if code.isdigit() else systems.ADVANCE_DIRECTIVE_TYPE,
         "code": code}
        for code in codes or ("NR",)
    ]  # fmt: skip
    made = will(id=name, provision={"code": [{"coding": codings}]}, **more)
    return _as(made, "ACP-AdvanceDirective", date, release, source)


def _as(made: Tree, profile: str, date: str | None, release: str, source: str) -> Tree:
    made["meta"] = {"profile": [BASES[release] + profile]} | ({"source": source} if source else {})
    if release == "beta3":
        talk = {"reference": "Encounter/e"}
        url = f"{BASES[release]}ext-EncounterReference"
        made["extension"] = [*made.get("extension", ()), {"url": url, "valueReference": talk}]
    made["dateTime"] = date
    return {key: value for key, value in made.items() if value is not None}
