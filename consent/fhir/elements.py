"""Single elements of a privacy Consent as texts of a statement; None is "not understood".

Never raises, whatever JSON it is given.
https://profiles.ihe.net/ITI/PCF/StructureDefinition-IHE.PCF.consentIntermediate.html
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from consent.category import OTV_CATEGORIES, ura_text
from consent.data_category import CATEGORIES
from consent.label import LABELS
from consent.question import amsterdam_day
from consent.statement import ANY, CATEGORY, LABEL, RESOURCE
from profiles import systems
from profiles.identifiers import InvalidIdentifier

PURPOSE_SYSTEMS = (systems.ACT_REASON, "http://hl7.org/fhir/v3/ActReason")
CHOICE_PURPOSES = frozenset({"TREAT", "COC", "ETREAT", "BTG"})
PRIVACY = "patient-privacy"
CONSENT_DOCUMENT = (systems.LOINC, "59284-0")

_UNRESOLVED = r"urn:uuid:[0-9a-f-]{36}|[A-Z][A-Za-z]+\?\S+"
_INSTANCE = re.compile(rf"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{{1,64}}|{_UNRESOLVED}")
_DATA_CATEGORY = re.compile(r"GGC[0-9]{3}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(rf"{_DAY.pattern}T[0-9:]{{8}}(\.[0-9]+)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})")

_CODING = frozenset({"id", "system", "version", "code", "display", "userSelected"})
_CONCEPT = frozenset({"id", "coding", "text"})
_IDENTIFIER = frozenset({"id", "use", "type", "system", "value", "period", "assigner"})
_REFERENCE = frozenset({"id", "type", "identifier", "display"})


def sequence(value: object) -> Sequence[Any]:
    """The list itself, or nothing where it is no list."""
    return value if isinstance(value, list) else ()


def mapping(value: object) -> Mapping[str, Any]:
    """The object itself, or an empty one where it is no object."""
    return value if isinstance(value, Mapping) else {}


def only(value: object, known: frozenset[str]) -> bool:
    """Whether this is an object with no other elements than these."""
    return isinstance(value, Mapping) and value.keys() <= known


def codes(concept: object) -> list[tuple[object, object]]:
    """System and code of every coding of a CodeableConcept; nothing where it says more."""
    codings = sequence(mapping(concept).get("coding"))
    if not only(concept, _CONCEPT) or not all(only(coding, _CODING) for coding in codings):
        return []
    return [(coding.get("system"), coding.get("code")) for coding in codings]


def is_privacy(consent: Mapping[str, Any]) -> bool:
    """Whether any scope coding says patient-privacy, in whatever code system it says so.

    PZP's treatment and living-will Consents are not, and are never read here.
    """
    scope = sequence(mapping(consent.get("scope")).get("coding"))
    said = [mapping(coding).get("code") for coding in scope]
    return consent.get("resourceType") == "Consent" and PRIVACY in said


def given_at(consent: Mapping[str, Any]) -> datetime | None:
    """When the inhabitant decided it; None where that is not said in full."""
    return moment(consent.get("dateTime"))


def holder_text(reference: object, hub: str | None) -> str | None:
    """URA of the organisation that keeps the data; the hub's own URA stands for every custodian."""
    ura = _ura(reference) if only(reference, _REFERENCE) else None
    return ANY if ura is not None and ura == hub else ura


def custodian_texts(consent: Mapping[str, Any], hub: str | None) -> tuple[str | None, ...]:
    """Every custodian of `Consent.organization`; `*` only where that element is absent."""
    if "organization" not in consent:
        return (ANY,)
    named = sequence(consent["organization"])
    return tuple(holder_text(reference, hub) for reference in named) or (None,)


def is_custodian(actor: object) -> bool:
    """Whether this actor is who keeps the data (CST), not who receives it."""
    return codes(mapping(actor).get("role")) == [(systems.PARTICIPATION_TYPE, "CST")]


def actor_text(actor: object) -> str | None:
    """URA, or `cat:<OTV category>`, of an information recipient or a custodian."""
    reference = mapping(actor).get("reference")
    known = [[(systems.PARTICIPATION_TYPE, role)] for role in ("IRCP", "CST")]
    if not only(actor, frozenset({"id", "role", "reference"})):
        return None
    if codes(mapping(actor).get("role")) not in known or not isinstance(reference, Mapping):
        return None
    if "extension" not in reference:
        return _ura(reference) if only(reference, _REFERENCE) else None
    if only(reference, frozenset({"id", "type", "extension", "display"})):
        return _provider_category(reference["extension"])
    return None


def _ura(reference: object) -> str | None:
    identifier = mapping(mapping(reference).get("identifier"))
    value = identifier.get("value")
    if identifier.get("system") != systems.URA_SYSTEM or not isinstance(value, str):
        return None
    try:
        return ura_text(value) if only(identifier, _IDENTIFIER) else None
    except InvalidIdentifier:
        return None


def _provider_category(extensions: object) -> str | None:
    match sequence(extensions):
        case [{"url": systems.OTV_PROVIDER_CATEGORY_EXTENSION, "valueCodeableConcept": concept}]:
            match codes(concept):
                case [(systems.OTV_PROVIDER_CATEGORY, str(code))] if code in OTV_CATEGORIES:
                    return CATEGORY + code
    return None


def category_text(coding: tuple[object, object]) -> str | None:
    """The data category, of which the hub may hold nothing.

    `*` for LOINC 59284-0, which only says that this is a consent.
    """
    if coding == CONSENT_DOCUMENT:
        return ANY
    system, code = coding
    known = isinstance(code, str) and _DATA_CATEGORY.fullmatch(code)
    return str(code) if known and system == systems.OTV_DATA_CATEGORY else None


def is_held(category: str) -> bool:
    """Whether the hub holds data of it, so that an objection to it can be kept."""
    return category == ANY or category in CATEGORIES


def labels_of(resource: Mapping[str, Any]) -> frozenset[str]:
    """The labels of a resource that an objection may name."""
    said = [mapping(one) for one in sequence(mapping(resource.get("meta")).get("security"))]
    codes_said = [one.get("code") for one in said if one.get("system") == systems.CONFIDENTIALITY]
    found = [LABELS[code] for code in codes_said if isinstance(code, str) and code in LABELS]
    return frozenset[str]().union(*found)


def label_text(coding: object) -> str | None:
    """`label:<code>` of a security label that the hub tells apart."""
    system, code = mapping(coding).get("system"), mapping(coding).get("code")
    known = isinstance(code, str) and code in LABELS and only(coding, _CODING)
    return f"{LABEL}{code}" if known and system == systems.CONFIDENTIALITY else None


def instance_text(data: object) -> str | None:
    """`res:<Type>/<id>` of data that is named itself.

    A bundle's own or a conditional reference is taken as it is: it matches nothing until resolved.
    """
    reference = mapping(data).get("reference")
    named = only(data, frozenset({"id", "meaning", "reference"})) and only(
        reference, _REFERENCE | {"reference"}
    )
    literal = mapping(reference).get("reference")
    if not named or mapping(data).get("meaning") != "instance" or not isinstance(literal, str):
        return None
    return RESOURCE + literal if _INSTANCE.fullmatch(literal) else None


def purpose_text(coding: object) -> str | None:
    """The v3-ActReason code, by its present or its former system."""
    system, code = mapping(coding).get("system"), mapping(coding).get("code")
    known = isinstance(code, str) and code in CHOICE_PURPOSES and only(coding, _CODING)
    return str(code) if known and system in PURPOSE_SYSTEMS else None


def moment(value: object) -> datetime | None:
    """A dateTime with time and offset."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def day(value: object) -> date | None:
    """The day in Amsterdam of a full date or of a moment."""
    try:
        if (read := moment(value)) is not None:
            return amsterdam_day(read)
        whole = isinstance(value, str) and _DAY.fullmatch(value)
        return date.fromisoformat(str(value)) if whole else None
    except (ValueError, OverflowError):
        return None
