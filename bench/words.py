"""Coded values and invented text, so that bodies have the length and variety of real ones."""

from random import Random
from typing import Any

from profiles import systems

OURS = "https://bench.example/identifiers"
TALK = ("713603004", "bespreking van toekomstige zorg")

_WORDS = """
thuis rust pijn familie dochter zoon partner huisarts ziekenhuis opname benauwd angst wens
graag liever niet zolang mogelijk samen gesprek vertrouwen tuin vogels muziek kerk afscheid
comfort zorg nacht dag eten drinken lopen vallen moe helder besluit later opnieuw bespreken
kinderen kleinkind hond bed raam licht hulp buren verpleging medicijn slaap waardig bewust
"""
_STARTS = "Vlin Meer Duin Rot Wil Ap Hol Zee Klaver Berk Linde Wolf Rei Spui Veld Mos"
_ENDS = "derhof wijk stra sma bergen zicht beek dam laar huizen horst pel ger man kamp donk"


def chance(seed: str) -> Random:
    """The same chances for the same seed."""
    return Random(seed)  # noqa: S311 - sample data, no secret


def sentence(random: Random, words: int) -> str:
    """Free text of so many words."""
    return " ".join(random.choices(_WORDS.split(), k=words)).capitalize() + "."


def family(random: Random) -> str:
    """A name that nobody has."""
    return random.choice(_STARTS.split()) + random.choice(_ENDS.split())


def coded(system: str, code: str, display: str | None = None) -> dict[str, Any]:
    """A CodeableConcept with one coding."""
    coding = {"system": system, "code": code}
    return {"coding": [coding | ({"display": display} if display else {})]}


def identifier(value: str) -> dict[str, Any]:
    """A source's own business identifier."""
    kind = coded(systems.IDENTIFIER_TYPE, "RI", "Resource identifier")
    return {"type": kind, "system": OURS, "value": value}
