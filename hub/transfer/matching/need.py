"""What an inhabitant needs of a place, and what he wishes."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Codes = frozenset[str]
WishKind = Literal["place", "near", "faith", "language"]


@dataclass(frozen=True, slots=True)
class Wish:
    """`value` is a site, a service or a postcode of four digits, or a code of faith or language.

    `within` is how near, in kilometres, to the postcode that is wished for.
    """

    kind: WishKind
    value: str
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """None is what is not known, which is told and not guessed.

    `handling` are codes of matching-need. `start` is the wanted day, `latest` the last one that
    will do. `home` and `partner` are postcodes of four digits. `amount` is one place, or hours a
    week. `excluded` and `client_of` are URAs of providers or ids of services. `besides` is what is
    asked in words that no code of ours has: every candidate has to be asked.
    """

    care_type: str
    start: date
    latest: date | None = None
    handling: Codes = frozenset()
    sex: str | None = None
    age: int | None = None
    indications: Codes | None = None
    legal_status: str | None = None
    home: str | None = None
    partner: str | None = None
    insurer: str | None = None
    amount: int = 1
    client_of: Codes | None = None
    excluded: Codes = frozenset()
    wishes: tuple[Wish, ...] = ()
    besides: tuple[str, ...] = ()
