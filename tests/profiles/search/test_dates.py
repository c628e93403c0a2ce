from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.search.dates import EARLIEST, LATEST, span

CASES = [
    ("2020", "2019-12-31T23:00:00", "2020-12-31T23:00:00"),
    ("2020-10", "2020-09-30T22:00:00", "2020-10-31T23:00:00"),
    ("2020-12", "2020-11-30T23:00:00", "2020-12-31T23:00:00"),
    ("2020-10-01", "2020-09-30T22:00:00", "2020-10-01T22:00:00"),
    ("2021-03-28", "2021-03-27T23:00:00", "2021-03-28T22:00:00"),
    ("2020-10-01T10:00", "2020-10-01T08:00:00", "2020-10-01T08:01:00"),
    ("2020-12-01T10:00", "2020-12-01T09:00:00", "2020-12-01T09:01:00"),
    ("2020-10-01T10:00:00", "2020-10-01T08:00:00", "2020-10-01T08:00:01"),
    ("2020-10-01T10:00:00Z", "2020-10-01T10:00:00", "2020-10-01T10:00:01"),
    ("2020-10-01T10:00:00+02:00", "2020-10-01T08:00:00", "2020-10-01T08:00:01"),
    ("2020-10-01T10:00:00-03:30", "2020-10-01T13:30:00", "2020-10-01T13:30:01"),
    ("2020-10-01T10:00:00.5Z", "2020-10-01T10:00:00.5", "2020-10-01T10:00:00.6"),
    ("2020-10-01T10:00:00.120Z", "2020-10-01T10:00:00.12", "2020-10-01T10:00:00.121"),
    ("2020-10-01T10:00:00.1234567Z", "2020-10-01T10:00:00.123456", "2020-10-01T10:00:00.123457"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00", "2017-01-01T00:00:01"),
]

NO_DATES = [
    "", "20", "2020-13", "2020-02-30", "2020-10-1", "2020-10-01T10", "2020-10-01T24:00:00Z",
    "2020-10-01T10:00:61Z", "2020-10-01T10:00:00+15:00", "2020-10-01T10:00:00+01:60",
    "2020-10-01 10:00", "2020-10-01T10:00:00.Z", "0000", "2020-10Z", "gisteren", "2020\n",
    "٢٠٢٠", "9999-12-31T23:59:59.999999-14:00",
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), CASES)
def test_a_date_covers_its_precision_in_utc(text, low, high):
    expected = tuple(datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (low, high))
    assert span(text) == expected


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_refused_without_repeating_it(text):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the message must not repeat the text
        span(text)
    assert not text or text not in str(refusal.value)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31", "9999-12-31T23:59:59-14:00"])
def test_the_last_of_the_calendar_ends_with_it(text):
    if "T" in text:
        with pytest.raises(ValueError, match="calendar"):
            span(text)
    else:
        assert span(text)[1] == LATEST


@pytest.mark.parametrize("text", ["0001", "0001-01-01", "0001-01-01T00:00:00+14:00"])
def test_the_first_of_the_calendar_begins_with_it(text):
    assert span(text)[0] == EARLIEST


def assert_span_or_value_error(text):
    try:
        low, high = span(text)
    except ValueError:
        return
    assert low < high


@given(st.text())
def test_any_text_is_a_span_or_a_value_error(text):
    assert_span_or_value_error(text)


@given(st.from_regex(r"\A[0-9]{4}(-[0-9]{2}){0,2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z)?\Z"))
def test_any_text_of_about_the_shape_is_a_span_or_a_value_error(text):
    assert_span_or_value_error(text)


@given(st.datetimes(), st.integers(0, 6))
def test_the_more_a_date_says_the_less_it_covers(moment, digits):
    text = moment.isoformat(timespec="microseconds").rjust(26, "0")
    precisions = [4, 7, 10, 16, 19, *([20 + digits] if digits else [])]
    spans = [span(text[:precision]) for precision in precisions]
    for (wide_low, wide_high), (low, high) in pairwise(spans):
        assert wide_low <= low < high <= wide_high


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_neighbouring_days_touch_without_overlap(day):
    assert span(day.isoformat())[1] == span((day + timedelta(days=1)).isoformat())[0]
