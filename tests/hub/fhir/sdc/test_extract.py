"""$extract: what a form comes to, as its source would push it; nothing is written."""

from typing import Any
from uuid import uuid4

import pytest

from profiles import systems
from tests.adapters.gp.records import a_form, coded, item, text
from tests.builders import a_bsn
from tests.hub.dossier import a_dossier, by_bsn, fault, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
EXTRACT = "QuestionnaireResponse/$extract"
DO_NOT = item("1386", coded(systems.TREATMENT_DECISION, "2"))
WISH = item("1190", text("Rust"))
UNNAMED = item("1402", coded(systems.TREATMENT_DECISION, "2"))
Tree = dict[str, Any]


def _form(*items: Tree, **more: Any) -> Tree:
    form = a_form(*items, **more)
    form["identifier"] = {"system": "https://gp.example/form", "value": str(uuid4())}
    return form


def _contained(bsn: str, *items: Tree, **more: Any) -> Tree:
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": bsn}],
        "name": [{"text": "Anna Duin", "family": "Duin", "given": ["Anna"]}],
        "birthDate": "1944-02-03",
    }
    doctor = {
        "resourceType": "Practitioner",
        "id": "d",
        "identifier": [{"system": systems.UZI_PERSON, "value": "900093711"}],
    }
    return _form(
        *items, contained=[patient, doctor], subject={"reference": "#p"},
        author={"reference": "#d"}, **more,
    )  # fmt: skip


def _consents(bundle: Tree) -> list[str]:
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")
    resources = [entry["resource"] for entry in bundle["entry"]]
    return [
        f"{one['provision']['code'][0]['coding'][0]['code']} {one['provision'].get('type')}"
        for one in resources
        if one["resourceType"] == "Consent"
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "Patient"},
        {"resourceType": "Parameters", "parameter": []},
        {"resourceType": "Parameters", "parameter": [{"name": "form", "resource": a_form()}]},
        {"resourceType": "Parameters", "parameter": [{"name": "questionnaire-response"}]},
        a_form(),
        a_form(subject={"display": "Anna"}),
    ],
)
async def test_what_is_no_form_or_about_nobody_is_refused(region: Region, body: Tree) -> None:
    source = await region.organization()

    answer = await source("POST", EXTRACT, body)

    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    "more",
    [
        {"questionnaire": "https://example.org/Questionnaire/other"},
        {"status": "in-progress"},
        {"item": [DO_NOT]},
    ],
)
async def test_a_form_that_can_not_be_mapped_is_refused_with_its_reasons(
    region: Region, more: Tree
) -> None:
    source = await region.organization()

    answer = await source("POST", EXTRACT, {**_contained(a_bsn(), DO_NOT), **more})

    assert answer.status_code == 422, answer.text
    assert answer.json()["issue"][0]["diagnostics"]


async def test_who_may_not_write_forms_extracts_none(region: Region) -> None:
    source = await region.organization(scopes=("system/Consent.cruds",))

    answer = await source("POST", EXTRACT, _contained(a_bsn(), DO_NOT))

    assert answer.status_code == 403


async def test_a_patient_who_is_not_open_to_the_asker_is_not_there(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.organization()
    form = _form(DO_NOT, subject={"reference": dossier.patient})

    closed = await stranger("POST", EXTRACT, form)
    nobody = await stranger("POST", EXTRACT, _form(DO_NOT, subject={"reference": "Patient/none"}))

    assert closed.status_code == nobody.status_code == 404
    assert fault(closed) == fault(nobody)


async def test_the_transaction_is_what_can_be_pushed(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()

    answer = await source("POST", EXTRACT, _contained(bsn, DO_NOT, WISH))

    assert answer.status_code == 200, answer.text
    bundle = answer.json()
    assert _consents(bundle) == ["89666000 deny"]
    for _ in range(2):
        pushed = await source.transaction(bundle)
        assert pushed.status_code == 200, pushed.text
    [patient] = names(await by_bsn(source, bsn))
    assert len(names(await source.find("Consent", patient=patient))) == 1


async def test_nothing_is_written_by_it_and_the_ledger_has_its_row(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()

    answer = await source("POST", EXTRACT, _contained(bsn, DO_NOT))

    [row] = await region.left_behind(answer)
    assert (row["interaction"], row["type"]) == ("operation", "QuestionnaireResponse")
    assert names(await by_bsn(source, bsn)) == []


async def test_an_answer_that_is_unclear_is_told_and_the_rest_is_there(region: Region) -> None:
    source = await region.organization()
    form = _contained(a_bsn(), DO_NOT, UNNAMED)

    answer = await source("POST", EXTRACT, form)
    dutch = await source("POST", EXTRACT, form, accept_language="nl")

    parts = {one["name"]: one["resource"] for one in answer.json()["parameter"]}
    assert _consents(parts["return"]) == ["89666000 deny"]
    [issue] = parts["issues"]["issue"]
    assert issue["severity"] == "warning"
    assert "1402" in issue["expression"][0]
    said = {one["name"]: one["resource"] for one in dutch.json()["parameter"]}
    assert said["issues"]["issue"][0]["diagnostics"].startswith("Vraag 1402")


async def test_a_patient_who_is_here_is_referred_to_and_not_written(region: Region) -> None:
    dossier = await a_dossier(region)
    form = _form(DO_NOT, subject={"reference": dossier.patient})

    answer = await dossier.source("POST", EXTRACT, form)

    bundle = answer.json()
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert "Patient" not in kinds
    [consent] = [
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Consent"
    ]
    assert consent["patient"]["reference"] == dossier.patient
    assert (await dossier.source.transaction(bundle)).status_code == 200


async def test_a_form_that_is_here_is_extracted_for_whom_it_is_open_to(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.organization()
    form = await dossier.add(_form(DO_NOT, subject={"reference": dossier.patient}))
    path = f"{form}/$extract"

    mine = await dossier.source.get(path)
    closed = await stranger.get(path)

    assert _consents(mine.json()) == ["89666000 deny"]
    assert closed.status_code == 404


async def test_parameters_may_stand_around_the_form(region: Region) -> None:
    source = await region.organization()
    form = _contained(a_bsn(), {**DO_NOT})
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "questionnaire-response", "resource": form}],
    }

    assert _consents((await source("POST", EXTRACT, body)).json()) == ["89666000 deny"]


@pytest.mark.parametrize("which", ["another is the subject", "two are contained", "named by none"])
async def test_a_form_about_one_that_contains_another_is_refused(
    region: Region, which: str
) -> None:
    dossier = await a_dossier(region)
    form = _contained(a_bsn(), DO_NOT)
    if which == "two are contained":
        other = {**form["contained"][0], "id": "q"}
        form |= {"contained": [*form["contained"], other], "subject": {"reference": "#q"}}
    else:
        named = dossier.patient if which == "another is the subject" else "#nobody"
        form["subject"] = {"reference": named}

    answer = await dossier.source("POST", EXTRACT, form)

    assert answer.status_code == 422, answer.text
    assert "a form is of one inhabitant" in answer.text
