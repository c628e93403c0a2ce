"""A MeasureReport and what is read of it are the same; nothing is made of what is not there."""

import json
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.capacity.report import NotRead, read_report
from hub.transfer.capacity.reported import written
from profiles.text.parse import parse
from profiles.validator import shipped_validator
from tests.hub.transfer.capacity.places import HAVEN, HOME, said, statements
from tests.hub.transfer.cases import DAY, HOUR, NOW
from tests.plugins.shared_data import shared_data

Tree = dict[str, Any]
PROFILE = "https://example.org/rtp/StructureDefinition/transfer-capacity"
FULL = said(
    HOME, staffed=40, occupied=30, reserved=0, available=10, expected=(0, None, 2, 3, 4, 5, 6),
    limits=frozenset({"women-only"}), by="system", confidence="estimated",
    entered_by="90000102",
)  # fmt: skip


def read(report: Tree):
    return read_report(report, "elsewhere", NOW + 2 * DAY)


def report(**changed: Any) -> Tree:
    (one,) = written([FULL])
    return {**one, **changed}


@given(st.lists(statements(), max_size=5, unique_by=lambda one: (one.of, one.said_at)))
def test_what_is_written_is_read_as_it_was_said(listed) -> None:
    found = [one for each in written(listed) for one in read(json.loads(json.dumps(each)))]

    assert Counter(found) == Counter(listed)


def test_all_of_a_statement_comes_back() -> None:
    assert read(report()) == [FULL]
    assert read(report())[0].of.region == "almere"


def test_no_limit_and_none_told_of_are_two_things() -> None:
    for limits in (None, frozenset()):
        (one,) = written([said(limits=limits)])
        assert read(one)[0].limits == limits


def test_where_a_report_names_no_region_it_is_that_of_its_reader() -> None:
    assert read(report(meta={}))[0].of.region == "elsewhere"


def test_what_is_written_is_what_the_profile_asks() -> None:
    for one in written([FULL, said(available=0, staffed=None)]):
        body = {"id": "capacity", **one}
        found = shipped_validator().validate(parse(json.dumps(body).encode()), [PROFILE])
        assert [issue for issue in found if issue.severity == "error" or issue.profile] == []


def test_the_record_of_the_standards_author_is_read() -> None:
    text = shared_data("transfer", "r4", "44-rtp-capacity-measurereport.json").read_text()

    found = {one.of.care_type: one for one in read(json.loads(text))}

    high = found["elv-hoog"]
    assert (high.staffed, high.occupied, high.reserved, high.available) == (6, 4, 1, 1)
    assert found["grz"].available == 0
    assert (high.of.provider, high.of.site) == ("33333333", "Location/loc-elv-haven")
    assert high.said_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert (high.limits, high.confidence, high.expected) == (None, None, (None,) * 7)


def with_population(population: list[Tree]) -> Tree:
    one = deepcopy(report())
    one["group"][0]["population"] = population
    return one


def population(code: str, **more: Any) -> Tree:
    system = "https://example.org/rtp/CodeSystem/capacity-count"
    return {"code": {"coding": [{"system": system, "code": code}]}, **more}


ABSENT = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                         "valueCode": "unknown"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("populations", "available"),
    [([population("available", count=0)], 0), ([population("available", _count=ABSENT)], None),
     ([population("available")], None), ([], None)],
    ids=["zero", "absent", "empty", "nothing"],
)  # fmt: skip
def test_empty_is_unknown_and_zero_is_zero(populations, available) -> None:
    assert read(with_population(populations))[0].available == available


def test_what_others_count_is_left_in_the_report() -> None:
    theirs = {"code": {"coding": [{"system": "http://loinc.org", "code": "112578-0"}]}, "count": 3}

    assert read(with_population([theirs]))[0].available is None


def broken(*path: Any, value: Any) -> Tree:
    one: Any = deepcopy(report())
    node = one
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return one


NOT_READ = {
    "a draft": (broken("status", value="pending"), "status"),
    "a modifier": (broken("modifierExtension", value=[{"url": "a"}]), "modifier"),
    "a modifier of a group": (broken("group", 0, "modifierExtension", value=[{}]), "modifier"),
    "no group": (broken("group", value=[]), "group"),
    "another register": (broken("reporter", "identifier", "system", value="a"), "reporter"),
    "no URA": (broken("reporter", "identifier", "value", value="a"), "provider"),
    "no site": (broken("subject", value={}), "site"),
    "a day for a moment": (broken("date", value="2026-11-22"), "date"),
    "no zone": (broken("date", value="2026-11-22T09:00:00"), "date"),
    "a moment to come": (broken("date", value="2026-11-25T09:00:00Z"), "date"),
    "another century": (broken("period", "start", value="0001-01-01"), "start"),
    "the last day": (broken("period", "end", value="9999-12-31"), "end"),
    "no moment": (broken("date", value="now"), "date"),
    "no window": (broken("period", value={}), "start"),
    "a year": (broken("period", "start", value="2026"), "start"),
    "a month of ten letters": (broken("period", "end", value="2026-11-xx"), "end"),
    "an end before the start": (broken("period", "end", value="2020-01-01"), "end"),
    "no kind of care": (broken("group", 0, "code", value={}), "code"),
    "a count below zero": (with_population([population("available", count=-1)]), "available"),
    "a truth": (with_population([population("available", count=True)]), "count"),
    "half a place": (with_population([population("available", count=1.5)]), "count"),
    "a number that is not known": (
        with_population([population("available", count=1, _count=ABSENT)]), "count"),
    "a number told twice": (with_population([population("available", count=1)] * 2), "code"),
    "one kind of care twice": (report(group=report()["group"] * 2), "group.code"),
    "another unit": (broken("group", 0, "extension", 0, "extension", 0, "valueCode",
                            value="rooms"), "unit"),
    "another speaker": (broken("extension", 0, "extension", 0, "valueCode", value="cat"), "by"),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "place"), NOT_READ.values(), ids=NOT_READ)
def test_a_report_that_can_not_be_relied_on_is_not_taken(sent: Tree, place: str) -> None:
    with pytest.raises(NotRead) as refused:
        read(sent)

    assert place in refused.value.place


def test_all_faults_are_told_at_once_each_once() -> None:
    sent = report(status="pending", date="now", subject={}, period={"start": "2026"})
    sent["reporter"] = {"identifier": sent["reporter"]["identifier"] | {"value": "a"}}
    sent["group"] = [
        {
            "code": {},
            "population": [
                population("available", count=True),
                population("staffed", count=1),
                population("staffed", count=1),
            ],
        },
        deepcopy(report()["group"][0]),
    ]

    with pytest.raises(NotRead) as refused:
        read(sent)

    told = [one.place.removeprefix("MeasureReport") for one in refused.value.faults]
    assert sorted(told) == sorted([
        ".status", ".date", " (site)", " (provider)", ".period.start", ".period.end",
        ".group[0].code", ".group[0].population[0].count", ".group[0].population[2].code",
    ])  # fmt: skip


def test_each_count_below_zero_is_told() -> None:
    counts = ("available", "staffed", "expected-3", "expected-7")
    sent = with_population([population(one, count=-1) for one in counts])

    with pytest.raises(NotRead) as refused:
        read(sent)

    told = {one.place for one in refused.value.faults}
    assert told == {f"MeasureReport ({one})" for one in counts}


def test_days_as_a_window_begin_at_midnight_here_and_the_last_is_in_it() -> None:
    (found,) = read(report(period={"start": "2026-11-22", "end": "2026-11-22"}))

    assert found.start == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert found.end == datetime(2026, 11, 22, 23, tzinfo=UTC)


def test_what_a_site_said_at_one_moment_is_one_report() -> None:
    other = replace(said(available=1), of=replace(HAVEN, care_type="grz"))

    assert [len(one["group"]) for one in written([said(), other])] == [2]
    assert len(written([said(), said(at=NOW + HOUR)])) == 2
