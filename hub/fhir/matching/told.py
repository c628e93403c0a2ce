"""Candidates as Parameters, in their order: what stands against each, and what speaks for it.

https://hl7.org/fhir/R4/parameters.html
"""

from collections.abc import Iterator
from typing import Any

from hub.fhir.capacity.told import care_type
from hub.fhir.choices.parameters import Part, organization, parameters, parts
from hub.query.matching import Matched
from hub.transfer.matching.factors import Line
from hub.transfer.matching.filters import Verdict
from hub.transfer.matching.need import Need
from hub.transfer.matching.ranking import Match
from hub.transfer.matching.words import FACTORS, in_words


def told(found: Matched) -> dict[str, Any]:
    """Nothing of a candidate is left out, and none is chosen."""
    return parameters(_all(found))


def _all(found: Matched) -> Iterator[Part]:
    yield parts("need", _need(found.need))
    for one in found.matches:
        yield parts("candidate", _candidate(one, found.need))


def _need(need: Need) -> Iterator[Part]:
    """As it was looked for, so that who reads it sees what was not known."""
    yield {"name": "care-type", "valueCoding": care_type(need.care_type)}
    yield {"name": "start", "valueDate": need.start.isoformat()}
    if need.latest:
        yield {"name": "latest", "valueDate": need.latest.isoformat()}
    for code in sorted(need.handling):
        yield {"name": "handling", "valueCode": code}
    for said in need.besides:
        yield {"name": "beside", "valueString": said}


def _candidate(one: Match, need: Need) -> Iterator[Part]:
    of, row = one.candidate, one.candidate.supply(need)
    yield {"name": "service", "valueReference": {"reference": f"HealthcareService/{of.service}"}}
    yield {"name": "provider", "valueReference": organization(of.provider, {})}
    yield {"name": "fits", "valueBoolean": not one.misfits}
    yield {"name": "score", "valueInteger": one.score}
    yield {"name": "standing", "valueCode": one.standing}
    if row is not None and row.available is not None:
        yield {"name": "available", "valueInteger": row.available}
    for verdict in one.misfits:
        yield parts("misfit", _verdict(verdict))
    for verdict in one.unknowns:
        yield parts("unknown", _verdict(verdict))
    for line in one.lines:
        yield parts("factor", _line(line))


def _verdict(verdict: Verdict) -> Iterator[Part]:
    yield {"name": "filter", "valueCode": verdict.filter}
    for code in verdict.about:
        yield {"name": "about", "valueString": code}
    yield {"name": "text", "valueString": in_words(verdict)}


def _line(line: Line) -> Iterator[Part]:
    yield {"name": "code", "valueCode": line.factor}
    yield {"name": "text", "valueString": FACTORS[line.factor]}
    if line.value is not None:
        yield {"name": "value", "valueInteger": line.value}
    yield {"name": "weight", "valueInteger": line.weight}
    yield {"name": "points", "valueInteger": line.points}
    if line.fact:
        yield {"name": "fact", "valueString": line.fact}
