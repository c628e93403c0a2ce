"""Moments keep their precision and their zone; a date of birth is never shifted."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hospital.v2.moment import Moment, Zone, date_of
from adapters.hospital.v2.refusal import Refusal

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SECOND_YEAR = datetime(2, 1, 1)  # noqa: DTZ001 - of no zone


def read(text: str, offset: str = "") -> tuple[Moment | None, list[str]]:
    told: list[str] = []
    return Zone(AMSTERDAM, offset, told.append).read(text, "PV1^1^44"), told


@pytest.mark.parametrize(
    ("written", "offset", "meant"),
    [
        ("2026", "", "2026"),
        ("202611", "", "2026-11"),
        ("20261120", "", "2026-11-20"),
        ("202611200930", "", "2026-11-20T09:30:00+01:00"),
        ("20261120093015", "", "2026-11-20T09:30:15+01:00"),
        ("20260720093015", "", "2026-07-20T09:30:15+02:00"),
        ("20261120093015.25", "", "2026-11-20T09:30:15.25+01:00"),
        ("20261120093015+0000", "", "2026-11-20T09:30:15+00:00"),
        ("20261120093015-0530", "+0100", "2026-11-20T09:30:15-05:30"),
        ("20261120093015", "+0200", "2026-11-20T09:30:15+02:00"),
    ],
)
def test_a_moment_keeps_what_it_tells(written: str, offset: str, meant: str) -> None:
    moment, told = read(written, offset)
    assert moment is not None
    assert (moment.fhir, told) == (meant, [])


@pytest.mark.parametrize(
    "written",
    ["20260231080000", "20261301", "20261120250000", "20261120096000", "gisteren", "202", "20261",
     "20261120093015+9900", "20261120093015+0060", "20260329023000", "00010101000000+0100",
     "00000101", "\uff12\uff10\uff12\uff16"],
)  # fmt: skip
def test_a_moment_that_there_is_not_is_refused_and_never_another(written: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(written)
    assert refused.value.fault.condition == 102
    assert written not in refused.value.fault.text


def test_the_hour_that_came_twice_is_read_as_the_first_and_told() -> None:
    moment, told = read("20261025023000")
    assert moment == Moment("2026-10-25T02:30:00+02:00", "20261025003000")
    assert len(told) == 1
    assert read("20261025023000+0100")[1] == []


def test_an_hour_alone_is_kept_as_its_day_and_told() -> None:
    moment, told = read("2026112009")
    assert moment is not None
    assert (moment.fhir, len(told)) == ("2026-11-20", 1)


@given(st.datetimes(_SECOND_YEAR), st.datetimes(_SECOND_YEAR))
def test_moments_sort_as_they_are(one: datetime, other: datetime) -> None:
    texts = [f"{moment.year:04}{moment:%m%d%H%M%S}+0100" for moment in (one, other)]
    orders = [moment.order for text in texts if (moment := read(text)[0])]
    assert (orders[0] < orders[1]) == (texts[0] < texts[1])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("19411103", "1941-11-03"),
        ("19400000", "1940"),
        ("19400200", "1940-02"),
        ("1940", "1940"),
        ("194002", "1940-02"),
        ("19400101000000", "1940-01-01"),
        ("19400516002000+0020", "1940-05-16"),
        ("193707010000", "1937-07-01"),
    ],
)
def test_a_date_of_birth_is_as_far_as_it_is_known_and_never_shifted(
    written: str, meant: str
) -> None:
    assert date_of(written, "PID^1^7") == meant


@pytest.mark.parametrize(
    "written", ["19410231", "19401301", "19400015", "41-11-03", "x", "00000000"]
)
def test_a_date_of_birth_that_there_is_not_is_refused(written: str) -> None:
    with pytest.raises(Refusal):
        date_of(written, "PID^1^7")


@given(st.dates())
def test_every_day_is_its_own(day: date) -> None:
    assert date_of(f"{day.year:04}{day:%m%d}", "PID^1^7") == str(day)
