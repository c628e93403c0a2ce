"""Every interaction takes XML and answers in it, and means what it means in JSON."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from hub.fhir.as_xml import MOST_WAITING
from profiles.text.parse import parse
from profiles.xml.read import read_xml
from profiles.xml.write import write_xml
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, a_treatment_directive
from tests.hub.dossier import Dossier, a_dossier, address
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

XML = "application/fhir+xml"
SECRET = "Vlinderhof"
OTHER = b'<Patient xmlns="http://hl7.org/fhir"><x/></Patient>'


def told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/fhir+xml; charset=utf-8", answer.text
    if "Content-Encoding" not in answer.headers:
        assert int(answer.headers["Content-Length"]) == len(answer.content)
    return read_xml(answer.content)


async def sent(
    source: Caller, method: str, path: str, resource: Any, **headers: str
) -> httpx.Response:
    body = resource if isinstance(resource, bytes) else write_xml(resource)
    return await source(method, path, body, Content_Type=XML, **headers)


async def in_both(source: Caller, path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    in_json, in_xml = await source.get(path), await source.get(path, accept=XML)
    assert in_json.status_code == in_xml.status_code
    assert in_json.headers.get("ETag") == in_xml.headers.get("ETag")
    return parse(in_json.content), told(in_xml)


async def test_what_is_sent_in_xml_is_kept_as_the_json_it_means(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, note=[{"text": "twee\nregels & een <teken>"}])

    by_json = await dossier.source.post(goal)
    by_xml = await sent(dossier.source, "POST", "Goal", goal)

    one, other = [
        parse((await dossier.source.get(address(by))).content) for by in (by_json, by_xml)
    ]
    assert by_xml.status_code == 201
    assert {**one, "id": "", "meta": ""} == {**other, "id": "", "meta": ""}
    assert (await dossier.source.put(other)).status_code == 200
    again = await sent(dossier.source, "PUT", address(by_xml), other)
    assert again.headers["ETag"] == by_xml.headers["ETag"]


async def test_a_number_is_kept_with_the_digits_that_were_sent(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(
        dossier.patient, target=[{"measure": {"text": "x"}, "detailQuantity": {"value": 1}}]
    )
    body = write_xml(goal).replace(b'<value value="1"/>', b'<value value="1.0e-7"/>')

    stored = await dossier.source.get(address(await sent(dossier.source, "POST", "Goal", body)))

    assert b'"value":1.0e-7' in stored.content


async def test_each_read_says_the_same_in_both(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    for path in (
        dossier.patient,
        goal,
        f"{goal}/_history/1",
        f"{goal}/_history",
        f"Goal?patient={dossier.id}&_include=Goal:patient",
        f"{goal}/$validate",
        "metadata",
        "StructureDefinition/ACP-Patient",
        "ValueSet?_count=3",
        "Questionnaire/own-words",
    ):
        by_json, by_xml = await in_both(dossier.source, path)
        assert by_json == by_xml, path


async def test_who_has_the_version_already_gets_no_body(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(dossier.patient, accept=XML, if_none_match='W/"1"')

    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_transaction_is_sent_and_answered_in_xml(region: Region) -> None:
    source = await region.organization()
    bundle = a_transaction((a_patient(a_bsn()), "POST Patient"))

    answer = await sent(source, "POST", "", bundle, accept=XML)
    again = await sent(source, "POST", "", bundle, prefer="return=representation", accept=XML)

    assert told(answer)["entry"][0]["response"]["status"] == "201 Created"
    assert told(again)["entry"][0]["resource"]["name"][0]["family"] == SECRET


async def test_a_set_that_came_in_json_is_known_again_in_xml(region: Region) -> None:
    source = await region.organization()
    bundle = a_transaction((a_patient(a_bsn()), "POST Patient"))

    await source.transaction(bundle)
    answer = await sent(source, "POST", "", bundle)

    assert answer.json()["entry"][0]["response"]["status"] == "200 OK"


async def test_a_batch_is_sent_and_answered_in_xml(region: Region) -> None:
    dossier = await a_dossier(region)
    batch = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [
            {"request": {"method": "GET", "url": dossier.patient}},
            {"request": {"method": "GET", "url": "Patient/none"}},
            {"resource": a_goal(dossier.patient), "request": {"method": "POST", "url": "Goal"}},
        ],
    }

    answer = told(await sent(dossier.source, "POST", "", batch, accept=XML))

    read, missing, made = answer["entry"]
    assert read["resource"]["resourceType"] == "Patient"
    assert missing["response"]["outcome"]["issue"][0]["code"] == "not-found"
    assert made["response"]["status"].startswith("201")


async def test_an_operation_is_asked_and_answered_in_xml(region: Region) -> None:
    dossier = await a_dossier(region)
    wrong = a_goal(dossier.patient, lifecycleStatus="asleep")
    asked = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": wrong}]}

    answer = told(await sent(dossier.source, "POST", "Goal/$validate", asked, accept=XML))

    assert answer["issue"][0]["expression"] == ["Goal.lifecycleStatus"]


async def test_a_search_by_post_is_answered_in_xml(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    by_form = await dossier.source.find("Goal", patient=dossier.id, _format="xml")

    [entry] = told(by_form)["entry"]
    assert f"Goal/{entry['resource']['id']}" == goal


async def test_the_next_page_comes_in_the_same_format(region: Region) -> None:
    dossier = await a_dossier(region)
    goals = {await dossier.goal() for _ in range(3)}
    form = quote(XML, safe="")

    for path in (f"Goal?patient={dossier.id}&_count=1&_format={form}", None):
        first = (
            await dossier.source.get(path)
            if path
            else await dossier.source.find("Goal", patient=dossier.id, _count="1", _format="xml")
        )
        page, seen = told(first), set()
        while True:
            seen |= {f"Goal/{entry['resource']['id']}" for entry in page["entry"]}
            following = [one["url"] for one in page["link"] if one["relation"] == "next"]
            if not following:
                break
            page = told(await dossier.source.get(following[0].partition("/fhir/")[2]))
        assert seen == goals


async def test_definitions_turn_their_pages_in_the_same_format(region: Region) -> None:
    source = await region.organization()

    page = told(await source.get("ValueSet?_count=3&_format=xml"))
    [following] = [one["url"] for one in page["link"] if one["relation"] == "next"]

    assert told(await source.get(following.partition("/fhir/")[2]))["entry"]


REFUSED = {
    "no token": ("GET", "Patient/1", None, {"Authorization": "Bearer x"}, 401),
    "not there": ("GET", "Patient/none", None, {}, 404),
    "no such type": ("GET", "NoSuchType/1", None, {}, 404),
    "no such method": ("POST", "Patient/1", None, {}, 405),
    "no such parameter": ("GET", "Patient?colour=1", None, {}, 400),
    "no such format": ("GET", "Patient/1?_format=turtle", None, {}, 406),
    "a body that is none": ("POST", "Patient", b"<Patient", {}, 400),
    "a body of another type": ("POST", "Goal", write_xml(a_patient()), {}, 400),
    "an unknown element": ("POST", "Patient", OTHER, {}, 422),
    "an invalid resource": ("POST", "Patient", write_xml(a_patient(gender="x")), {}, 422),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
async def test_a_refusal_is_told_in_the_format_that_is_asked(region: Region, what: str) -> None:
    source = await region.organization()
    method, path, body, headers, status = REFUSED[what]
    headers = {"Content-Type": XML, **headers} if body else headers

    in_json = await source(method, path, body, **headers)
    in_xml = await source(method, path, body, accept=XML, **headers)

    assert (in_json.status_code, in_xml.status_code) == (status, status)
    assert told(in_xml) == in_json.json()
    assert SECRET not in in_xml.text


HOSTILE = {
    "a DOCTYPE": b'<!DOCTYPE Patient><Patient xmlns="http://hl7.org/fhir"/>',
    "a file": b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><Patient xmlns="http://hl7.org/fhir">&f;</Patient>',
    "UTF-16": '<Patient xmlns="http://hl7.org/fhir"/>'.encode("utf-16"),
    "JSON": b'{"resourceType":"Patient"}',
    "nothing at all": b" ",
    "cut off": b'<Patient xmlns="http://hl7.org/fhir"><name><family value="Vlinderhof"/>',
    "very deep": b'<Patient xmlns="http://hl7.org/fhir">' + b'<extension url="a">' * 50_000,
    "text": b'<Patient xmlns="http://hl7.org/fhir">Vlinderhof</Patient>',
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
async def test_hostile_xml_is_refused_and_nothing_is_stored(region: Region, what: str) -> None:
    source = await region.organization()

    for path in ("Patient", ""):
        answer = await sent(source, "POST", path, HOSTILE[what])
        assert answer.status_code == (422 if what == "text" else 400), answer.text
        assert answer.json()["issue"][0]["severity"] == "fatal"
        assert SECRET not in answer.text
        [row] = await region.left_behind(answer)
        assert row["status"] == answer.status_code


async def test_a_large_set_is_read_and_written_beside_the_event_loop(region: Region) -> None:
    dossier = await a_dossier(region)
    goals = [a_goal(dossier.patient, note=[{"text": f"{number} " * 90}]) for number in range(400)]
    bundle = a_transaction(*((goal, "POST Goal") for goal in goals))

    answer = await sent(dossier.source, "POST", "", bundle)
    page = told(await dossier.source.get(f"Goal?patient={dossier.id}&_count=500", accept=XML))

    assert answer.status_code == 200
    assert len(write_xml(bundle)) > 100_000
    assert page["total"] == len(page["entry"]) == 400


async def test_what_xml_can_not_say_is_refused_to_a_reader_and_told_to_a_writer(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    odd = a_goal(dossier.patient, note=[{"text": "een teken\uffff"}])

    made = await dossier.source.post(odd, accept=XML, prefer="return=representation")
    read = await dossier.source.get(address(made), accept=XML)

    assert made.status_code == 201
    assert told(made)["issue"][0]["expression"] == ["Goal.note[0].text"]
    assert read.status_code == 406
    assert "application/fhir+json" in told(read)["issue"][0]["diagnostics"]
    assert (await dossier.source.get(address(made))).json()["note"] == odd["note"]


async def test_what_is_more_in_json_than_a_body_may_be_is_refused(region: Region) -> None:
    source = await region.organization()
    quotes = '"' * (region.running.settings.max_body_bytes * 2 // 3)
    body = f"<Patient xmlns='http://hl7.org/fhir'><name><text value='{quotes}'/></name></Patient>"

    answer = await sent(source, "POST", "Patient", body.encode())

    assert answer.status_code == 413
    assert "JSON" in answer.json()["issue"][0]["diagnostics"]


async def test_who_asks_much_in_xml_is_told_to_wait_where_many_do(region: Region) -> None:
    source = await region.organization()
    translation = region.running.app.fhir.app.hub.translation

    translation.waiting += MOST_WAITING
    try:
        large = await source.get("metadata", accept=XML)
        small = await source.get("ValueSet?_count=1", accept=XML)
        in_json = await source.get("metadata")
    finally:
        translation.waiting -= MOST_WAITING

    assert (large.status_code, large.headers["Retry-After"]) == (503, "1")
    assert told(large)["issue"][0]["code"] == "transient"
    assert (small.status_code, in_json.status_code) == (200, 200)
    assert (await source.get("metadata", accept=XML)).status_code == 200


async def test_what_is_no_fhir_stays_what_it_is(region: Region) -> None:
    source = await region.organization()

    answer = await source.get(".well-known/smart-configuration", accept=XML)

    assert answer.headers["Content-Type"] == "application/json"


async def test_the_capability_statement_names_both(region: Region) -> None:
    source = await region.organization()

    assert (await source.get("metadata")).json()["format"] == ["json", "xml"]


async def pushed(region: Region, dossier: Dossier, *, by_xml: bool) -> dict[str, Any]:
    wish = a_treatment_directive(dossier.patient)
    answer = (
        await sent(dossier.source, "POST", "Consent", wish)
        if by_xml
        else await dossier.source.post(wish)
    )
    found = await dossier.source.get(
        f"Consent?patient={dossier.id}", accept=XML if by_xml else "*/*"
    )
    [one] = (told(found) if by_xml else parse(found.content))["entry"]
    assert address(answer).endswith(one["resource"]["id"])
    return {
        key: value for key, value in one["resource"].items() if key not in {"id", "meta", "patient"}
    }


async def test_the_same_facts_come_by_either_format(region: Region) -> None:
    by_json = await pushed(region, await a_dossier(region), by_xml=False)
    by_xml = await pushed(region, await a_dossier(region), by_xml=True)

    assert by_json == by_xml
