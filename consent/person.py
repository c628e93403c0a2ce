"""Who somebody is, as a source says it: enough to see that two of them are not the same."""

import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from profiles import systems

_PREFIXES = frozenset({"van", "von", "der", "den", "het", "ten", "ter", "del", "dos", "das"})
_SHORTEST = 3
_LONG_ENOUGH_TO_MISTYPE = 5
_OWN_NAME = "http://hl7.org/fhir/StructureDefinition/humanname-own-name"
_PARTNER_NAME = "http://hl7.org/fhir/StructureDefinition/humanname-partner-name"
_REMARK = "legallyCapableComment"
_SEXES = frozenset({"male", "female"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a Patient says of who he is: family names in parts, `born` as FHIR writes a date.

    What is absent contradicts nothing. `deceased` is None where nobody says, and so is `capable`:
    whether he can decide about his treatment himself.
    https://hl7.org/fhir/R4/patient.html
    """

    families: tuple[str, ...] = ()
    born: str = ""
    sex: str = ""
    deceased: bool | None = None
    capable: bool | None = None

    @property
    def born_by(self) -> date | None:
        """The last day on which he can have been born; None where that is not said."""
        try:
            year, month, day = (*map(int, self.born.split("-")), 0, 0)[:3]
            month = month or 12
            return date(year, month, day or monthrange(year, month)[1])
        except ValueError:
            return None


def person_of(patient: Mapping[str, Any]) -> Person:
    """Who this Patient is; of what is not as FHIR has it nothing is taken."""
    born, sex = patient.get("birthDate"), patient.get("gender")
    return Person(
        families=tuple(sorted(_families(patient))),
        born=born if isinstance(born, str) else "",
        sex=sex if isinstance(sex, str) and sex in _SEXES else "",
        deceased=_deceased(patient),
        capable=_capable(patient),
    )


def contradicted(said: Person, standing: Person) -> tuple[str, ...]:
    """The elements of the Patient in which the two can't be the same person.

    A part of the family name in common is enough, for who marries keeps one, and one slip of the
    pen in a long one; dates agree as far as both go.
    """
    differing = {
        "name": not _share_a_name(said.families, standing.families),
        "birthDate": not _go_together(said.born, standing.born),
        "gender": bool(said.sex and standing.sex and said.sex != standing.sex),
    }
    return tuple(element for element, differs in differing.items() if differs)


def _families(patient: Mapping[str, Any]) -> set[str]:
    names = [one for one in _listed(patient.get("name")) if isinstance(one, Mapping)]
    families = {part for name in names for part in _parts(_family_texts(name))}
    return families or {part for name in names for part in _parts([name.get("text")])}


def _family_texts(name: Mapping[str, Any]) -> Iterator[Any]:
    yield name.get("family")
    beside = name.get("_family")
    for one in _listed(beside.get("extension") if isinstance(beside, Mapping) else None):
        if isinstance(one, Mapping) and one.get("url") in {_OWN_NAME, _PARTNER_NAME}:
            yield one.get("valueString")


def _parts(texts: Iterable[Any]) -> Iterator[str]:
    """Letters alone, without accents, in lower case, a prefix only where it is all there is."""
    for text in texts:
        plain = unicodedata.normalize("NFKD", text).casefold() if isinstance(text, str) else ""
        said = "".join(one for one in plain if not unicodedata.combining(one))
        words = "".join(one if one.isalnum() else " " for one in said).split()
        names = [one for one in words if len(one) >= _SHORTEST and one not in _PREFIXES]
        yield from names or words


def _share_a_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return True
    return any(_alike(mine, yours) for mine in one for yours in other)


def _alike(one: str, other: str) -> bool:
    """The same, or one letter too many, too few, wrong or swapped with the next."""
    if one == other:
        return True
    if min(len(one), len(other)) < _LONG_ENOUGH_TO_MISTYPE:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    start = next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
    mine, yours = one[start:], other[start:]
    slips = {(mine[1:], yours[1:]), (mine[1:], yours), (mine, yours[1:])}
    swapped = mine[1::-1] + mine[2:] == yours
    return swapped or any(left == right for left, right in slips)


def _go_together(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _deceased(patient: Mapping[str, Any]) -> bool | None:
    if isinstance(patient.get("deceasedDateTime"), str):
        return True
    said = patient.get("deceasedBoolean")
    return said if isinstance(said, bool) else None


def _capable(patient: Mapping[str, Any]) -> bool | None:
    """By the extension of the national guide; of two that differ nothing is taken."""
    said = [value for value, _ in capacity_said(patient)]
    return next((word for word in (True, False) if said and all(one is word for one in said)), None)


def capacity_said(patient: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Each word of the guide's extension on whether he can decide, as it stands, and its remark."""
    said = []
    for one in _listed(patient.get("extension")):
        url = one.get("url") if isinstance(one, Mapping) else None
        if isinstance(url, str) and url in systems.LEGALLY_CAPABLE:
            parts = [each for each in _listed(one.get("extension")) if isinstance(each, Mapping)]
            remarks = [each.get("valueString") for each in parts if each.get("url") == _REMARK]
            remark = next((each for each in remarks if isinstance(each, str)), "")
            words = [each for each in parts if each.get("url") == "legallyCapable"]
            said += [(each.get("valueBoolean"), remark) for each in words]
    return said


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
