import json
from pathlib import Path
from typing import Any

import pytest

from adapters.gp.source import read_export
from profiles.pzp.form.guide import BETA3
from profiles.pzp.form.mapping import to_resources
from tests.adapters.gp.compare import Difference, differences, listed
from tests.adapters.gp.records import a_patient, a_record
from tests.plugins.shared_data import shared_data

JsonObject = dict[str, Any]
FORM = "QuestionnaireResponse-HendrikHartman-20201001.json"


@pytest.fixture
def guide() -> dict[str, JsonObject]:
    """The guide's resources of the talk by type; of several of one type, the last."""
    return {resource["resourceType"]: resource for _, resource in _examples()}


def _examples() -> list[tuple[str, JsonObject]]:
    paths = sorted(Path(shared_data("pzp-examples")).glob("*.json"))
    resources = [json.loads(path.read_text()) for path in paths]
    return [(f"{item['resourceType']}/{item['id']}", item) for item in resources]


def _differences(*context: JsonObject) -> set[Difference]:
    form = json.loads(shared_data("pzp-examples", FORM).read_text())
    export = read_export(a_record(form, *context))
    ours = [(export.keys.url(kind), found) for kind, found in to_resources(export, BETA3).items()]
    return differences(ours, _examples())


def _only(resource: JsonObject, *names: str) -> JsonObject:
    return {name: resource[name] for name in ("resourceType", *names)}


def test_the_form_alone_gives_the_guides_resources_but_for_the_listed_differences() -> None:
    assert _differences(a_patient()) == listed()


def test_what_a_gp_system_knows_besides_takes_away_the_differences_marked_so(
    guide: dict[str, JsonObject],
) -> None:
    context = [
        _only(guide["Patient"], "identifier", "name"),
        guide["Practitioner"],
        guide["PractitionerRole"],
        {**_only(guide["Encounter"], "class"), "status": "finished"},
        _only(guide["Device"], "type"),
    ]

    assert _differences(*context) == listed(with_context=True)


def test_the_answers_of_the_stored_form_are_untouched(guide: dict[str, JsonObject]) -> None:
    form = guide["QuestionnaireResponse"]

    stored = to_resources(read_export(a_record(form)))["exported/QuestionnaireResponse"]

    assert stored["item"] == form["item"]
    assert stored["questionnaire"] == form["questionnaire"]
