"""R4's date, dateTime, instant and time: their form, and that the day exists."""

import re
from calendar import monthrange
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults, shape

_YEAR = r"(?!0000)(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]{1,20})?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"

_DATE = re.compile(f"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?")
_DATE_TIME = re.compile(f"{_YEAR}(?:-{_MONTH}(?:-{_DAY}(?:T{_TIME}{_ZONE})?)?)?")
_INSTANT = re.compile(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}")
_CLOCK = re.compile(_TIME)
_DAYS_IN_EVERY_MONTH = "28"


def _dated(form: re.Pattern[str], name: str, allowed: str) -> Check:
    def check(value: Any, _: Context) -> Faults:
        if type(value) is str:
            match = form.fullmatch(value)
            if match is not None:
                day = match["day"]
                if day is None or day <= _DAYS_IN_EVERY_MONTH:
                    return None
                if int(day) <= monthrange(int(match["year"]), int(match["month"]))[1]:
                    return None
                return [Fault("value", "This month has no such day; write a day that exists.")]
            return [Fault("value", f"This text is not a {name}; write {allowed}.")]
        return [
            Fault("structure", f"A {name} is a string, this is {shape(value)}; write a string.")
        ]

    return check


def clock_time(value: Any, _: Context) -> Faults:
    """A time of day.

    https://hl7.org/fhir/R4/datatypes.html#time
    """
    if type(value) is str and _CLOCK.fullmatch(value):
        return None
    return [Fault("value", "This is not a time; write hh:mm:ss.")]


date = _dated(_DATE, "date", "YYYY, YYYY-MM or YYYY-MM-DD")
date_time = _dated(
    _DATE_TIME,
    "dateTime",
    "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone (Z or +hh:mm)",
)
instant = _dated(_INSTANT, "instant", "YYYY-MM-DDThh:mm:ss with a time zone (Z or +hh:mm)")
