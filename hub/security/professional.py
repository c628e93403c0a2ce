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
_LONGEST_NAME = 200


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
    extensions = claims.get("extensions", {})
    if not isinstance(extensions, Mapping):
        raise InvalidProfessional("extensions must be an object")
    if "ihe_iua" not in extensions:
        return None
    iua = extensions["ihe_iua"]
    if not isinstance(iua, Mapping):
        raise InvalidProfessional("extensions.ihe_iua must be an object")
    purpose = _only(iua, "purpose_of_use")
    if purpose not in PURPOSES:
        raise InvalidProfessional(f"purpose_of_use must be one of {', '.join(sorted(PURPOSES))}")
    role = _only(iua, "subject_role")
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{3}", role):
        raise InvalidProfessional("subject_role must be one UZI role code, such as 01.015")
    return Professional(Practitioner(_number(iua), _name(iua), role), purpose)


def _only(iua: Mapping[str, Any], name: str) -> str:
    values = iua.get(name)
    if not isinstance(values, list) or len(values) != 1 or not isinstance(values[0], str):
        raise InvalidProfessional(f"{name} must be a list of exactly one code")
    return values[0]


def _number(iua: Mapping[str, Any]) -> str:
    number = iua.get("national_provider_identifier")
    try:
        return UZI(number if isinstance(number, str) else "").value
    except InvalidIdentifier:
        raise InvalidProfessional("national_provider_identifier must be an UZI number") from None


def _name(iua: Mapping[str, Any]) -> str:
    name = iua.get("subject_name")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= len(name) <= _LONGEST_NAME:
        raise InvalidProfessional("subject_name must be a text of at most 200 characters")
    if not name.isprintable():
        raise InvalidProfessional("subject_name must be one printable line")
    return name
