"""How sure it is who somebody is, as tokens and statements write it: eIDAS levels.

Regulation (EU) 910/2014, article 8: https://eur-lex.europa.eu/eli/reg/2014/910/oj
"""

from typing import get_args

from consent.asker import Assurance

LEVELS: tuple[Assurance, ...] = get_args(Assurance)
"""From the least sure on."""
URL_OF: dict[Assurance, str] = {one: f"http://eidas.europa.eu/LoA/{one}" for one in LEVELS}
# Dezi's own examples write it both ways.
LEVEL_OF: dict[str, Assurance] = {
    f"http://eidas.{domain}.eu/LoA/{one}": one for one in LEVELS for domain in ("europa", "europe")
}


def level_of(said: object) -> Assurance:
    """The level of this URL; low for whatever else."""
    return LEVEL_OF.get(said, "low") if isinstance(said, str) else "low"


def at_most(level: Assurance, most: Assurance) -> Assurance:
    """The less sure of the two."""
    return min(level, most, key=LEVELS.index)
