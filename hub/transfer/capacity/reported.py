"""What sites said, written as MeasureReports: how it is handed on and kept as history.

https://hl7.org/fhir/R4/measurereport.html
"""

from collections.abc import Iterable
from typing import Any

from hub.transfer.capacity.report_names import (
    BASE,
    CARE_TYPE,
    COUNT,
    COUNTS,
    ENTERED_BY,
    LIMIT,
    MEASURE,
    REGION,
    SAID,
    TERMS,
    UNLIMITED,
)
from hub.transfer.capacity.statement import Count, Statement
from profiles import systems

_Tree = dict[str, Any]
_UNKNOWN = {"extension": [{"url": f"{systems.HL7}data-absent-reason", "valueCode": "unknown"}]}


def written(statements: Iterable[Statement]) -> list[_Tree]:
    """One report for what a site said at one moment of one window; without ids."""
    reports: dict[tuple[Any, ...], list[Statement]] = {}
    for one in statements:
        of = one.of
        key = (of.region, of.provider, of.site, one.said_at, one.start, one.end, one.by,
               one.confidence, one.entered_by)  # fmt: skip
        reports.setdefault(key, []).append(one)
    return [_report(listed) for listed in reports.values()]


def _report(listed: list[Statement]) -> _Tree:
    first = listed[0]
    site = first.of.site.partition("/")[2]
    return {
        "resourceType": "MeasureReport",
        "meta": {"tag": [{"system": REGION, "code": first.of.region}]},
        "extension": [{"url": SAID, "extension": _said(first)}],
        "status": "complete",
        "type": "summary",
        "measure": MEASURE,
        "subject": {
            "reference": first.of.site,
            "identifier": {"system": f"{BASE}location", "value": site},
        },
        "date": first.said_at.isoformat(),
        "reporter": {"identifier": _ura(first.of.provider)},
        "period": {"start": first.start.isoformat(), "end": first.end.isoformat()},
        "group": [_group(one) for one in listed],
    }


def _said(one: Statement) -> list[_Tree]:
    said: list[_Tree] = [{"url": "by", "valueCode": one.by}]
    if one.confidence:
        said.append({"url": "confidence", "valueCode": one.confidence})
    if one.entered_by:
        said.append({"url": ENTERED_BY, "valueIdentifier": _ura(one.entered_by)})
    return said


def _ura(value: str) -> _Tree:
    return {"system": systems.URA_SYSTEM, "value": value}


def _group(one: Statement) -> _Tree:
    terms: list[_Tree] = [{"url": "unit", "valueCode": one.of.unit}]
    if one.of.district:
        terms.append({"url": "district", "valueString": one.of.district})
    if one.limits is not None and not one.limits:
        terms.append({"url": UNLIMITED, "valueBoolean": True})
    terms += [{"url": LIMIT, "valueCode": limit} for limit in sorted(one.limits or ())]
    told = [_population(name, getattr(one, name)) for name in COUNTS]
    days = [
        _population(f"expected-{number}", count)
        for number, count in enumerate(one.expected, 1) if count is not None
    ]  # fmt: skip
    return {
        "extension": [{"url": TERMS, "extension": terms}],
        "code": {"coding": [{"system": CARE_TYPE, "code": one.of.care_type}]},
        "population": told + days,
    }


def _population(name: str, count: Count) -> _Tree:
    code = {"coding": [{"system": COUNT, "code": name}]}
    return {"code": code, "_count": _UNKNOWN} if count is None else {"code": code, "count": count}
