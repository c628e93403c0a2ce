"""Whether words that somebody typed tell who it is about, to who may not know it yet.

It finds what the hub knows of him: it is no judge of what else may single somebody out.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from profiles.identifiers import is_bsn
from profiles.resource.read import objects, words

What = Literal["BSN", "identifier", "name", "birthDate", "address", "telecom"]
"""A BSN, or the element of Patient that says it."""
_SHORTEST = 3
"""Letters of a name that is looked for: an initial is a word of any sentence."""
_DIGITS = 6
"""Of a number that is looked for among others."""
_BETWEEN = frozenset(
    # NEN 1888, voorvoegsels.
    {"aan", "als", "bij", "das", "dem", "den", "der", "des", "het", "las", "les", "los", "onder"}
    | {"over", "san", "ten", "ter", "tot", "uit", "uyt", "van", "von", "voor", "vor", "zum", "zur"}
)
"""What stands before many names and is a word of any sentence."""
_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_DATE = re.compile(r"\b(\d{1,2})[-/. ]+(\d{1,2}|[a-z]{3,9})\.?[-/. ]+(\d{2}(?:\d{2})?)\b")
_ISO = re.compile(r"\b(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})\b")
_JOINED = re.compile(r"(?<=\d)[\s.\-/()]+(?=\d)")
_RUN, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")
_SUBSCRIBER = 9
"""Digits of a Dutch telephone number behind 0, +31 or 0031."""


def gives_away(text: str, patients: Iterable[Mapping[str, Any]]) -> What | None:
    """What these words tell of one of these Patients, who are the same person; None for nothing."""
    said = _plain(text)
    runs = [*_RUN.findall(said), *_RUN.findall(_JOINED.sub("", said))]
    if any(map(is_bsn, runs)):
        return "BSN"
    for patient in patients:
        found = _found(said, runs, patient)
        if found is not None:
            return found
    return None


def _found(said: str, runs: list[str], patient: Mapping[str, Any]) -> What | None:
    tells: Mapping[What, bool] = {
        "name": not _names(patient).isdisjoint(_LETTERS.findall(said)),
        "identifier": _is_among(_values(patient, "identifier"), runs),
        "birthDate": words(patient, "birthDate") in _days(said),
        "address": any(one in said for one in _addresses(patient)),
        "telecom": _is_reached(_values(patient, "telecom"), said, runs),
    }
    return next((what for what, is_told in tells.items() if is_told), None)


def _values(patient: Mapping[str, Any], name: str) -> Sequence[str]:
    return [words(one, "value") for one in objects(patient.get(name))]


def _is_reached(points: Sequence[str], said: str, runs: list[str]) -> bool:
    """Whether a telephone number or an address for mail is typed."""
    numbers = [re.sub(r"\D", "", one)[-_SUBSCRIBER:] for one in points]
    mails = [_plain(one) for one in points if "@" in one]
    return _is_among(numbers, runs) or any(one in said for one in mails)


def _names(patient: Mapping[str, Any]) -> frozenset[str]:
    """Each word of his names, and of who stands by him."""
    contacts = [one.get("name") for one in objects(patient.get("contact"))]
    said = list[str]()
    for name in (*objects(patient.get("name")), *objects(contacts)):
        given = name.get("given", [])
        said += [words(name, "text"), words(name, "family")]
        said += [one for one in given if isinstance(one, str)]
    found = _LETTERS.findall(_plain(" ".join(said)))
    return frozenset(one for one in found if len(one) >= _SHORTEST and one not in _BETWEEN)


def _is_among(known: Iterable[str], runs: list[str]) -> bool:
    """Whether one of these numbers is typed, with or without what parts its digits."""
    wanted = [re.sub(r"\D", "", one) for one in known]
    return any(len(one) >= _DIGITS and one in run for one in wanted for run in runs)


def _days(said: str) -> Iterator[str]:
    """Each day that is typed, in the ways that people do, as FHIR has it."""
    for year, month, day in _ISO.findall(said):
        yield f"{year}-{month}-{day}"
    for day, month, year in _DATE.findall(said):
        number = int(month) if month.isdigit() else _month(month)
        for century in ("19", "20") if len(year) == 2 else ("",):  # noqa: PLR2004 - two digits
            yield f"{century}{year}-{number:02}-{int(day):02}"


def _month(name: str) -> int:
    short = name.replace("mrt", "maa").replace("mar", "maa").replace("oct", "okt")[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _addresses(patient: Mapping[str, Any]) -> Iterator[str]:
    """Street with number, and the whole postcode with its letters."""
    for one in objects(patient.get("address")):
        code = _plain(words(one, "postalCode")).replace(" ", "")
        if len(code) > len("1354"):
            yield code
            yield f"{code[:4]} {code[4:]}"
        for line in one.get("line", []):
            if isinstance(line, str) and any(map(str.isdigit, line)):
                yield _plain(line)


def _plain(text: str) -> str:
    """Small letters without accents, each run of blanks one."""
    parted = unicodedata.normalize("NFKD", text)
    bare = "".join(one for one in parted if not unicodedata.combining(one))
    return " ".join(bare.casefold().split())
