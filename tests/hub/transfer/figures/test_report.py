"""The figures go out as a MeasureReport and as a sheet, which say the same."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from hub.transfer.figures.figure import Figure, Measured, figure
from hub.transfer.figures.month import figures_of
from hub.transfer.figures.publish import Line, for_desk, for_others
from hub.transfer.figures.report import MASKED, MEASURE, Head, measure_report
from hub.transfer.figures.sheet import sheet
from hub.transfer.figures.words import FIGURES
from profiles.validator import shipped_validator
from tests.hub.transfer.figures.simulated import AT, OCTOBER, TERMS, simulated

HEAD = Head(OCTOBER, AT, "90000102")


@pytest.fixture(scope="module")
def figures() -> tuple[Figure, ...]:
    region = simulated(120, seed=31)
    return figures_of(region.events, region.facts, TERMS, OCTOBER, AT)


def rows_of(lines: Sequence[Line]) -> list[dict[str, str]]:
    text = sheet(lines, OCTOBER, TERMS).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_it_is_a_measure_report_that_r4_knows(figures: tuple[Figure, ...]) -> None:
    for lines in (for_desk(figures), for_others(figures, TERMS)):
        report = measure_report(lines, HEAD)

        assert not [one for one in shipped_validator().validate(report) if one.severity == "error"]
        assert (report["measure"], report["period"]) == (
            MEASURE, {"start": "2026-10-01", "end": "2026-10-31"},
        )  # fmt: skip
        assert report["date"] == "2026-11-09T09:00:00+01:00"


def test_each_figure_has_a_name_and_a_group(figures: tuple[Figure, ...]) -> None:
    report = measure_report(for_desk(figures), HEAD)

    assert {one.code for one in figures} == FIGURES.keys()
    for code in FIGURES:
        assert [g for g in report["group"] if g["code"]["coding"][0]["code"].startswith(code)], code


def test_both_say_every_number_that_is_shown(figures: tuple[Figure, ...]) -> None:
    lines = for_others(figures, TERMS)
    groups = {g["code"]["coding"][0]["code"]: g for g in measure_report(lines, HEAD)["group"]}
    table = rows_of(lines)

    for line in (one for one in lines if not one.of):
        of_line = {r["waarde"] for r in table if (r["code"], r["per"]) == (line.code, "")}
        assert (str(line.counted) in of_line) == (line.counted is not None)
        for name, score in line.scores.items():
            said = groups[f"{line.code}-{name}"]
            assert _value(said["measureScore"]) == (None if score is None else float(score))
            assert _counts(said)["denominator"] == line.counted
            assert _counts(said)["denominator-exclusion"] == line.left_out
            assert ("afgeschermd" if score is None else str(score)) in of_line


def test_what_may_not_be_told_is_masked_in_both() -> None:
    few = [Measured(f"{n}", {"region": "lelystad"}, value=3600) for n in range(4)]
    both = [figure("time-to-place", "case", "h", few, by) for by in ((), ("region",))]
    lines = for_others(both, TERMS)

    [first, *_] = measure_report(lines, HEAD)["group"]

    [stratum] = first["stratifier"][0]["stratum"]
    assert stratum["value"] == {"text": "lelystad"}
    for said in (first, stratum):
        assert said["measureScore"]["_value"] == MASKED
        assert said["population"][0]["_count"] == MASKED
        assert "value" not in said["measureScore"]
        assert "count" not in said["population"][0]
    assert {row["waarde"] for row in rows_of(lines)} == {"afgeschermd", "0"}


def test_a_target_of_the_region_stands_beside_its_figure_and_there_is_no_other() -> None:
    some = [Measured(f"{n}", value=3600) for n in range(30)]
    lines = for_desk([figure("time-to-place", "case", "h", some)])

    assert {row["doel"] for row in rows_of(lines)} == {"", "48"}
    none = sheet(lines, OCTOBER, replace(TERMS, targets={})).decode("utf-8-sig")
    assert {row["doel"] for row in csv.DictReader(StringIO(none))} == {""}


def test_a_reason_that_looks_like_a_formula_is_text() -> None:
    odd = [Measured(f"{n}", {"region": "=1+1"}, part="x") for n in range(30)]
    lines = for_desk([figure("refusal-reason", "offer", "%", odd, ("region",))])

    assert {row["van"] for row in rows_of(lines)} == {"", "'=1+1"}


def test_shares_are_to_hundredths() -> None:
    parts = [Measured(f"{n}", part="yes" if n else "no") for n in range(3)]

    [line] = for_desk([figure("answer", "offer", "%", parts)])

    assert line.scores == {"yes": Decimal("66.67"), "no": Decimal("33.33")}


def _value(score: dict[str, Any]) -> float | None:
    value = score.get("value")
    return None if value is None else float(value)


def _counts(said: dict[str, Any]) -> dict[str, int | None]:
    return {one["code"]["coding"][0]["code"]: one.get("count") for one in said["population"]}
