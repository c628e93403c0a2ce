"""The region's tables are read at start, whole or not at all."""

from datetime import date
from pathlib import Path

import pytest

from hub.query.open_region import InvalidRegion, open_region_of
from hub.settings import Settings

HEAD = "first;last;gender;postcode;inhabitants"
DAY = date(2026, 12, 1)


def test_a_transfer_point_stands_where_a_requester_would(settings: Settings) -> None:
    setting = open_region_of(settings).setting
    points = {"80000001": "almere", "80000002": "urk"}
    assert setting("80000002", points).desk == "80000002"
    assert setting("80000003", points).desk == "80000001"
    assert setting("80000003", {}).desk == "80000003"


def test_what_the_settings_say_is_how_coarse_an_offer_is(settings: Settings) -> None:
    said = {"transfer_fewest": "20 500", "transfer_grains": "month week day year"}
    found = open_region_of(settings.model_copy(update=said)).coarse
    assert (found.fewest, found.fewest_patients, found.birth) == (20, 500, "year")
    assert (found.written, found.wanted, found.clinical) == ("month", "week", "day")


def test_its_inhabitants_and_patients_are_counted_by_its_tables(
    settings: Settings, tmp_path: Path
) -> None:
    people, patients = tmp_path / "people.csv", tmp_path / "patients.csv"
    people.write_text(f"{HEAD}\n1940;1949;male;1354;60\n")
    patients.write_text("system;code;patients\nhttp://snomed.info/sct;1;4000\n")
    tables = {"transfer_inhabitants": str(people), "transfer_patients": str(patients)}
    facts = open_region_of(settings.model_copy(update=tables)).facts(DAY)
    assert (facts.today, facts.cells[0].inhabitants) == (DAY, 60)
    assert facts.patients == {("http://snomed.info/sct", "1"): 4000}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("transfer_inhabitants", "no;table\n"),
        ("transfer_inhabitants", f"{HEAD}\n1940;1949;male;1354;60\n1945;1950;male;1354;60\n"),
        ("transfer_patients", "system;code;patients\nhttp://snomed.info/sct;1;many\n"),
        ("transfer_patients", None),
    ],
)
def test_a_table_that_cannot_be_read_is_told_by_its_setting(
    settings: Settings, tmp_path: Path, name: str, text: str | None
) -> None:
    table = tmp_path / "table-of-jansen.csv"
    if text is not None:
        table.write_text(text)
    with pytest.raises(InvalidRegion, match=f"^HUB_{name.upper()}: ") as told:
        open_region_of(settings.model_copy(update={name: str(table)}))
    assert "jansen" not in str(told.value)
