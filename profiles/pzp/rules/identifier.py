"""Numbers of persons and organisations: their form, and the BSN's 11-test.

No text repeats a number.
"""

from collections.abc import Sequence
from typing import Any

from profiles import systems
from profiles.identifiers import AGB_DIGITS, BSN_DIGITS, URA_DIGITS, UZI_DIGITS, is_bsn
from profiles.pzp.rule import Finding, Findings, Rule, RuleCheck
from profiles.resource.read import element, objects
from profiles.resource.surroundings import Resource, Surroundings

_BIG_DIGITS = 11
_PERSONS = ("Patient", "RelatedPerson", "Person", "Practitioner")
_CLINICAL = (
    *("Consent", "Observation", "Procedure", "Encounter", "Goal", "Communication"),
    *("DeviceUseStatement", "QuestionnaireResponse"),
)
_PROFESSIONALS = ("Practitioner", "PractitionerRole")
_ORGANISATIONS = ("Organization", "Location", "HealthcareService")


def bsn(resource: Resource, _: Surroundings) -> Findings:
    """A BSN has nine digits, of which leading zeros are part, and passes the 11-test."""
    found = [
        Finding(f"{expression}.value", _wrong_bsn(number))
        for expression, number in _numbers(resource, systems.BSN_SYSTEM)
        if not is_bsn(number)
    ]
    return found or None


def _wrong_bsn(number: str) -> str:
    if not (number.isascii() and number.isdigit()):
        return "A BSN is digits only; leave out spaces, dots and letters."
    if len(number) < BSN_DIGITS:
        return "A BSN has nine digits, this has fewer; put back the leading zeros that were lost."
    if len(number) > BSN_DIGITS:
        return "A BSN has nine digits, this has more; correct it."
    return "This does not pass the 11-test of a BSN, so a digit is wrong; correct it."


def two_bsns(resource: Resource, _: Surroundings) -> Findings:
    """A person has one BSN, so that two are two persons."""
    listed = _numbers(resource, systems.BSN_SYSTEM)
    text = "A person has one BSN, and this is another than the first; remove the wrong one."
    return [
        Finding(expression, text) for expression, number in listed[1:] if number != listed[0][1]
    ] or None


def another_bsn(resource: Resource, around: Surroundings) -> Findings:
    """Who finds a record by number must find the person that it refers to."""
    found = [
        Finding(
            f"{resource['resourceType']}.{name}.identifier.value",
            "This is another BSN than that of the Patient referred to; remove it, or correct "
            "the reference.",
        )
        for name in ("subject", "patient")
        if "identifier" in (whose := element(resource, name))
        if (number := _bsn_of(whose["identifier"])) is not None
        if (patient := around.resolve(whose.get("reference"))) is not None
        if (own := [bsn for one in objects(patient.get("identifier")) if (bsn := _bsn_of(one))])
        if number not in own
    ]
    return found or None


def _bsn_of(identifier: Any) -> str | None:
    return str(identifier["value"]) if _is_number(identifier, systems.BSN_SYSTEM) else None


def _digits(system: str, text: str, least: int, most: int) -> RuleCheck:
    def judge(resource: Resource, _: Surroundings) -> Findings:
        found = [
            Finding(f"{expression}.value", text)
            for expression, number in _numbers(resource, system)
            if not (number.isascii() and number.isdigit() and least <= len(number) <= most)
        ]
        return found or None

    return judge


ura = _digits(systems.URA_SYSTEM, "A URA is one to eight digits; correct it.", 1, URA_DIGITS)
uzi = _digits(systems.UZI_PERSON, "A UZI number is one to nine digits; correct it.", 1, UZI_DIGITS)
agb = _digits(
    systems.AGB_SYSTEM,
    "An AGB code is eight digits, leading zeros among them; correct it.",
    AGB_DIGITS,
    AGB_DIGITS,
)
big = _digits(
    systems.BIG,
    "A BIG number is eleven digits and nothing else; correct it.",
    _BIG_DIGITS,
    _BIG_DIGITS,
)


def _numbers(resource: Resource, system: str) -> Sequence[tuple[str, str]]:
    """Expression and number of its identifiers in a system, and of who it is about."""
    found: list[tuple[str, str]] | None = None
    listed = resource.get("identifier")
    if type(listed) is list:
        for place, identifier in enumerate(listed):
            if _is_number(identifier, system):
                found = found or []
                at = f"{resource['resourceType']}.identifier[{place}]"
                found.append((at, identifier["value"]))
    for name in ("subject", "patient"):
        if name in resource and "identifier" in (whose := element(resource, name)):
            identifier = whose["identifier"]
            if _is_number(identifier, system):
                found = found or []
                at = f"{resource['resourceType']}.{name}.identifier"
                found.append((at, identifier["value"]))
    return found or ()


def _is_number(identifier: Any, system: str) -> bool:
    return (
        type(identifier) is dict
        and identifier.get("system") == system
        and type(identifier.get("value")) is str
    )


RULES = (
    Rule("PZP-30", "http://fhir.nl/fhir/NamingSystem/bsn", "error", (*_PERSONS, *_CLINICAL),
         "a BSN that is none", bsn),
    Rule("PZP-31", "http://fhir.nl/fhir/NamingSystem/bsn", "error", _PERSONS,
         "a person with two different BSNs", two_bsns),
    Rule("PZP-36", "http://fhir.nl/fhir/NamingSystem/bsn", "error", (*_CLINICAL, "RelatedPerson"),
         "a BSN that is another than that of the Patient referred to", another_bsn),
    Rule("PZP-32", "http://fhir.nl/fhir/NamingSystem/ura", "error",
         (*_ORGANISATIONS, *_PROFESSIONALS), "a URA that is none", ura),
    Rule("PZP-33", "http://fhir.nl/fhir/NamingSystem/uzi-nr-pers", "error", _PROFESSIONALS,
         "a UZI number that is none", uzi),
    Rule("PZP-34", "http://fhir.nl/fhir/NamingSystem/agb-z", "warning",
         (*_ORGANISATIONS, *_PROFESSIONALS), "an AGB code that is none", agb),
    Rule("PZP-35", "http://fhir.nl/fhir/NamingSystem/big", "warning", _PROFESSIONALS,
         "a BIG number that is none", big),
)  # fmt: skip
