"""Who asks: made from a verified token or session, and from nothing else."""

from dataclasses import dataclass
from typing import Literal

Ground = Literal["parent", "guardian", "curator", "mentor", "proxy", "spouse", "child", "sibling"]
"""On what ground somebody stands for an inhabitant. Burgerlijk Wetboek 7:465."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """An organisation's machine on its own account; `ura` has eight digits."""

    ura: str
    organization_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional:
    """A person at an organisation: UZI number, name, and UZI role code such as 01.015.

    `mandated` is whether a clinician's mandate covers this person.
    """

    ura: str
    organization_type: str
    number: str
    name: str
    role: str
    mandated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhabitant:
    """The person himself; `whose` names his record as `Facts.whose` does."""

    whose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """A person who asks for the inhabitant `whose`, on a ground that the facts must bear out."""

    whose: str
    ground: Ground


Provider = System | Professional
"""Who asks for an organisation."""

Asker = System | Professional | Inhabitant | Representative
