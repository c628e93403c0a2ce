"""What a region agrees on about its figures is taken as it stands, or refused."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hub.transfer.figures.agreed import InvalidFigures, load_agreed, shipped_figures
from hub.transfer.figures.terms import Period


def written(tmp_path: Path, **members: Any) -> Path:
    file = tmp_path / "figures.json"
    file.write_text(json.dumps(json.loads(shipped_figures()) | members))
    return file


def test_what_is_shipped_has_no_targets() -> None:
    shipped = load_agreed(None)

    assert shipped.terms.targets == {}
    assert (shipped.terms.hours.evening_from, shipped.terms.smallest) == (time(18), 10)
    assert shipped.holidays == frozenset()


def test_a_region_writes_its_own(tmp_path: Path) -> None:
    targets = [
        {"figure": "time-to-place", "score": "p50", "at_most": 48},
        {"figure": "capacity-freshness", "score": "fresh", "at_least": 90},
    ]

    own = load_agreed(written(tmp_path, holidays=["2026-12-25"], targets=targets, smallest=20))

    assert own.holidays == {date(2026, 12, 25)}
    assert own.terms.smallest == 20
    for figure, score, value, met in (
        ("time-to-place", "p50", "48", True),
        ("time-to-place", "p50", "48.01", False),
        ("time-to-place", "p90", "1", None),
        ("capacity-freshness", "fresh", "90", True),
        ("capacity-freshness", "fresh", "89.99", False),
    ):
        assert own.terms.is_met(figure, score, Decimal(value)) is met


def test_a_month_is_told_once_so_many_days_after_it_ended(tmp_path: Path) -> None:
    october = Period.month(2026, 10)

    own = load_agreed(written(tmp_path, published_after_days=14))

    assert own.published_at(october) == datetime(2026, 11, 14, 23, tzinfo=UTC)
    assert own.published_after == timedelta(days=14)


@pytest.mark.parametrize(
    "members",
    [
        {"smallest": 9},
        {"published_after_days": 0},
        {"colour": "red"},
        {"holidays": ["Christmas"]},
        {"hours": json.loads(shipped_figures())["hours"] | {"night_from": "07:00:00"}},
        {"targets": [{"figure": "time-to-place", "score": "p50"}]},
        {"targets": [{"figure": "happiness", "score": "p50", "at_most": 1}]},
        {"targets": [{"figure": "answer", "score": "accepted", "at_most": 1, "at_least": 1}]},
        {"targets": [{"figure": "answer", "score": "accepted", "at_most": 1}] * 2},
    ],
)
def test_what_nobody_understands_is_refused(tmp_path: Path, members: dict[str, Any]) -> None:
    with pytest.raises(InvalidFigures):
        load_agreed(written(tmp_path, **members))


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("[")
    for file in (tmp_path / "none.json", tmp_path / "nowhere.json"):
        with pytest.raises(InvalidFigures):
            load_agreed(file)
