"""The operations of one resource type, each where and as it is answered.

https://hl7.org/fhir/R4/operations.html
"""

from collections.abc import Collection, Mapping
from typing import Any

from hub.fhir.access_log.operation import TAKEN as OF_LOG
from hub.fhir.capacity.ahead import TAKEN as OF_FORECAST
from hub.fhir.document.operation import TAKEN as OF_DOCUMENT
from hub.fhir.figures.operation import OF_TYPE as OF_MEASURES
from hub.fhir.figures.operation import TAKEN as OF_MEASURE
from hub.fhir.matching.added import TAKEN as OF_MATCH
from hub.fhir.openapi.parts import (
    ID,
    OF_ONE,
    WRITES,
    answers,
    fhir_body,
    of_type,
    open_to_all,
    query,
    table_body,
)
from hub.fhir.routes import OF_EVERY_TYPE, OPERATIONS, Route
from hub.fhir.subscription.operation import TAKEN as OF_EVENTS
from hub.fhir.terminology.operations import IN_A_BODY, OFFERED
from hub.query.everything_asked import TAKEN as OF_EVERYTHING

_TYPE, _INSTANCE = "type", "instance"
_TAKEN: Mapping[tuple[str, str], Collection[str]] = {
    ("Patient", "$access-log"): OF_LOG,
    ("Patient", "$everything"): OF_EVERYTHING,
    ("Composition", "$document"): OF_DOCUMENT,
    ("Measure", "$evaluate-measure"): OF_MEASURE,
    ("ServiceRequest", "$match"): OF_MATCH,
    ("Subscription", "$events"): OF_EVENTS,
    ("MeasureReport", "$forecast"): OF_FORECAST,
    **{name: one.taken - IN_A_BODY for name, one in OFFERED.items()},
}
"""What each takes in a URL; the others take nothing there."""
_NAMED: Mapping[tuple[str, str], Collection[str]] = {
    ("Composition", "$document"): ("id",),
    ("Measure", "$evaluate-measure"): OF_MEASURES,
    **{name: one.named for name, one in OFFERED.items()},
}
"""What says, on the type, which one is meant."""
_OF_TABLES = frozenset({"$capacity"})
"""What takes a table, and no resource."""
_CHANGING = frozenset({"$merge", "$unmerge"})
"""What changes what is kept, so that others may have come first."""
_TOLD = {
    "$access-log": "access-log",
    "$capacity": "figures",
    "$evaluate-measure": "figures",
    "$summary": "summary",
}
"""What is told in other forms too."""


def offered(kind: str, name: str) -> dict[str, Any]:
    """By path, on the type and on one resource."""
    levels = OF_EVERY_TYPE.get(name) or OPERATIONS[(kind, name)]
    bases = (f"/fhir/{kind}/{name}", f"/fhir/{kind}/{{id}}/{name}")
    at = zip(bases, levels, (_TYPE, _INSTANCE), strict=False)
    return {path: _methods(kind, name, methods, level) for path, methods, level in at if methods}


def _methods(kind: str, name: str, methods: Mapping[str, Route], level: str) -> dict[str, Any]:
    found = {}
    taken = [*_TAKEN.get((kind, name), ())]
    taken += _NAMED.get((kind, name), ()) if level == _TYPE else ()
    for method in methods:
        called = f"{name[1:]}-{level}-{method.lower()}"
        one = of_type(kind, called, [ID] if level == _INSTANCE else [])
        more = OF_ONE if level == _INSTANCE else ()
        more = (*more, *WRITES) if name in _CHANGING else more
        one["responses"] = answers(more=more, told=_TOLD.get(name, "resource"))
        if method == "POST":
            is_table = name in _OF_TABLES
            one["requestBody"] = (
                table_body() if is_table else fhir_body(f"{kind} or Parameters", required=False)
            )
        else:
            one["parameters"] += [query(each) for each in sorted(taken)]
            if (kind, name) in OFFERED:
                one |= open_to_all()
        found[method.lower()] = one
    return found
