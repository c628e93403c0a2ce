"""$populate: who stands by an inhabitant is filled in, and what was decided never is."""

from typing import Any

import pytest

from profiles import systems
from profiles.check.structure import check_structure
from profiles.pzp.form.begun import EARLIER, TAKEN
from profiles.resource.items import items
from tests.builders import a_bsn
from tests.hub.dossier import Dossier, a_dossier, an_organization, fault
from tests.hub.write.test_contrary import agreement
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
POPULATE = "Questionnaire/$populate"
DECISIONS = frozenset({
    "1651", "1406", "999", "1386", "1387", "1390", "1393", "1396", "1399", "1402", "1006", "1005",
    "1190", "1191", "1193", "1435", "1196",
})  # fmt: skip
Tree = dict[str, Any]


def _asked(subject: Any, canonical: str = systems.PZP_QUESTIONNAIRE) -> Tree:
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "canonical", "valueCanonical": canonical},
            {"name": "subject", "valueReference": subject},
        ],
    }


async def _opened(region: Region) -> tuple[Dossier, Caller]:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    await dossier.add(an_organization(dossier.source.ura))
    await dossier.add(agreement(dossier.patient, "deny"))
    await dossier.add(
        {
            "resourceType": "RelatedPerson",
            "patient": {"reference": dossier.patient},
            "name": [{"family": "Duinvoet", "given": ["Kees"]}],
            "relationship": [{"coding": [{"system": systems.CONTACT_ROLE, "code": "24"}]}],
        }
    )
    return dossier, doctor


def _form(answer: Any) -> Tree:
    assert answer.status_code == 200, answer.text
    parts = {one["name"]: one["resource"] for one in answer.json()["parameter"]}
    found: Tree = parts["response"]
    return found


def _beside(form: Tree, url: str) -> list[dict[str, Any]]:
    return [
        {
            part["url"]: next(value for name, value in part.items() if name != "url")
            for part in one["extension"]
        }
        for one in form.get("extension", [])
        if one["url"] == url
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (None, 400),
        ({"resourceType": "Patient"}, 400),
        ({"resourceType": "Parameters"}, 400),
        (_asked("Patient/1"), 400),
        (_asked({"display": "Anna"}), 400),
        (_asked({"reference": "Patient/1"}, "https://example.org/Questionnaire/other"), 400),
        (_asked({"identifier": {"system": systems.BSN_SYSTEM, "value": "123"}}), 400),
        (_asked({"reference": "Patient/none"}), 404),
    ],
)
async def test_what_is_not_one_subject_and_the_national_form_is_refused(
    region: Region, body: Any, status: int
) -> None:
    doctor = await region.doctor()

    answer = await doctor("POST", POPULATE, body)

    assert answer.status_code == status, answer.text
    assert fault(answer)


async def test_nothing_is_told_of_whom_nothing_is_open_and_as_little_of_nobody(
    region: Region,
) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    await dossier.add(agreement(dossier.patient, "deny"))

    closed = await stranger("POST", POPULATE, _asked({"reference": dossier.patient}))
    nobody = await stranger("POST", POPULATE, _asked({"reference": "Patient/none"}))

    assert closed.status_code == nobody.status_code == 404
    assert fault(closed) == fault(nobody)
    [row] = await region.left_behind(closed)
    assert row["status"] == 404 or not row["found"]


async def test_whose_token_sees_a_part_of_the_wishes_begins_no_talk(region: Region) -> None:
    dossier, _ = await _opened(region)
    partly = await region.doctor(scopes=("user/Patient.rs", "user/Consent.rs"))
    await dossier.open_to(partly)

    answer = await partly("POST", POPULATE, _asked({"reference": dossier.patient}))

    assert answer.status_code == 403


async def test_no_decision_is_filled_in_and_what_was_said_stands_beside_with_when_and_whom(
    region: Region,
) -> None:
    dossier, doctor = await _opened(region)

    answer = await doctor("POST", POPULATE, _asked({"reference": dossier.patient}))

    form = _form(answer)
    answered = {one["linkId"] for one in items(form) if "answer" in one}
    assert not answered & DECISIONS
    [earlier] = _beside(form, EARLIER)
    assert earlier["question"] == "1386"
    assert "NIET" in earlier["said"]
    assert earlier["date"]
    assert earlier["source"]["identifier"]["value"] == dossier.source.ura
    assert form["status"] == "in-progress"
    assert form["subject"] == {"reference": dossier.patient}
    assert not [one for one in check_structure(form) if one.severity in {"fatal", "error"}]


async def test_who_stands_by_him_and_who_has_the_talk_are_filled_in(region: Region) -> None:
    dossier, doctor = await _opened(region)

    form = _form(await doctor("POST", POPULATE, _asked({"reference": dossier.patient})))

    said = {one["linkId"]: one["answer"][0] for one in items(form) if "answer" in one}
    assert said["975"] == {"valueString": "Duinvoet"}
    assert said["970"] == {"valueString": "A. Arts"}
    taken = {one["question"]: one for one in _beside(form, TAKEN)}
    assert taken["975"]["source"]["identifier"]["value"] == dossier.source.ura
    assert taken["975"]["date"]
    assert "970" not in taken


async def test_by_bsn_in_the_body_the_same(region: Region) -> None:
    dossier, doctor = await _opened(region)
    number = {"system": systems.BSN_SYSTEM, "value": dossier.bsn}

    by_number = _form(await doctor("POST", POPULATE, _asked({"identifier": number})))
    by_id = _form(await doctor("POST", POPULATE, _asked({"reference": dossier.patient})))

    assert by_number["item"] == by_id["item"]
    nobody = {"system": systems.BSN_SYSTEM, "value": a_bsn()}
    assert (await doctor("POST", POPULATE, _asked({"identifier": nobody}))).status_code == 404


async def test_it_is_in_the_ledger_as_a_search_of_the_wishes_is(region: Region) -> None:
    dossier, doctor = await _opened(region)

    answer = await doctor("POST", POPULATE, _asked({"reference": dossier.patient}))

    [row] = await region.left_behind(answer)
    assert row["interaction"] == "operation"
    assert row["pat"] is not None
    assert row["detail"]["operation"] == "$populate"


async def test_a_system_is_told_what_its_own_organisation_keeps(region: Region) -> None:
    dossier, _ = await _opened(region)

    form = _form(await dossier.source("POST", POPULATE, _asked({"reference": dossier.patient})))

    answered = {one["linkId"] for one in items(form) if "answer" in one}
    assert "975" in answered
    assert not {"970", "1405"} & answered


async def test_a_number_beside_the_reference_is_his(region: Region) -> None:
    dossier, doctor = await _opened(region)
    asked = {
        bsn: {
            "reference": dossier.patient,
            "identifier": {"system": systems.BSN_SYSTEM, "value": bsn},
        }
        for bsn in (dossier.bsn, a_bsn())
    }

    answers = [await doctor("POST", POPULATE, _asked(subject)) for subject in asked.values()]

    assert [one.status_code for one in answers] == [200, 400]
