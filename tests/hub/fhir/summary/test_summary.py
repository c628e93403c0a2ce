"""$summary: the wishes as one document, to whom they are open, and to nobody else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.text.parse import parse
from tests.builders import a_bsn, a_privacy_consent
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    a_practitioner,
    an_observation,
    an_organization,
    fault,
    kept_by,
)
from tests.hub.fhir.summary.asking import (
    by_number,
    composition,
    kept,
    section,
    sections,
    titles,
    words,
)
from tests.hub.write.home import Home
from tests.hub.write.own import own
from tests.hub.write.test_contrary import a_will, agreement
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
EVERY = "system/*.rs"


async def opened(region: Region) -> tuple[Dossier, Caller]:
    """A record with an agreement not to resuscitate, and a doctor whom it is open to."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    await dossier.add(an_organization(dossier.source.ura))
    await dossier.add(agreement(dossier.patient, "deny"))
    return dossier, doctor


def strings(node: Any, name: str) -> Iterator[str]:
    """Every value of a member of this name, wherever it stands."""
    if isinstance(node, dict):
        if isinstance(node.get(name), str):
            yield node[name]
        for one in node.values():
            yield from strings(one, name)
    elif isinstance(node, list):
        for one in node:
            yield from strings(one, name)


async def test_nothing_there_and_nothing_open_are_one_answer(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    await dossier.add(agreement(dossier.patient))

    closed = await stranger.get(f"{dossier.patient}/$summary")
    absent = await stranger.get("Patient/nobody/$summary")
    by_bsn = await by_number(stranger, dossier.bsn)
    nobodys = await by_number(stranger, a_bsn())
    read = await stranger.get(dossier.patient)

    answers = [closed, absent, by_bsn, nobodys]
    assert [one.status_code for one in answers] == [404] * 4
    assert {json.dumps(one.json()) for one in answers} == {json.dumps(read.json())}


async def test_who_says_that_he_does_not_treat_him_gets_none(region: Region) -> None:
    dossier, doctor = await opened(region)
    doctor.relation = False

    assert (await doctor.get(f"{dossier.patient}/$summary")).status_code == 404


async def test_what_one_source_closes_stands_nowhere_in_it(region: Region) -> None:
    dossier, doctor = await opened(region)
    theirs = await kept_by(await region.organization("V4"), dossier.bsn)
    closed = await theirs.add(agreement(theirs.patient, "permit"))

    answer = await by_number(doctor, dossier.bsn)
    text = (await doctor.get(f"{dossier.patient}/$summary", accept="text/plain")).text

    assert closed not in answer.text
    assert "WEL reanimeren" not in answer.text + text
    assert "NIET reanimeren" in words(section(answer, "Reanimatie"))


@pytest.mark.parametrize("missing", ["Consent", "Goal", "Observation", "Procedure", "Composition"])
async def test_a_token_that_may_not_see_all_gets_none_for_silence_would_read_as_unsaid(
    region: Region, missing: str
) -> None:
    dossier, doctor = await opened(region)
    kinds = ["Patient", "Consent", "Goal", "Observation", "DeviceUseStatement", "Device"]
    kinds += ["QuestionnaireResponse", "Procedure", "Encounter", "Communication"]
    kinds += ["CommunicationRequest", "RelatedPerson", "Composition", "DocumentReference"]
    doctor.scopes = tuple(f"system/{kind}.rs" for kind in kinds)
    whole = await doctor.get(f"{dossier.patient}/$summary")
    doctor.scopes = tuple(f"system/{kind}.rs" for kind in kinds if kind != missing)

    answer = await doctor.get(f"{dossier.patient}/$summary")
    assert (whole.status_code, answer.status_code) == (200, 403)
    [row] = await region.left_behind(answer)
    assert row["rule"] == "SCOPE"


async def test_a_bsn_in_the_url_is_refused(region: Region) -> None:
    dossier, doctor = await opened(region)

    beside = await by_number(doctor, dossier.bsn, "?start=2026-01-01")
    assert beside.status_code == 400
    for query in (f"identifier={dossier.bsn}", f"identifier={systems.BSN_SYSTEM}|{dossier.bsn}"):
        answer = await doctor("POST", f"Patient/$summary?{query}")
        assert answer.status_code in {400, 405}
        assert dossier.bsn not in answer.text
    assert (await doctor.get(f"Patient/$summary?identifier={dossier.bsn}")).status_code >= 400


@pytest.mark.parametrize(
    "parameters",
    [
        [],
        [{"name": "identifier", "valueString": "999940107"}],
        [{"name": "identifier", "valueIdentifier": {"value": "999940107"}}],
        [{"name": "identifier", "valueIdentifier": {"system": systems.BSN_SYSTEM, "value": "1"}}],
        [{"name": "patient", "valueString": "x"}],
        [{"name": "identifier"}],
        ["identifier"],
    ],
)
async def test_a_body_that_names_nobody_is_refused(region: Region, parameters: list[Any]) -> None:
    doctor = await region.doctor()

    answer = await doctor(
        "POST", "Patient/$summary", {"resourceType": "Parameters", "parameter": parameters}
    )
    assert answer.status_code == 400
    assert "999940107" not in answer.text


async def test_it_is_in_dutch_alone_and_takes_nothing_else(region: Region) -> None:
    dossier, doctor = await opened(region)
    at = f"{dossier.patient}/$summary"

    assert (await doctor.get(f"{at}?_language=en")).status_code == 400
    assert (await doctor.get(f"{at}?start=2026-01-01")).status_code == 400
    assert (await doctor.get(f"{at}?_format=csv")).status_code == 406
    answer = await doctor.get(f"{at}?_language=nl-NL")
    assert answer.status_code == 200
    assert answer.headers["content-language"] == "nl"


async def test_it_is_a_document_valid_by_our_own_validator_and_by_validate(region: Region) -> None:
    dossier, doctor = await opened(region)
    await dossier.goal()
    await dossier.add(a_will(dossier.patient))

    answer = await doctor.get(f"{dossier.patient}/$summary")
    judged = await dossier.source("POST", "Bundle/$validate", answer.text)

    assert [one for one in validate(parse(answer.content)) if one.severity == "error"] == []
    assert [one for one in judged.json()["issue"] if one["severity"] == "error"] == []
    bundle = answer.json()
    assert (bundle["type"], bundle["entry"][0]["resource"]["resourceType"]) == (
        "document",
        "Composition",
    )
    assert bundle["identifier"]["value"].startswith("urn:uuid:")
    made = composition(answer)
    assert made["type"]["coding"][0]["code"] == "60591-5"
    assert made["subject"]["reference"] in kept(answer)


async def test_every_reference_of_the_composition_is_in_the_document(region: Region) -> None:
    dossier, doctor = await opened(region)
    who = await dossier.add(a_practitioner(f"9{dossier.source.ura}"))
    said = agreement(dossier.patient, dateTime="2026-03-01")
    said["provision"]["actor"] = [{"role": {"text": "x"}, "reference": {"reference": who}}]
    consent = await dossier.add(said)
    goal = await dossier.goal()

    answer = await doctor.get(f"{dossier.patient}/$summary")

    urls = {one["fullUrl"] for one in answer.json()["entry"]}
    there = set(kept(answer)) | urls
    assert set(strings(composition(answer), "reference")) <= there
    assert set(strings(list(kept(answer).values()), "reference")) <= there
    assert {who, consent, goal, dossier.patient} <= set(kept(answer))
    assert {"reference": consent} in section(answer, "Reanimatie")["entry"]
    assert {"reference": goal} in section(answer, "Doel van de behandeling")["entry"]
    base = f"{doctor.running.settings.public_url}/fhir/"
    assert all(url.startswith(("urn:uuid:", base)) for url in urls)
    assert len(urls) == len(answer.json()["entry"])


async def test_the_resources_stand_in_it_letter_by_letter_as_the_asker_reads_them(
    region: Region,
) -> None:
    dossier, doctor = await opened(region)
    await dossier.goal()

    answer = await doctor.get(f"{dossier.patient}/$summary")

    for address in kept(answer):
        assert (await doctor.get(address)).text in answer.text, address


async def test_choices_about_exchange_do_not_come_along(region: Region) -> None:
    dossier, doctor = await opened(region)
    await dossier.add(a_privacy_consent(dossier.patient, user=doctor.ura))
    source = await region.doctor()
    source.ura = dossier.source.ura

    answer = await source.get(f"{dossier.patient}/$summary")

    assert [one for one in kept(answer).values() if "patient-privacy" in json.dumps(one)] == []


async def test_the_resuscitation_comes_first_and_what_is_over_stands_apart(region: Region) -> None:
    dossier, doctor = await opened(region)
    old = agreement(dossier.patient, "permit", dateTime="2020-01-01", status="inactive")
    await dossier.add(old)

    answer = await doctor.get(f"{dossier.patient}/$summary")

    first, second, *_ = titles(answer)
    assert first == "Reanimatie"
    assert second == "Eerder vastgelegd, geldt niet meer: Reanimatie"
    assert "WEL reanimeren" not in words(section(answer, first))
    assert "WEL reanimeren" in words(section(answer, second))


async def test_what_others_wrote_is_text_and_never_markup(region: Region) -> None:
    dossier, doctor = await opened(region)
    attack = '</div><script>alert("x")</script>&lt;'
    code = {"coding": [{"system": systems.SNOMED, "code": "247751003"}]}
    await dossier.add(an_observation(dossier.patient, code=code, valueString=attack))

    answer = await doctor.get(f"{dossier.patient}/$summary")

    shown = section(answer, "Wat verder belangrijk is")
    assert "<script" not in json.dumps([one["text"] for one in sections(answer)])
    assert attack in words(shown)


async def test_the_ledger_says_that_it_was_a_summary_and_of_whom(region: Region) -> None:
    dossier, doctor = await opened(region)

    for answer in (
        await doctor.get(f"{dossier.patient}/$summary"),
        await by_number(doctor, dossier.bsn, accept="text/plain"),
    ):
        [row] = await region.left_behind(answer)
        assert (row["interaction"], row["status"], row["type"]) == ("operation", 200, "Patient")
        assert row["detail"]["operation"] == "$summary"
        assert row["detail"]["along"]["Consent"] == 1
        assert row["pat"] is not None
        assert dossier.bsn not in json.dumps(row, default=str)
    refused = await (await region.doctor()).get(f"{dossier.patient}/$summary")
    [row] = await region.left_behind(refused)
    assert (row["detail"]["operation"], row["found"]) == ("$summary", 0)


async def test_an_inhabitant_gets_his_own_and_nobody_elses(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)
    await home.himself.post(own(home.patient))

    mine = await home.himself.get(f"{home.patient}/$summary")
    theirs = await home.himself.get(f"{other.patient}/$summary")
    by_bsn = await by_number(home.himself, other.bsn)

    assert home.goal in kept(mine)
    assert section(mine, "In eigen woorden van de patiënt")["entry"]
    assert (theirs.status_code, by_bsn.status_code) == (403, 403)
    assert fault(theirs) == fault(by_bsn)


async def test_he_reads_in_his_log_that_somebody_looked(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())
    await home.doctor.get(f"{home.patient}/$summary")

    told = (await home.himself.get("Patient/$access-log?_format=compact")).json()["lines"]

    [line] = [one for one in told if one["ura"] == home.doctor.ura]
    assert line["action"] == "bekeken"


async def test_a_system_alone_is_told_that_there_may_be_more(region: Region) -> None:
    dossier, _ = await opened(region)

    answer = await dossier.source.get(f"{dossier.patient}/$summary")

    assert "niet alles kon worden getoond" in words(composition(answer))


async def test_in_a_batch_it_comes_as_a_document_and_never_as_text(region: Region) -> None:
    dossier, doctor = await opened(region)
    at = f"{dossier.patient}/$summary"
    asked = [{"request": {"method": "GET", "url": url}} for url in (at, f"{at}?_format=text/plain")]

    answer = await doctor.transaction({"resourceType": "Bundle", "type": "batch", "entry": asked})

    whole, text = answer.json()["entry"]
    assert whole["resource"]["type"] == "document"
    assert text["response"]["status"].startswith("406")


async def test_in_xml_it_says_the_same(region: Region) -> None:
    dossier, doctor = await opened(region)

    answer = await doctor.get(f"{dossier.patient}/$summary?_format=xml")

    assert answer.headers["content-type"].startswith("application/fhir+xml")
    assert "NIET reanimeren" in answer.text
