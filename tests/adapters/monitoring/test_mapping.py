"""A data point becomes one inhabitant's transaction, and what is wrong in it is named."""

import contextlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.core.json import load
from adapters.core.records import Record
from adapters.core.run import checked
from adapters.monitoring.mapping import to_transaction
from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from tests.adapters.monitoring.sample import BODIES, a_point
from tests.builders import a_bsn

BSN = a_bsn()
LINE = {"user_id": "u-1", "bsn": BSN, "from": "2026-02-01", "until": ""}
Tree = dict[str, Any]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
PLACES = [
    ("header", "id"),
    ("header", "user_id"),
    ("header", "schema_id", "version"),
    ("header", "acquisition_provenance", "modality"),
    ("body", "body_posture"),
    ("body", "effective_time_frame", "date_time"),
    ("body", "systolic_blood_pressure", "value"),
    ("body", "systolic_blood_pressure", "unit"),
]


def record_of(point: Any, line: Mapping[str, str] | None = LINE) -> Record:
    user = {"user": dict(line)} if line is not None else {}
    return Record("a.json", json.dumps({**user, "point": point}).encode())


def mapped(point: Tree, line: Mapping[str, str] = LINE) -> list[Tree]:
    [bundle] = to_transaction(record_of(point, line)).bundles
    assert list(check_structure(bundle)) == []
    return [entry["resource"] for entry in load(checked(bundle))["entry"]]


def faults(point: Tree, line: Mapping[str, str] | None = LINE) -> dict[str, str]:
    with pytest.raises(InvalidRecord) as refusal:
        to_transaction(record_of(point, line))
    return {issue.expression: issue.text for issue in refusal.value.issues}


def changed(kind: str, *path: str, to: Any) -> Tree:
    point = tree = json.loads(json.dumps(a_point("u-1", "1", kind)))
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
    tree[path[-1]] = to
    return dict(point)


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("body-weight", "header.schema_id.name", "blood-glucose"),
        ("body-weight", "header.schema_id.version", "9.0"),
        ("body-weight", "header.remark", "do not"),
        ("body-weight", "header.id", ""),
        ("body-weight", "header.acquisition_provenance.modality", "felt"),
        ("body-weight", "remark", "do not"),
        ("body-weight", "body.descriptive_statistic", "average"),
        ("body-weight", "body.body_weight.unit", "oz"),
        ("body-weight", "body.body_weight.value", "72"),
        ("body-weight", "body.body_weight.value", True),
        ("body-weight", "body.body_weight.value", 0),
        ("body-temperature", "body.body_temperature.unit", "K"),
        ("heart-rate", "body.temporal_relationship_to_physical_activity", "at rest"),
        ("blood-pressure", "body.body_posture", "upside down"),
        ("blood-pressure", "body.measurement_location", ""),
        ("oxygen-saturation", "body.oxygen_therapy_mode_of_administration", "nasal cannula"),
        ("oxygen-saturation", "body.system", "arterial"),
    ],
)
def test_what_is_not_understood_is_refused_by_its_place(kind: str, path: str, value: Any) -> None:
    assert list(faults(changed(kind, *path.split("."), to=value))) == [path]


@pytest.mark.parametrize(
    "frame",
    [
        {"date_time": "2026-03-01"},
        {"date_time": "2026-03-01T08:15:00"},
        {"time_interval": {"date": "2026-03-01", "part_of_day": "morning"}},
        {"time_interval": {"start_date_time": "2026-03-01T08:15:00Z", "duration": {}}},
        {"date_time": "2026-03-01T08:15:00Z", "time_interval": {}},
        [],
    ],
)
def test_a_moment_that_would_have_to_be_computed_is_refused(frame: Any) -> None:
    point = changed("body-weight", "body", "effective_time_frame", to=frame)

    assert list(faults(point)) == ["body.effective_time_frame"]


def test_a_point_of_nobody_in_the_list_is_refused() -> None:
    assert list(faults(a_point("u-1", "1"), None)) == ["header.user_id"]


def test_a_member_that_could_be_a_name_is_not_shown() -> None:
    assert list(faults(changed("body-weight", "body", "Jansen, P.", to=1))) == ["body.…"]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_somewhere_is_taken_or_refused(path: tuple[str, ...], value: Any) -> None:
    with contextlib.suppress(InvalidRecord):
        to_transaction(record_of(changed("blood-pressure", *path, to=value)))


@pytest.mark.parametrize(
    ("kind", "code", "value", "unit"),
    [
        ("body-weight", "29463-7", "72.5", "kg"),
        ("heart-rate", "8867-4", "68", "/min"),
        ("oxygen-saturation", "2708-6", "94", "%"),
        ("body-temperature", "8310-5", "37.1", "Cel"),
    ],
)
def test_a_sign_has_its_code_of_loinc_and_its_unit_of_ucum(
    kind: str, code: str, value: str, unit: str
) -> None:
    patient, episode, observation = mapped(a_point("u-1", "1", kind))

    assert patient["identifier"][0]["value"] == BSN
    assert episode["status"] == "active"
    assert observation["code"]["coding"][0] == {"system": "http://loinc.org", "code": code}
    quantity = observation["valueQuantity"]
    assert (quantity["value"], quantity["code"]) == (Decimal(value), unit)
    assert observation["category"][0]["coding"][0]["code"] == "vital-signs"
    assert observation["note"] == [{"text": "Gemeten door een apparaat; bron: Weegschaal"}]


def test_a_pound_is_a_pound_and_stays_one() -> None:
    point = changed("body-weight", "body", "body_weight", to={"value": 160, "unit": "lb"})

    quantity = mapped(point)[2]["valueQuantity"]
    assert (quantity["value"], quantity["unit"], quantity["code"]) == (160, "lb", "[lb_av]")


def test_a_blood_pressure_is_one_measurement_of_two_numbers_sitting() -> None:
    observation = mapped(a_point("u-1", "1", "blood-pressure"))[2]

    assert "valueQuantity" not in observation
    codes = [one["code"]["coding"][0]["code"] for one in observation["component"]]
    assert codes == ["8480-6", "8462-4", "8361-8"]
    assert [one["valueQuantity"]["value"] for one in observation["component"][:2]] == [141, 83]
    assert observation["bodySite"] == {"text": "left upper arm"}


def test_a_saturation_says_with_how_much_oxygen() -> None:
    [component] = mapped(a_point("u-1", "1", "oxygen-saturation"))[2]["component"]

    assert component["valueQuantity"] == {
        "value": 2, "unit": "L/min", "system": "http://unitsofmeasure.org", "code": "L/min",
    }  # fmt: skip


def test_an_interval_is_a_period_and_who_left_has_an_end() -> None:
    interval = {"start_date_time": "2026-03-01T08:00:00Z", "end_date_time": "2026-03-01T09:00:00Z"}
    point = changed("heart-rate", "body", "effective_time_frame", to={"time_interval": interval})

    _, episode, observation = mapped(point, {**LINE, "until": "2026-04-01"})

    assert observation["effectivePeriod"]["end"] == "2026-03-01T09:00:00Z"
    assert (episode["status"], episode["period"]["end"]) == ("finished", "2026-04-01")


def test_what_the_inhabitant_says_himself_is_told_as_his() -> None:
    point = changed("body-weight", "body", "user_notes", to="Na het ontbijt")
    point["header"]["acquisition_provenance"]["modality"] = "self-reported"

    notes = [note["text"] for note in mapped(point)[2]["note"]]
    assert notes == ["Opgegeven door de inwoner zelf; bron: Weegschaal", "Na het ontbijt"]


@pytest.mark.parametrize("kind", BODIES)
def test_the_same_file_makes_the_same_bytes(kind: str) -> None:
    first, second = (
        checked(to_transaction(record_of(a_point("u-1", "1", kind))).bundles[0]) for _ in range(2)
    )
    assert first == second
