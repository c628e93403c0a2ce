"""A choice about who may look, read from its Consent, and the Consent that changes it. Pure.

https://profiles.ihe.net/ITI/PCF/StructureDefinition-IHE.PCF.consentIntermediate.html
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from consent.category import ura_text
from consent.fhir import is_privacy, problems, statements
from consent.statement import ANY, CATEGORY, Statement
from hub.pages.mijn.said import source_of
from profiles import systems
from profiles.identifiers import InvalidIdentifier

Standing = Literal["permit", "deny", "mixed", "proposed", "over", "unread"]
POLICY = "https://almere-exchange-hub.example/policy/1"
ANSWERS: Mapping[Standing, Sequence[str]] = {
    "permit": ("stop", "blijft"),
    "deny": ("stop", "blijft"),
    "mixed": ("stop", "blijft"),
    "unread": ("stop", "blijft"),
    "proposed": ("ja", "nee"),
}
"""What may be answered to the question whether it is to change, by how it stands."""
STATUS: Mapping[str, str] = {"stop": "inactive", "nee": "inactive", "ja": "active"}
"""What becomes of it by an answer; nothing where the answer is not here."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A privacy Consent as it stands; `source` is the URA of who wrote it down, none of himself."""

    consent: Mapping[str, Any]
    version: str
    said: Sequence[Statement]
    standing: Standing

    @property
    def id(self) -> str:
        """The logical id."""
        return str(self.consent["id"])

    @property
    def source(self) -> str:
        """Who wrote it down."""
        return source_of(self.consent)

    @property
    def actors(self) -> list[str]:
        """Whom it is about, as a statement writes them."""
        return list(dict.fromkeys(one.actor for one in self.said))

    @property
    def uras(self) -> set[str]:
        """All organisations that it names, and its writer."""
        named = {one for each in self.said for one in (each.actor, each.custodian)}
        plain = {one for one in named if one != ANY and not one.startswith(CATEGORY)}
        return plain | ({self.source} if self.source else set())


def choice_of(consent: Mapping[str, Any], version: str, today: date) -> Choice | None:
    """The choice in this Consent; None where it is none about who may look."""
    if not is_privacy(consent):
        return None
    said = statements(consent, str(consent.get("id")), 1)
    return Choice(consent, version, said, _standing(consent, said, today))


def _standing(consent: Mapping[str, Any], said: Sequence[Statement], today: date) -> Standing:
    status = consent.get("status")
    over = said and all(one.ends is not None and one.ends < today for one in said)
    if status in {"inactive", "entered-in-error"} or over:
        return "over"
    if problems(consent) or not said:
        return "unread"
    if status == "proposed":
        return "proposed"
    kinds = {one.permit for one in said}
    return "mixed" if len(kinds) > 1 else "permit" if kinds == {True} else "deny"


def answered(choice: Choice, answer: str) -> dict[str, Any]:
    """The Consent that it becomes by this answer."""
    return {**choice.consent, "status": STATUS[answer]}


def new_choice(patient: str, ura: str, today: date, *, permit: bool) -> dict[str, Any]:
    """That this organisation may look, or may not, at all that is kept of this Patient."""
    actor = {
        "role": {"coding": [{"system": systems.PARTICIPATION_TYPE, "code": "IRCP"}]},
        "reference": {"identifier": {"system": systems.URA_SYSTEM, "value": ura_text(ura)}},
    }
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"system": systems.CONSENT_SCOPE, "code": "patient-privacy"}]},
        "category": [
            {"coding": [{"system": systems.LOINC, "code": "59284-0"}]},
            {"coding": [{"system": systems.OTV_DATA_CATEGORY, "code": "GGC002"}]},
        ],
        "patient": {"reference": f"Patient/{patient}"},
        "policy": [{"uri": POLICY}],
        "provision": {
            "type": "permit" if permit else "deny",
            "period": {"start": today.isoformat()},
            "actor": [actor],
            "purpose": [{"system": systems.ACT_REASON, "code": "TREAT"}],
        },
    }


def name_of(form_token: str, number: str) -> str:
    """The id of a choice that this session makes by the form of this number.

    The form sent twice names one choice, and nobody can make it name another's.
    """
    digest = hmac.digest(form_token.encode(), f"choice|{number}".encode(), hashlib.sha256)
    return str(UUID(bytes=digest[:16], version=4))


def known_ura(said: str) -> str:
    """The URA in eight digits; empty where it is none."""
    try:
        return ura_text(said)
    except InvalidIdentifier:
        return ""
