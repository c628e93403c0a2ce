"""A day of birth, written as a moment by any zone database, is that day or is refused."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.gp.mapping import to_transaction
from profiles.invalid import InvalidRecord
from profiles.pzp.form.birth_day import birth_day
from profiles.pzp.form.faults import UnclearAnswer
from tests.adapters.gp.records import JsonObject, a_form, a_patient, a_record, as_file, item

FIRST, LAST = date(1925, 1, 1), date(1970, 12, 31)
EVERY_DAY = [FIRST + timedelta(days) for days in range((LAST - FIRST).days + 1)]
ZONES = [ZoneInfo(f"Europe/{name}") for name in ("Amsterdam", "Brussels")]
OWN_TIME_ENDS, OWN_TIME_ROUNDED = date(1940, 5, 16), date(1937, 7, 1)


def _own_time(day: date) -> list[timedelta]:
    """What Amsterdam's own time may have been, winter and summer, as the old databases have it."""
    if day > OWN_TIME_ENDS:
        return []
    minutes = (20, 80) if day >= OWN_TIME_ROUNDED else (19, 79)
    seconds = 0 if day >= OWN_TIME_ROUNDED else 32
    return [timedelta(minutes=one, seconds=seconds) for one in minutes]


def _midnights(day: date) -> list[datetime]:
    """The first moment of a day, in UTC, as each database has it."""
    clock = datetime.combine(day, time(), UTC)
    zones = [datetime.combine(day, time(), zone).astimezone(UTC) for zone in ZONES]
    return [*zones, *(clock - offset for offset in _own_time(day)), clock - timedelta(hours=1)]


def test_there_are_as_many_days_as_were_tried() -> None:
    assert len(EVERY_DAY) == 16_801


def test_midnight_by_any_database_is_the_day_that_the_patient_says_or_else_the_only_one() -> None:
    for day in EVERY_DAY:
        said = day.isoformat()
        for moment in _midnights(day):
            assert birth_day(moment, said) == said, moment
            assert birth_day(moment, None) == said, moment


def test_the_same_moment_in_any_offset_is_the_same_day() -> None:
    for day in EVERY_DAY[::17]:
        for moment in _midnights(day):
            for zone in ZONES:
                assert birth_day(moment.astimezone(zone), None) == day.isoformat(), moment


@pytest.mark.parametrize("offset", ["+00:00", "+00:19", "+00:20", "+01:00", "+01:20", "+02:00"])
def test_midnight_by_the_clock_is_that_day_with_whatever_offset(offset: str) -> None:
    for day in EVERY_DAY[::17]:
        written = datetime.fromisoformat(f"{day.isoformat()}T00:00:00{offset}")
        assert birth_day(written, None) == day.isoformat()


@pytest.mark.parametrize("known", [None, "1950-05-06", "1949-05-05"])
def test_what_may_be_two_days_is_refused_unless_the_patient_says_which(known: str | None) -> None:
    moment = datetime(1950, 5, 4, 23, 12, 9, tzinfo=UTC)

    assert birth_day(moment, "1950-05-05") == "1950-05-05"
    assert birth_day(moment, "1950-05-04") == "1950-05-04"
    with pytest.raises(UnclearAnswer) as refusal:
        birth_day(moment, known)
    [issue] = refusal.value.issues
    assert "1950" not in issue.text


@pytest.mark.parametrize(
    "written",
    [
        "1930-01-15T00:00:00+00:19:32",
        "1930-01-15T00:00:00+00:20",
        "1930-07-15T00:00:00+01:20",
        "1930-01-14T23:40:28Z",
        "1938-01-14T23:40:00Z",
        "1930-07-14T22:40:28Z",
        "1930-07-14T23:00:00Z",
        "1942-07-14T22:00:00Z",
        "1950-07-14T22:00:00Z",
        "1950-01-14T23:00:00Z",
        "1950-01-15T00:00:00Z",
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_a_form_is_taken_with_the_day_as_any_database_writes_it(
    written: str,
    is_known: bool,  # noqa: FBT001 - a row of the table
) -> None:
    day = f"{written[:8]}15"
    known = {"birthDate": day} if is_known else {}

    bundle = to_transaction(as_file(_born(written, **known))).bundles[0]

    [patient] = [
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Patient"
    ]
    assert patient["birthDate"] == day


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("1930-01-14T23:40:28Z", "1930-01-14"),
        ("1930-01-14T23:40:28Z", "1930-01-16"),
        ("1950-01-14T23:00:00Z", "1950-01-14"),
        ("1950-01-15T00:00:00+01:00", "1950-01-14"),
        ("1950-01-15T12:00:00Z", "1950-01-14"),
    ],
)
def test_another_day_than_the_patients_refuses_the_record(written: str, born: str) -> None:
    with pytest.raises(InvalidRecord) as refusal:
        to_transaction(as_file(_born(written, birthDate=born)))
    [issue] = refusal.value.issues
    assert "967" in issue.expression


def test_an_offset_to_the_second_is_stored_as_the_same_moment_and_told() -> None:
    mapped = to_transaction(as_file(_born("1930-01-15T00:00:00+00:19:32")))

    assert "1930-01-14T23:40:28Z" in str(mapped.bundles[0])
    assert "+00:19:32" not in str(mapped.bundles[0])
    [note] = mapped.notes
    assert "UTC" in note
    assert "1930" not in note


def _born(written: str, **patient: str) -> JsonObject:
    return a_record(a_form(item("967", {"valueDateTime": written})), a_patient(**patient))
