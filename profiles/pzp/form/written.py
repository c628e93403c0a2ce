"""A talk that is written down here: what was answered, of whom, by whom.

docs/decisions/0050-the-talk-written-down-here.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from profiles.pzp.form.said import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional:
    """Who had the talk, and where: his UZI number, name and role code; `ura` has eight digits."""

    number: str
    name: str
    role: str
    ura: str
    organization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`name` names the form for ever; `authored` is the moment at which it was signed, in UTC.

    `patient` is whom it is about, as it is known: his numbers, name, sex and day of birth go along.
    """

    name: str
    said: Said
    patient: Mapping[str, Any]
    by: Professional
    authored: str
