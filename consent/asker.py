"""Who asks: made from a verified token or session, and from nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Ground = Literal["parent", "guardian", "curator", "mentor", "proxy", "spouse", "child", "sibling"]
"""On what ground somebody stands for an inhabitant. Burgerlijk Wetboek 7:465."""

Assurance = Literal["low", "substantial", "high"]
"""How sure it is who somebody is. Regulation (EU) 910/2014, article 8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """An organisation's machine on its own account; `ura` has eight digits."""

    ura: str
    organization_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional:
    """A person at an organisation: UZI number, name, and UZI role code such as 01.015.

    `mandated` is whether a clinician's mandate covers this person; `authenticated_at` the aware
    moment at which he himself last proved who he is, None where nobody says. Who asks by an app
    that was opened for one inhabitant asks about him alone: `only` names him as `Facts.whose` does.
    """

    ura: str
    organization_type: str
    number: str
    name: str
    role: str
    mandated: bool = False
    assurance: Assurance = "low"
    authenticated_at: datetime | None = None
    only: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhabitant:
    """The person himself; `whose` names his record as `Facts.whose` does."""

    whose: str
    assurance: Assurance = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """A person who asks for the inhabitant `whose`, on a ground that the facts must bear out."""

    whose: str
    ground: Ground
    assurance: Assurance = "low"


Provider = System | Professional
"""Who asks for an organisation."""

Asker = System | Professional | Inhabitant | Representative
