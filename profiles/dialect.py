"""The releases of the guide that are in the field, and the names by which each knows one thing.

Beta 3 has a base of its own; the candidates of 1.0 share another, and renamed what they kept.
https://api.iknl.nl/docs/pzp/r4
"""

from collections.abc import Mapping, Sequence
from enum import Enum, StrEnum
from typing import Any

from profiles.resource.read import objects

OLD = "https://fhir.iknl.nl/fhir/"
NEW = "https://api.iknl.nl/docs/pzp/r4/"
RELEASED = (NEW, OLD)
"""The bases of the canonicals, the newest first."""


class Dialect(StrEnum):
    """A release, by the version that its canonicals have; the last is the newest."""

    BETA3 = "0.1.3-beta3"
    RC1 = "1.0.0-rc1"
    RC2 = "1.0.0-rc2"
    RC3 = "1.0.0-rc3"


EARLIER = frozenset({"", Dialect.RC1, Dialect.RC2})
"""Versions that a candidate before the newest may say, and one that says none."""


class Spoken(Enum):
    """What a record says of the release that it is of."""

    OLD = "beta 3"
    EARLIER = "some candidate of 1.0, perhaps not the newest"
    NEWEST = "the newest candidate, or one that is not known here"
    UNSAID = "nothing"


# One thing a line, its oldest name first; which names stand on which base the candidates differ in.
_NAMES = (
    ("StructureDefinition/ACP-Medical-Policy-Goal", "StructureDefinition/ACP-MedicalPolicyGoal"),
    ("StructureDefinition/ACP-OtherImportantInformation", "StructureDefinition/ACP-SenseOfPurpose"),
    ("StructureDefinition/ACP-Communication", "StructureDefinition/ACP-InformRelativesRequest"),
    ("StructureDefinition/ext-LegallyCapable-MedicalTreatmentDecisions",
     "StructureDefinition/ext-Patient.LegallyCapableMedicalTreatmentDecisions"),
    ("ValueSet/ACP-EuthanasiaStatement", "ValueSet/ACP-PositionRegardingEuthanasia"),
)  # fmt: skip
_ALIKE: Mapping[str, Sequence[str]] = {name: names for names in _NAMES for name in names}
_SETS = "ValueSet/"
_AS_A_SET = "VS"


def in_each_dialect(canonical: str) -> frozenset[str]:
    """Every canonical, without version, that means the same in some release; itself among them.

    Of a value set with "VS" at the end of its name, and without.
    """
    url = canonical.partition("|")[0]
    base = next((one for one in RELEASED if url.startswith(one)), None)
    if base is None:
        return frozenset({url})
    names = _ALIKE.get(_bare(url.removeprefix(base)), (_bare(url.removeprefix(base)),))
    spelt = {name for each in names for name in _spelt(each)}
    return frozenset({url, *(one + name for one in RELEASED for name in spelt)})


def _bare(name: str) -> str:
    return name.removesuffix(_AS_A_SET) if name.startswith(_SETS) else name


def _spelt(name: str) -> tuple[str, ...]:
    return (name, name + _AS_A_SET) if name.startswith(_SETS) else (name,)


def is_of(canonical: str, *known: str) -> bool:
    """Whether a canonical means one of the `known` ones, in whatever release."""
    return not in_each_dialect(canonical).isdisjoint(known)


def spoken(resource: Mapping[str, Any], declared: Sequence[str]) -> Spoken:
    """The release that a record is of: by its canonicals, else by its extensions."""
    of_new = [one.partition("|")[2] for one in declared if one.startswith(NEW)]
    if of_new:
        return Spoken.EARLIER if EARLIER.issuperset(of_new) else Spoken.NEWEST
    if any(one.startswith(OLD) for one in declared):
        return Spoken.OLD
    for extension in objects(resource.get("extension")):
        url = extension.get("url")
        if type(url) is str and url.startswith(RELEASED):
            return Spoken.EARLIER if url.startswith(NEW) else Spoken.OLD
    return Spoken.UNSAID
