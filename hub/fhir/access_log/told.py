"""Who looked as FHIR Parameters, and the same as compact JSON.

https://hl7.org/fhir/R4/parameters.html
"""

from collections.abc import Iterator
from typing import Any

from consent.choices.catalogue import Language
from hub.query.access_log import AccessLog
from hub.query.log_line import LogLine
from profiles.instant import instant
from profiles.systems import URA_SYSTEM

_Part = dict[str, Any]


def parameters(told: AccessLog, language: Language) -> dict[str, Any]:
    """A parameter `line` for each."""
    listed: list[_Part] = [{"name": "language", "valueCode": language}]
    for name, day in (("start", told.days.first), ("end", told.days.last)):
        if day is not None:
            listed.append({"name": name, "valueDate": day.isoformat()})
    if told.complete_since is not None:
        listed.append({"name": "complete-since", "valueDate": told.complete_since.isoformat()})
    if told.damaged:
        listed.append({"name": "damaged", "valueInteger": told.damaged})
    listed += [{"name": "line", "part": list(_line(one))} for one in told.lines]
    return {"resourceType": "Parameters", "parameter": listed}


def _line(one: LogLine) -> Iterator[_Part]:
    yield {"name": "day", "valueDate": one.day.isoformat()}
    yield {"name": "first", "valueInstant": instant(one.first)}
    yield {"name": "last", "valueInstant": instant(one.last)}
    yield {"name": "count", "valuePositiveInt": one.count}
    reference: dict[str, Any] = {"display": one.organization} if one.organization else {}
    if one.ura:
        reference["identifier"] = {"system": URA_SYSTEM, "value": one.ura}
    if reference:
        yield {"name": "organization", "valueReference": reference}
    yield {"name": "role", "valueString": one.role}
    if one.person:
        yield {"name": "person", "valueString": one.person}
    yield {"name": "name-on-request", "valueBoolean": one.on_request}
    yield {"name": "action", "valueString": one.action}
    for kind in one.data:
        yield {"name": "data", "valueString": kind}
    yield {"name": "ground", "valueString": one.ground}
    yield {"name": "emergency", "valueBoolean": one.emergency}
    yield {"name": "refused", "valueBoolean": one.refused}
    yield {"name": "event", "valueReference": {"reference": f"AuditEvent/{one.event}"}}


def compact(told: AccessLog, language: Language) -> dict[str, Any]:
    """An object a line, its members as the parts are called."""
    return {
        "language": language,
        "start": told.days.first,
        "end": told.days.last,
        "complete_since": told.complete_since,
        "damaged": told.damaged,
        "lines": [
            {
                "day": one.day,
                "first": instant(one.first),
                "last": instant(one.last),
                "count": one.count,
                "organization": one.organization,
                "ura": one.ura,
                "role": one.role,
                "person": one.person or None,
                "name_on_request": one.on_request,
                "action": one.action,
                "data": one.data,
                "ground": one.ground,
                "emergency": one.emergency,
                "refused": one.refused,
                "event": f"AuditEvent/{one.event}",
            }
            for one in told.lines
        ],
    }
