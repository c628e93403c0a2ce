"""The body of a data point: what was measured, and when.

https://github.com/openmhealth/schemas
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from adapters.monitoring.signs import FLOW, ONE_VALUE, POSTURES, Measure, Sign
from adapters.monitoring.strict import fault, members, texts
from profiles.invalid import JsonObject
from profiles.issue import Issue

FRAME = "effective_time_frame"

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_INTERVAL = {"start_date_time", "end_date_time"}
_CODES: Mapping[str, tuple[str, ...]] = {**ONE_VALUE, "body_posture": tuple(POSTURES)}


def body_faults(body: JsonObject, sign: Sign) -> Iterator[Issue]:
    """What is wrong in it."""
    numbers = {one.member for one in sign.measures}
    yield from members(body, "body", numbers | {FRAME}, sign.beside | {"user_notes"})
    yield from texts(body, "body", {"user_notes", "measurement_location"})
    for measure in (*sign.measures, FLOW):
        if measure.member in body:
            yield from _quantity(body[measure.member], measure)
    for name, known in _CODES.items():
        if name in body and body[name] not in known:
            yield fault("code-invalid", f"body.{name}", f"is taken as {', '.join(known)}")
    if FRAME in body and not all(_is_moment(one) for one in _moments(body[FRAME])):
        text = "has to be a date_time, or an interval from start to end, with an offset to UTC"
        yield fault("value", f"body.{FRAME}", text)


def _quantity(said: Any, measure: Measure) -> Iterator[Issue]:
    place = f"body.{measure.member}"
    if not isinstance(said, dict) or said.keys() != {"value", "unit"}:
        yield fault("structure", place, "has to have a value and a unit alone")
        return
    if not _is_number(said["value"], measure):
        yield fault("value", f"{place}.value", "has to be a number above 0")
    if said["unit"] not in list(measure.units):
        units = ", ".join(measure.units)
        yield fault("code-invalid", f"{place}.unit", f"is taken in {units}: nothing is converted")


def _is_number(value: Any, measure: Measure) -> bool:
    if type(value) not in (int, Decimal):
        return False
    return bool(value > 0 or (measure.may_be_none and value == 0))


def _moments(frame: Any) -> list[Any]:
    """Those it has; none is computed of a duration or a part of a day."""
    if not isinstance(frame, dict):
        return [None]
    if frame.keys() == {"date_time"}:
        return [frame["date_time"]]
    interval = frame.get("time_interval") if frame.keys() == {"time_interval"} else None
    is_whole = isinstance(interval, dict) and interval.keys() == _INTERVAL
    return list(interval.values()) if isinstance(interval, dict) and is_whole else [None]


def _is_moment(said: Any) -> bool:
    return isinstance(said, str) and bool(_MOMENT.fullmatch(said))
