"""What a GP system exports beside the form, and forms that are unclear, taken by a real hub."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from adapters.gp.mapping import to_transaction
from profiles import systems
from tests.adapters.gp.records import DAY, JsonObject, a_form, a_record, as_file, coded, item
from tests.adapters.gp.test_headed import _header as a_header
from tests.adapters.gp.test_zib2017 import PERMITTED
from tests.builders import a_bsn, a_patient
from tests.hub.dossier import a_dossier, by_bsn, found, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
FIELD = sorted((Path(__file__).parent / "field").glob("*.json"))
DO_NOT = item("1386", coded(systems.TREATMENT_DECISION, "2"))


async def _pushed(source: Caller, record: JsonObject) -> None:
    for bundle in to_transaction(as_file(record)).bundles:
        answer = await source.transaction(bundle)
        assert answer.status_code == 200, answer.text


async def _of(source: Caller, bsn: str, kind: str) -> list[dict[str, Any]]:
    [patient] = names(await by_bsn(source, bsn))
    return found(await source.find(kind, patient=patient))


@pytest.mark.parametrize("path", FIELD, ids=lambda path: path.stem)
async def test_each_input_from_the_field_is_taken_with_no_cpr_in_it(
    region: Region, path: Path
) -> None:
    source, bsn = await region.organization(), a_bsn()
    record = json.loads(await asyncio.to_thread(path.read_text, encoding="utf-8"))
    record["entry"][0]["resource"]["identifier"][0]["value"] = bsn

    await _pushed(source, record)

    directives = await _of(source, bsn, "Consent")
    types = {
        one["provision"]["code"][0]["coding"][0]["code"]: one["provision"].get("type")
        for one in directives
    }
    assert types == {"89666000": "deny"}
    assert len(await _of(source, bsn, "QuestionnaireResponse")) == 1


async def test_a_form_of_2017_is_found_as_the_national_form(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    items = [item("385", DAY["answer"][0]), item("587", coded(PERMITTED, "NEE"))]
    form = a_form(questionnaire="https://api.iknl.nl/docs/pzp/stu3/Questionnaire/ACP-zib2017")

    await _pushed(source, a_record({**form, "item": items}, a_patient(bsn)))

    [stored] = await _of(source, bsn, "QuestionnaireResponse")
    assert [one["linkId"] for one in stored["item"]] == ["963", "1386"]
    [directive] = await _of(source, bsn, "Consent")
    assert directive["provision"]["type"] == "deny"


async def test_who_has_no_bsn_is_kept_for_his_own_practice(region: Region) -> None:
    source = await region.organization()
    number = {"system": f"https://gp.example/{a_bsn()[::-1]}/patient", "value": "12"}
    patient = {"resourceType": "Patient", "identifier": [number], "name": [{"family": "Duin"}]}

    await _pushed(source, a_record(a_form(DO_NOT), patient))

    token = f"{number['system']}|12"
    [kept] = names(await source.find("Patient", identifier=token))
    assert len(found(await source.find("Consent", patient=kept))) == 1


async def test_a_letter_an_episode_and_a_list_are_taken(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    practice = {"ura": source.ura, "name": "Praktijk Duinroos"}
    patient = a_patient(bsn)

    await _pushed(source, a_header("practice-list", practice=practice, patients=[patient]))
    await _pushed(source, a_header("letter", practice=practice, patient=patient))
    await _pushed(source, a_header("letter", practice=practice, patient=patient))
    await _pushed(source, a_header("episode", practice=practice, patient=patient))

    assert len(await _of(source, bsn, "DocumentReference")) == 1
    assert len(await _of(source, bsn, "Flag")) == 1
    assert await _of(source, bsn, "Consent") == []


async def test_by_a_practice_list_what_the_practice_pushes_is_not_kept_closed(
    region: Region,
) -> None:
    hospital, practice = await a_dossier(region, "V4"), await region.organization()
    episode = to_transaction(as_file(a_header("episode", patient=a_patient(hospital.bsn))))
    own = {"ura": practice.ura, "name": "Praktijk Duinroos"}
    listed = a_header("practice-list", practice=own, patients=[a_patient(hospital.bsn)])

    before = await practice.transaction(episode.bundles[0])
    await _pushed(practice, listed)
    again = a_header("letter", practice=own, patient=a_patient(hospital.bsn))
    after = await practice.transaction(to_transaction(as_file(again)).bundles[0])

    assert "treat" in _warned(before)
    assert "treat" not in _warned(after)


def _warned(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    return str([entry["response"].get("outcome") for entry in answer.json()["entry"]])
