"""The people who can log in at the demo's provider: all invented, with numbers of nobody."""

from dataclasses import dataclass
from typing import Any

from consent.asker import Ground
from hub.demo.organizations import INHABITANTS, REGION, TRANSFER_POINT, Inhabitant
from hub.oauth.sign_in import Who

UZI_LIST = "http://www.dezi.nl/rol_bron/big"
_JOHANNA, _WILLEM, _SIETSKE, _KARIM, _MIES, _TJEERD, _LIEN, _CHILD = INHABITANTS
_GP_POST, _HOSPITAL, _GP, _DESK, _CARE = (
    next(one for one in REGION if one.client == client)
    for client in ("gp-post", "hospital-flevo", "gp-de-sluis", TRANSFER_POINT, "vvt-zorggroep")
)


@dataclass(frozen=True, slots=True)
class ActsFor:
    """Somebody on whose behalf he may act, and on which ground."""

    bsn: str
    name: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class Person:
    """Who logs in by choosing his `key`; an inhabitant by a BSN, a professional by the rest."""

    key: str
    name: str
    tells: str
    bsn: str = ""
    uzi: str = ""
    role: str = ""
    ura: str = ""
    acts_for: tuple[ActsFor, ...] = ()

    @property
    def who(self) -> Who:
        """At which of the two providers."""
        return "professional" if self.uzi else "inhabitant"

    def claims(self) -> dict[str, str]:
        """What an ID token says of him."""
        if not self.uzi:
            return {"sub": f"inhabitant-{self.key}", "bsn": self.bsn}
        initials, _, family = self.name.partition(" ")
        return {
            "sub": f"professional-{self.key}",
            "dezi_nummer": self.uzi,
            "voorletters": initials,
            "achternaam": family,
            "abonnee_nummer": self.ura,
            "rol_code": self.role,
            "rol_code_bron": UZI_LIST,
        }


def _of(one: Inhabitant, *acts_for: ActsFor) -> Person:
    key = one.name.partition(" ")[0].lower()
    return Person(key, one.name, one.tells, bsn=one.bsn, acts_for=acts_for)


_NOOR = _of(_CHILD)
PEOPLE = (
    *(_of(one) for one in (_JOHANNA, _WILLEM, _SIETSKE, _KARIM, _MIES, _TJEERD, _LIEN)),
    _NOOR,
    Person(
        "samira",
        "Samira Zeelander",
        "moeder van Noor Zeelander",
        bsn="999940843",
        acts_for=(ActsFor(_NOOR.bsn, _NOOR.name, "parent"),),
    ),
    Person(
        "hanneke",
        "Hanneke Vaartman",
        "mentor van Lien Oeverzegge",
        bsn="999940855",
        acts_for=(ActsFor(_LIEN.bsn, _LIEN.name, "mentor"),),
    ),
    Person(
        "ruben",
        "Ruben Dijkgraaf",
        "door Willem Dijkgraaf op papier gekozen",
        bsn="999940867",
        acts_for=(ActsFor(_WILLEM.bsn, _WILLEM.name, "proxy"),),
    ),
    Person(
        "arts",
        "B. Voorbeeld",
        f"huisarts bij {_GP_POST.name}",
        uzi="900000501",
        role="01.015",
        ura=_GP_POST.ura,
    ),
    Person(
        "verpleegkundige",
        "S. Balie",
        f"verpleegkundige aan de balie van {_HOSPITAL.name}",
        uzi="900000604",
        role="30.000",
        ura=_HOSPITAL.ura,
    ),
    Person(
        "huisarts",
        "E. Sluiswachter",
        f"huisarts bij {_GP.name}, vraagt een plaats",
        uzi="900000605",
        role="01.015",
        ura=_GP.ura,
    ),
    Person(
        "transferpunt",
        "T. Wegwijzer",
        f"verpleegkundige bij {_DESK.name}, zoekt een plaats",
        uzi="900000606",
        role="30.000",
        ura=_DESK.ura,
    ),
    Person(
        "instroom",
        "I. Stroomman",
        f"verpleegkundige bij {_CARE.name}, krijgt een aanbod",
        uzi="900000607",
        role="30.000",
        ura=_CARE.ura,
    ),
)
NOBODY = (
    Person("unknown", "Vera Onbekend", "nergens bekend", bsn="999940879"),
    Person(
        "unknown", "O. Onbekend", "nergens bekend", uzi="900000990", role="01.015", ura="90000199"
    ),
)
"""Who logs in well, and is nowhere known: one at each of the two."""


def people_lines(issuers: dict[Who, str]) -> list[dict[str, Any]]:
    """The lines of people.json: who there is, what he logs in with, and for whom he may act."""
    return [_line(one, issuers[one.who]) for one in PEOPLE]


def _line(one: Person, issuer: str) -> dict[str, Any]:
    number = {"uzi": one.uzi, "role": one.role, "ura": one.ura} if one.uzi else {"bsn": one.bsn}
    acts_for = [
        {"bsn": other.bsn, "name": other.name, "ground": other.ground} for other in one.acts_for
    ]
    return {
        "key": one.key,
        "name": one.name,
        "kind": one.who,
        "tells": one.tells,
        **number,
        "log_in": {"issuer": issuer, "choose": one.name},
        "acts_for": acts_for,
    }
