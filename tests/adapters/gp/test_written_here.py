"""A talk that is written down at the hub gives what the same answers in a GP's file give."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given

from adapters.gp.source import read_export
from profiles.invalid import JsonObject
from profiles.pzp.form.export import exported_kind
from profiles.pzp.form.made import ASSEMBLER, export_of, patient_of, resources_of
from profiles.pzp.form.mapping import entries, to_resources
from profiles.pzp.form.response import unfilled
from profiles.pzp.form.said import Said
from profiles.pzp.form.written import Written
from profiles.pzp.reading.fact import Subject
from profiles.pzp.reading.read import read
from profiles.systems import HUB_FORMS
from tests.architecture.tree import ROOT
from tests.plugins.shared_data import shared_data
from tests.profiles.pzp.form.answers import sound_answers
from tests.profiles.pzp.form.written import a_talk


def _as_file(written: Written) -> JsonObject:
    """The same talk as the export of a GP system: no name of ours but the form's identifier."""
    export = export_of(written)
    others = {
        kind: one for kind, one in export.resources.items() if kind != "QuestionnaireResponse"
    }
    urls = {kind: f"https://gp.example/fhir/{kind}/1" for kind in export.resources}
    form = {**export.form, "author": {"reference": "Practitioner/1", "type": "Practitioner"}}
    all_of_it = {**others, "QuestionnaireResponse": form}
    return {
        "resourceType": "Bundle",
        "identifier": {"system": HUB_FORMS, "value": "record"},
        "type": "collection",
        "entry": [
            {"fullUrl": urls[kind], "resource": {**one, "id": "1"}}
            for kind, one in all_of_it.items()
        ],
    }


def _same_assembler(resources: dict[str, JsonObject]) -> dict[str, JsonObject]:
    provenance = resources["provenance"]
    [agent] = provenance["agent"]
    who = {**agent, "who": {"display": ASSEMBLER}}
    return {**resources, "provenance": {**provenance, "agent": [who]}}


@given(sound_answers)
def test_the_same_answers_give_the_same_resources_wherever_they_are_written(said: Said) -> None:
    written = a_talk(said)

    of_a_gp = to_resources(read_export(_as_file(written)))

    assert _same_assembler(of_a_gp) == resources_of(written)


def test_what_is_written_here_is_the_same_each_time() -> None:
    written = a_talk({"1386": ("2",)})
    export = export_of(written)

    assert list(entries(resources_of(written), export)) == list(
        entries(resources_of(written), export)
    )


def test_two_talks_share_no_name_but_of_people() -> None:
    one, other = (resources_of(a_talk({"1386": ("2",)}, name=name)) for name in ("a", "b"))
    shared = {exported_kind(one) for one in ("Patient", "Practitioner", "PractitionerRole")}
    shared |= {exported_kind("Organization")}

    for kind in one.keys() - shared - {"provenance"}:
        assert one[kind]["identifier"] != other[kind]["identifier"]
    assert all(one[kind]["identifier"] == other[kind]["identifier"] for kind in shared)


def test_of_the_patient_goes_along_who_he_is_and_no_other_word_of_another_source() -> None:
    assert patient_of(a_talk().patient).keys() == {
        "resourceType", "identifier", "gender", "birthDate",
    }  # fmt: skip
    [name] = resources_of(a_talk())[exported_kind("Patient")]["name"]
    assert (name["given"], name["family"]) == (["Anna"], "Dijk")
    assert len(patient_of(a_talk().patient)["identifier"]) == 1


FORMS = sorted((ROOT / "hub/demo/region/gp-de-sluis").glob("*.json"))


def _clinical(resources: Iterable[JsonObject]) -> set[object]:
    """All that is told; but for the device, which each names in its own way until it is stored."""
    found = read(resources, datetime(2026, 11, 30, tzinfo=UTC))
    return {
        (one.subject, one.content, one.remarks, one.date[:10])
        for one in found.facts()
        if one.subject is not Subject.ICD
    }


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_of_the_demo_typed_here_says_what_the_gps_file_says(path: Path) -> None:
    export = json.loads(path.read_text(encoding="utf-8"))
    [form] = [
        one["resource"]
        for one in export["entry"]
        if one["resource"]["resourceType"] == "QuestionnaireResponse"
    ]

    typed = resources_of(a_talk(unfilled(form)))

    assert _clinical(typed.values()) == _clinical(to_resources(read_export(export)).values())


def test_the_national_form_typed_here_is_read_as_the_form_itself() -> None:
    [path] = shared_data("pzp-examples").glob("QuestionnaireResponse*.json")
    form = json.loads(path.read_text(encoding="utf-8"))

    typed = resources_of(a_talk(unfilled(form)))

    assert _clinical(typed.values()) == _clinical([form])
