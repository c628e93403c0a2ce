"""The codes of which candidates may be told, each with our own words for it.

A code that is not here is not told, of whatever system; what a source calls a code is never told.
The lists are where a region begins: it adds and takes away, and answers for what it adds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from profiles.resource.read import Pair
from profiles.systems import SNOMED

Words = Mapping[Pair, str]


def _snomed(words: Mapping[str, str]) -> Words:
    return {(SNOMED, code): said for code, said in words.items()}


CONDITIONS = _snomed(
    {
        "13645005": "COPD",
        "230690007": "Beroerte",
        "2776000": "Delier",
        "38341003": "Hoge bloeddruk",
        "422504002": "Herseninfarct",
        "44054006": "Diabetes type 2",
        "49049000": "Ziekte van Parkinson",
        "49436004": "Boezemfibrilleren",
        "52448006": "Dementie",
        "5913000": "Gebroken heup",
        "68566005": "Urineweginfectie",
        "73211009": "Diabetes",
        "84114007": "Hartfalen",
        "233604007": "Longontsteking",
    }
)
NURSING_PROBLEMS = _snomed(
    {
        "284972002": "Hulp nodig bij aankleden",
        "288552005": "Hulp nodig bij wassen",
        "399912005": "Decubitus",
        "430794006": "Risico op delier",
    }
)
NURSING_PROCEDURES = _snomed(
    {
        "113148007": "Drinken aanmoedigen",
        "182531007": "Wondverband aanleggen",
        "225194008": "Stomazorg",
        "225286008": "Wisselligging",
        "313332003": "Helpen bij aankleden",
        "386420003": "Helpen bij wassen",
    }
)
ALERTS = _snomed({"432415000": "Drager van MRSA"})
DEVICES = _snomed(
    {
        "17102003": "Neus-maagsonde",
        "417136005": "Ileostomazakje",
        "58938008": "Rolstoel",
        "8911000146104": "PEJ-sonde",
    }
)
STOMA = (SNOMED, "245857005")
STOMAS = _snomed({"281601009": "Urostoma", "311412005": "Eindstandig ileostoma"})

CONSEQUENCES: Mapping[Pair, str] = {
    (SNOMED, "432415000"): "isolation-mrsa",
    (SNOMED, "17102003"): "tube-feeding",
    (SNOMED, "8911000146104"): "tube-feeding",
}
"""What a place has to be able to handle, by what the patient has: codes of matching-need."""


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of each kind; no legal status or restriction is told that nobody listed."""

    conditions: Words = field(default_factory=lambda: CONDITIONS)
    problems: Words = field(default_factory=lambda: NURSING_PROBLEMS)
    procedures: Words = field(default_factory=lambda: NURSING_PROCEDURES)
    alerts: Words = field(default_factory=lambda: ALERTS)
    devices: Words = field(default_factory=lambda: DEVICES)
    stomas: Words = field(default_factory=lambda: STOMAS)
    legal: Words = field(default_factory=dict)
    restrictions: Words = field(default_factory=dict)


TOLD = Told()
