"""A date, time or dateTime plus or minus an amount of time.

https://hl7.org/fhirpath/N1/#datetime-arithmetic
"""

from calendar import monthrange
from datetime import datetime, timedelta
from decimal import Decimal

from profiles.fhirpath.environment import NotEvaluated
from profiles.fhirpath.moments import Moment, Numbers
from profiles.fhirpath.quantities import Quantity, calendar_unit

_DEFINITE = {"wk": "week", "d": "day", "h": "hour", "min": "minute", "s": "second",
             "ms": "millisecond"}  # fmt: skip
_MILLISECONDS = {
    "week": 604_800_000, "day": 86_400_000, "hour": 3_600_000, "minute": 60_000, "second": 1000,
    "millisecond": 1,
}  # fmt: skip
# By how many numbers a moment has: what one of its last is.
_LAST = {1: "year", 2: "month", 3: "day", 4: "hour", 5: "minute", 6: "second"}
_MOST_YEARS = 10_000
_DAY = _MILLISECONDS["day"]
_MONTHS_IN_YEAR, _DATE, _SECOND, _MILLI = 12, 3, 6, 3


def shifted(moment: Moment, quantity: Quantity, sign: int) -> Moment | None:
    """The moment so much later (or with -1 earlier), no more precise; None beyond the calendar.

    Raises:
        NotEvaluated: the unit is none of time, or is of no definite length (`1 'mo'`).
    """
    unit = quantity.unit if quantity.is_calendar else _named(quantity.unit)
    amount = Decimal(quantity.value) * sign
    if unit != "second":
        amount = Decimal(int(amount))  # https://hl7.org/fhirpath/N1/#datetime-arithmetic
    if unit in {"year", "month"}:
        if moment.kind == "Time":
            raise NotEvaluated
        months = int(amount) * (_MONTHS_IN_YEAR if unit == "year" else 1)
        numbers = _by_months(moment.numbers, months)
    elif moment.kind == "Time":
        numbers = _by_clock(moment.numbers, amount * _MILLISECONDS[unit])
    else:
        numbers = _by_time(moment.numbers, amount * _MILLISECONDS[unit])
    return None if numbers is None else _written(moment, numbers)


def _named(unit: str) -> str:
    name = _DEFINITE.get(unit) or calendar_unit(unit)
    if name is None:
        raise NotEvaluated
    return name


def _by_months(numbers: Numbers, months: int) -> Numbers | None:
    if len(numbers) == 1:
        months = int(months / _MONTHS_IN_YEAR) * _MONTHS_IN_YEAR
    month = int(numbers[1]) if len(numbers) > 1 else 1
    year, index = divmod(int(numbers[0]) * _MONTHS_IN_YEAR + month - 1 + months, _MONTHS_IN_YEAR)
    if not 1 <= year < _MOST_YEARS:
        return None
    if len(numbers) < _DATE:
        return (year, index + 1)[: len(numbers)]
    day = min(int(numbers[2]), monthrange(year, index + 1)[1])
    return (year, index + 1, day, *numbers[3:])


def _by_time(numbers: Numbers, milliseconds: Decimal) -> Numbers | None:
    """What is less than its last number counts is left off first."""
    if len(numbers) < _DATE:
        # https://hl7.org/fhirpath/N1/#datetime-arithmetic: 365 days to the year, 30 to the month
        days = int(milliseconds / _DAY)
        months = int(days / 365) * _MONTHS_IN_YEAR if len(numbers) == 1 else int(days / 30)
        return _by_months(numbers, months)
    unit = _MILLISECONDS["millisecond" if len(numbers) == _SECOND else _LAST[len(numbers)]]
    step = int(milliseconds / unit) * unit
    second = Decimal(numbers[5]) if len(numbers) == _SECOND else Decimal(0)
    whole = [int(one) for one in numbers[:5]]
    micro = int(second * 1_000_000) + step * 1000
    try:
        at = datetime(*whole) + timedelta(microseconds=micro)  # type: ignore[arg-type]  # noqa: DTZ001 - no zone changes while time passes
    except (ValueError, OverflowError):
        return None
    found = (at.year, at.month, at.day, at.hour, at.minute)
    return (*found, _seconds(at.second, at.microsecond))[: len(numbers)]


def _by_clock(numbers: Numbers, milliseconds: Decimal) -> Numbers:
    unit = _MILLISECONDS["millisecond" if len(numbers) == _MILLI else _LAST[len(numbers) + _DATE]]
    hour, minute, second = (*(Decimal(one) for one in numbers), Decimal(0), Decimal(0))[:3]
    own = int((hour * 3600 + minute * 60 + second) * 1_000_000)
    total = (own + int(milliseconds / unit) * unit * 1000) % (_DAY * 1000)
    seconds, micro = divmod(total, 1_000_000)
    minutes, last = divmod(seconds, 60)
    return (*divmod(minutes, 60), _seconds(last, micro))[: len(numbers)]


def _seconds(second: int, micro: int) -> Decimal:
    return Decimal(second) + Decimal(micro).scaleb(-6)


def _written(moment: Moment, numbers: Numbers) -> Moment:
    """With as many digits behind the second as it had, or as milliseconds need."""
    digits = 0
    if len(numbers) == (_MILLI if moment.kind == "Time" else _SECOND):
        last = Decimal(numbers[-1])
        had = -int(Decimal(moment.numbers[-1]).as_tuple().exponent)
        digits = max(had, -int(last.normalize().as_tuple().exponent), 0)
        numbers = (*numbers[:-1], last.quantize(Decimal(1).scaleb(-digits)))
    return Moment(moment.kind, numbers, moment.zone, written_moment(moment, numbers))


def written_moment(moment: Moment, numbers: Numbers) -> str:
    """How a moment of this kind and zone is written."""
    dated = [] if moment.kind == "Time" else list(numbers[:_DATE])
    clock = list(numbers[len(dated) :])
    date = "-".join([f"{one:04}" if not at else f"{one:02}" for at, one in enumerate(dated)])
    time = ":".join(_two(one) for one in clock)
    if moment.kind == "Time":
        return time
    return date if moment.kind == "Date" else f"{date}T{time}{moment.zone}"


def _two(number: int | Decimal) -> str:
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    whole, dot, rest = text.partition(".")
    return f"{whole.zfill(2)}{dot}{rest}"
