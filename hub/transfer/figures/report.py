"""The figures of a month as a MeasureReport. https://hl7.org/fhir/R4/measurereport.html."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from hub.transfer.figures.clock import AMSTERDAM
from hub.transfer.figures.publish import Line
from hub.transfer.figures.terms import Period
from hub.transfer.figures.words import DIMENSIONS, FIGURES, SCORES
from profiles.systems import HL7, URA_SYSTEM

_BASE = "https://example.org/rtp/"
MEASURE = f"{_BASE}Measure/transfer-figures"
_POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population"
_UCUM = "http://unitsofmeasure.org"
MASKED = {"extension": [{"url": f"{HL7}data-absent-reason", "valueCode": "masked"}]}
"""Of fewer than may be told. https://hl7.org/fhir/R4/extension-data-absent-reason.html."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """Of which month, as it was known when, by whom: the URA of the transfer point."""

    period: Period
    at: datetime
    ura: str


def measure_report(lines: Sequence[Line], head: Head) -> Json:
    """A group for each figure and score, with a stratifier for all that it is told apart by."""
    return {
        "resourceType": "MeasureReport",
        "status": "complete",
        "type": "summary",
        "measure": MEASURE,
        "date": head.at.astimezone(AMSTERDAM).isoformat(timespec="seconds"),
        "reporter": {"identifier": {"system": URA_SYSTEM, "value": head.ura}},
        "period": {
            "start": head.period.first.isoformat(),
            "end": head.period.last.isoformat(),
        },
        "group": list(_groups(lines)),
    }


def _groups(lines: Iterable[Line]) -> Iterator[Json]:
    for _, same in groupby(lines, key=lambda line: line.code):
        whole, *rows = same
        for name in whole.scores or [None]:
            found = {"code": _figure(whole.code, name), **_said(whole, name)}
            by = [list(lines) for _, lines in groupby(rows, key=lambda line: line.by)]
            if stratifiers := [_stratifier(of_by, name) for of_by in by]:
                found["stratifier"] = stratifiers
            yield found


def _stratifier(rows: Sequence[Line], name: str | None) -> Json:
    names = rows[0].by
    return {
        "code": [_coded("figure-dimension", one, DIMENSIONS) for one in names],
        "stratum": [{**_kind(row), **_said(row, name)} for row in rows],
    }


def _kind(row: Line) -> Json:
    values = [
        {"code": _coded("figure-dimension", name, DIMENSIONS), "value": _value(name, of)}
        for name, of in zip(row.by, row.of, strict=True)
    ]
    return {"value": values[0]["value"]} if len(values) == 1 else {"component": values}


def _value(name: str, of: str) -> Json:
    systems = {"care-type": f"{_BASE}CodeSystem/care-type", "provider": URA_SYSTEM}
    return {"coding": [{"system": systems[name], "code": of}]} if name in systems else {"text": of}


def _said(line: Line, name: str | None) -> Json:
    populations = [
        _counted(_POPULATION, "denominator", line.counted),
        _counted(_POPULATION, "denominator-exclusion", line.left_out),
        *(_counted(f"{_BASE}CodeSystem/left-out", *one) for one in line.why.items()),
    ]
    if name is not None and name in line.parts:
        populations.append(_counted(_POPULATION, "numerator", line.parts[name]))
    score = _score(line, name) if name in line.scores else {}
    return {"population": populations, **score}


def _counted(system: str, code: str, count: int | None) -> Json:
    said: Json = {"_count": MASKED} if count is None else {"count": count}
    return {"code": {"coding": [{"system": system, "code": code}]}, **said}


def _score(line: Line, name: str | None) -> Json:
    score: Decimal | None = line.scores[name or ""]
    said: Json = {"_value": MASKED} if score is None else {"value": float(score)}
    return {"measureScore": {**said, "system": _UCUM, "code": line.unit}}


def _figure(code: str, name: str | None) -> Json:
    word = FIGURES[code]
    whole = f"{code}-{name}" if name else code
    display = f"{word}: {SCORES.get(name, name)}" if name else word
    return _coded("figure", whole, {whole: display})


def _coded(system: str, code: str, words: Mapping[str, str]) -> Json:
    coding = {"system": f"{_BASE}CodeSystem/{system}", "code": code, "display": words[code]}
    return {"coding": [coding]}
