"""What the hub does not understand in full of a privacy Consent, so that none is half applied."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from consent.fhir.check_provision import provision_problems
from consent.fhir.clause import clauses
from consent.fhir.elements import (
    PRIVACY,
    category_text,
    codes,
    custodian_texts,
    is_held,
    is_privacy,
    mapping,
    moment,
    sequence,
)
from consent.fhir.signers import is_signed
from consent.statement import Status
from profiles import systems
from profiles.issue import Issue

_NARRATIVE = frozenset({"resourceType", "id", "meta", "language", "text", "contained", "extension"})
_READ = frozenset({"identifier", "status", "scope", "category", "patient", "dateTime", "performer"})
_SOURCE = frozenset({"organization", "sourceAttachment", "sourceReference", "policy", "provision"})
_ROOT = _NARRATIVE | _READ | _SOURCE


def problems(consent: Mapping[str, Any], *, hub: str | None = None) -> list[Issue]:
    """An error for all that would be left out or guessed at; none where it is not about privacy.

    https://profiles.ihe.net/ITI/PCF/StructureDefinition-IHE.PCF.consentIntermediate.html
    """
    if not is_privacy(consent):
        return []
    return [
        *_elements(consent),
        *_modifiers(consent),
        *_heading(consent),
        *_parties(consent, hub),
        *_categories(consent),
        *provision_problems(consent, hub),
    ]


def _elements(consent: Mapping[str, Any]) -> Iterator[Issue]:
    for element in consent:
        if element not in _ROOT:
            text = "The hub does not apply this element to a privacy Consent; leave it out."
            yield _error("not-supported", f"Consent.{element}", text)
    for index, extension in enumerate(sequence(consent.get("extension"))):
        if mapping(extension).get("url") == systems.OTV_PROVIDER_CATEGORY_EXTENSION:
            text = (
                "Put the category of providers inside provision.actor.reference, not on the root."
            )
            yield _error("not-supported", f"Consent.extension[{index}]", text)


def _modifiers(consent: Mapping[str, Any]) -> Iterator[Issue]:
    waiting: list[tuple[object, str]] = [
        (value, f"Consent.{element}")
        for element, value in consent.items()
        if element != "contained"
    ]
    while waiting:
        value, path = waiting.pop()
        if path.endswith(".modifierExtension"):
            text = "The hub knows no modifier extensions in a privacy Consent; leave it out."
            yield _error("extension", path, text)
        waiting += [(item, f"{path}.{element}") for element, item in mapping(value).items()]
        waiting += [(item, f"{path}[{index}]") for index, item in enumerate(sequence(value))]


def _heading(consent: Mapping[str, Any]) -> Iterator[Issue]:
    if consent.get("status") not in get_args(Status):
        text = "A privacy Consent is active, inactive (withdrawn), proposed or entered-in-error."
        yield _error("value", "Consent.status", text)
    if codes(consent.get("scope")) != [(systems.CONSENT_SCOPE, PRIVACY)]:
        text = "The scope is patient-privacy and nothing beside it; use another Consent for a wish."
        yield _error("business-rule", "Consent.scope", text)
    if moment(consent.get("dateTime")) is None:
        text = "The moment of the decision is missing, or is not a full date, time and offset."
        yield _error("required", "Consent.dateTime", text)
    policies = sequence(consent.get("policy"))
    if not policies or not all(mapping(policy).get("uri") for policy in policies):
        text = "The policy that the inhabitant agreed to is missing; give policy.uri."
        yield _error("required", "Consent.policy", text)


def _parties(consent: Mapping[str, Any], hub: str | None) -> Iterator[Issue]:
    patient = mapping(consent.get("patient"))
    if not patient.get("reference") and not mapping(patient.get("identifier")).get("value"):
        yield _error(
            "required", "Consent.patient", "The inhabitant whose choice this is is missing."
        )
    if not sequence(consent.get("performer")):
        yield _error("required", "Consent.performer", "Who made this choice is missing.")
    elif not is_signed(consent) and any(clause.permit for clause in clauses(consent)):
        text = (
            "Who made this choice is not understood: give performer the same reference as patient, "
            "or that of a RelatedPerson who stands for him."
        )
        yield _error("business-rule", "Consent.performer", text)
    for index, custodian in enumerate(custodian_texts(consent, hub)):
        if custodian is None:
            text = "Name the organisation that keeps the data by its URA, as identifier alone."
            yield _error("not-supported", f"Consent.organization[{index}]", text)


def _categories(consent: Mapping[str, Any]) -> Iterator[Issue]:
    concepts = sequence(consent.get("category"))
    if not concepts:
        text = "The category is missing: LOINC 59284-0, and the data category of the choice."
        yield _error("required", "Consent.category", text)
    denies = not all(clause.permit for clause in clauses(consent))
    for index, concept in enumerate(concepts):
        codings = codes(concept)
        categories = [category_text(coding) for coding in codings]
        place = f"Consent.category[{index}]"
        if not codings or None in categories:
            text = "A category is LOINC 59284-0, or a data category such as GGC002."
            yield _error("code-invalid", place, text)
        elif denies and not all(is_held(str(one)) for one in categories):
            text = (
                "The hub can't tell data of this category apart, so it would not be closed: object "
                "to GGC002, or to all data by LOINC 59284-0 alone."
            )
            yield _error("code-invalid", place, text)


def _error(code: str, expression: str, text: str) -> Issue:
    return Issue("error", code, expression, text)
