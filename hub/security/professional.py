"""The professional behind a call, as a claim: IHE IUA's token extension.

https://profiles.ihe.net/ITI/IUA/index.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.security.requester import Practitioner
from profiles.identifiers import UZI, InvalidIdentifier

PURPOSES = frozenset({"TREAT", "COC", "ETREAT", "BTG", "PATRQT"})
ROLE = re.compile(r"[0-9]{2}\.[0-9]{3}")
LONGEST_NAME = 200


class InvalidProfessional(ValueError):
    """The claim does not name one professional, one role and one purpose."""


@dataclass(frozen=True, slots=True)
class Professional:
    """Who asks and why; `purpose` is one of `PURPOSES` (v3-ActReason)."""

    practitioner: Practitioner
    purpose: str

    def claims(self) -> dict[str, Any]:
        """The content of `extensions.ihe_iua`."""
        return {
            "subject_name": self.practitioner.name,
            "national_provider_identifier": self.practitioner.number,
            "subject_role": [self.practitioner.role],
            "purpose_of_use": [self.purpose],
        }


def professional(claims: Mapping[str, Any]) -> Professional | None:
    """Who `claims["extensions"]["ihe_iua"]` names; None where it is absent.

    Raises:
        InvalidProfessional: it is there, but not whole, or with an unknown purpose.
    """
    if "ihe_iua" not in extensions_of(claims):
        return None
    iua = part_of(claims, "ihe_iua")
    purpose = purpose_of(iua)
    return Professional(Practitioner(number_of(iua), _name(iua), role_of(iua)), purpose)


def extensions_of(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """All of them; raises InvalidProfessional where they are no object."""
    extensions = claims.get("extensions", {})
    if not isinstance(extensions, Mapping):
        raise InvalidProfessional("extensions must be an object")
    return extensions


def part_of(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """One extension; raises InvalidProfessional where it is no object."""
    part = extensions_of(claims).get(name)
    if not isinstance(part, Mapping):
        raise InvalidProfessional(f"extensions.{name} must be an object")
    return part


def purpose_of(iua: Mapping[str, Any]) -> str:
    """The one purpose; raises InvalidProfessional."""
    purpose = _only(iua, "purpose_of_use")
    if purpose not in PURPOSES:
        raise InvalidProfessional(f"purpose_of_use must be one of {', '.join(sorted(PURPOSES))}")
    return purpose


def role_of(said: Mapping[str, Any]) -> str:
    """The one UZI role code; raises InvalidProfessional."""
    role = _only(said, "subject_role")
    if not ROLE.fullmatch(role):
        raise InvalidProfessional("subject_role must be one UZI role code, such as 01.015")
    return role


def number_of(said: Mapping[str, Any]) -> str:
    """The UZI number; raises InvalidProfessional."""
    number = said.get("national_provider_identifier")
    try:
        return UZI(number if isinstance(number, str) else "").value
    except InvalidIdentifier:
        raise InvalidProfessional("national_provider_identifier must be an UZI number") from None


def is_one_line(text: object, most: int) -> bool:
    """Whether it is a text of at most so many characters, none of which controls anything."""
    return (
        isinstance(text, str) and 0 < len(text.strip()) <= len(text) <= most and text.isprintable()
    )


def _only(said: Mapping[str, Any], name: str) -> str:
    values = said.get(name)
    if not isinstance(values, list) or len(values) != 1 or not isinstance(values[0], str):
        raise InvalidProfessional(f"{name} must be a list of exactly one code")
    return values[0]


def _name(iua: Mapping[str, Any]) -> str:
    name = iua.get("subject_name")
    if not is_one_line(name, LONGEST_NAME):
        raise InvalidProfessional(
            "subject_name must be one printable line of at most 200 characters"
        )
    return str(name)
