"""What may stand beside every call. https://hl7.org/fhir/R4/http.html#parameters."""

import json
from urllib.parse import urlsplit

import httpx
import pytest

from profiles.resource.subset import SUBSETTED
from tests.builders import a_goal
from tests.hub.dossier import Dossier, a_dossier, fault, found, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

DIGITS = "1.50"


async def of_digits(dossier: Dossier) -> str:
    """An Observation with a text, a note, and a decimal that ends in a nought."""
    body = json.dumps(
        {
            "resourceType": "Observation",
            "text": {
                "status": "generated",
                "div": "<div xmlns='http://www.w3.org/1999/xhtml'>a</div>",
            },
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
            "subject": {"reference": dossier.patient},
            "valueQuantity": {"value": "@@"},
            "note": [{"text": "a note"}],
        }
    ).replace('"@@"', DIGITS)
    answer = await dossier.source("POST", "Observation", body)
    return "/".join(answer.headers["Location"].split("/")[-4:-2])


def members(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    return set(answer.json())


async def test_a_part_of_a_resource_is_read_and_says_that_it_is_one(region: Region) -> None:
    dossier = await a_dossier(region)
    observation = await of_digits(dossier)
    must = {"resourceType", "id", "meta", "status", "code"}

    for address in (observation, f"{observation}/_history/1"):
        whole = await dossier.source.get(f"{address}?_summary=false")
        asked = {
            "_summary=true": {*must, "subject", "valueQuantity"},
            "_summary=text": {*must, "text"},
            "_summary=data": {*must, "subject", "valueQuantity", "note"},
            "_elements=note,Observation.subject": {*must, "subject", "note"},
        }
        for query, there in asked.items():
            answer = await dossier.source.get(f"{address}?{query}")
            assert members(answer) == there, query
            assert answer.json()["meta"]["tag"] == [SUBSETTED]
            assert ("valueQuantity" in there) == (DIGITS in answer.text)
            assert answer.headers["ETag"] == whole.headers["ETag"]
        assert members(whole) == {*must, "subject", "valueQuantity", "note", "text"}
        assert "tag" not in whole.json()["meta"]


async def test_each_resource_of_a_search_is_cut_on_every_page(region: Region) -> None:
    dossier = await a_dossier(region)
    for _ in range(3):
        await dossier.goal(note=[{"text": "x"}])
    url = f"Goal?patient={dossier.id}&_count=2&_include=Goal:patient"

    first = await dossier.source.get(f"{url}&_elements=note")
    second = await dossier.source.get(following(first))

    for page in (first, second):
        assert all({"note", "lifecycleStatus"} < one.keys() for one in found(page))
        assert all("subject" in one for one in found(page)), "which must be there"
        assert not any("startDate" in one for one in found(page))
        [patient] = found(page, "include")
        assert "identifier" in patient
        assert "tag" not in patient["meta"]
    summary = await dossier.source.get(f"{url}&_summary=true")
    assert all(SUBSETTED in one["meta"]["tag"] for one in found(summary))
    assert all(SUBSETTED in one["meta"]["tag"] for one in found(summary, "include"))
    assert not any("note" in one for one in found(summary))


async def test_a_count_is_the_total_alone(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.goal()

    answer = await dossier.source.get(f"Goal?patient={dossier.id}&_summary=count&_total=none")

    assert answer.json()["total"] == 1
    assert "entry" not in answer.json()
    read = await dossier.source.get(f"{dossier.patient}?_summary=count")
    assert (read.status_code, fault(read)["code"]) == (400, "invalid")


async def a_definition(asker: Caller) -> str:
    """The address of one that the hub judges by."""
    [first] = names(await asker.get("StructureDefinition?_count=1"))
    return first


def following(answer: httpx.Response) -> str:
    """The address of the next page."""
    [url] = [one["url"] for one in answer.json()["link"] if one["relation"] == "next"]
    return str(url)


async def test_the_next_page_may_be_asked_larger_and_in_another_form(region: Region) -> None:
    dossier = await a_dossier(region)
    goals = [await dossier.goal() for _ in range(5)]
    first = await dossier.source.get(f"Goal?patient={dossier.id}&_count=2")
    link = following(first)

    rest = await dossier.source.get(f"{link}&_count=10&_pretty=true")
    xml = await dossier.source.get(f"{link}&_format=xml")
    one = await dossier.source.get(f"{link}&_count=1")

    assert names(first) + names(rest) == goals
    assert rest.text.count("\n") > 50
    assert xml.headers["Content-Type"].startswith("application/fhir+xml")
    assert "_format=xml" in xml.text
    assert names(one) == goals[2:3]
    assert names(await dossier.source.get(following(one))) == goals[3:4]


@pytest.mark.parametrize(
    "beside", ["patient=x", "_sort=-_lastUpdated", "_elements=id", "_cursor=x"]
)
async def test_what_is_found_is_not_changed_on_the_way(region: Region, beside: str) -> None:
    dossier = await a_dossier(region)
    for _ in range(2):
        await dossier.goal()
    link = following(await dossier.source.get(f"Goal?patient={dossier.id}&_count=1"))

    assert (await dossier.source.get(f"{link}&{beside}")).status_code == 400


async def test_what_is_for_people_is_laid_out(region: Region) -> None:
    dossier = await a_dossier(region)
    observation = await of_digits(dossier)
    plain = await dossier.source.get(observation)

    for path in (f"{observation}?_pretty=true", "metadata?_pretty=true"):
        answer = await dossier.source.get(path)
        assert answer.text.count("\n") > 5
    pretty = await dossier.source.get(f"{observation}?_pretty=true")
    assert pretty.json() == plain.json()
    assert f'"value": {DIGITS}' in pretty.text
    assert "\n" not in (await dossier.source.get(f"{observation}?_pretty=false")).text
    posted = await dossier.source.find("Observation", patient=dossier.id, _pretty="true")
    assert posted.text.count("\n") > 5
    absent = await dossier.source.get("Goal/never-was?_pretty=true")
    assert "\n" in absent.text


async def test_what_is_not_known_is_refused_by_its_name_whatever_is_asked(region: Region) -> None:
    dossier = await a_dossier(region)
    goal, body = await dossier.goal(), a_goal(dossier.patient)
    own = {**body, "id": goal.partition("/")[2]}

    for method, path, sent in (
        ("GET", goal, None),
        ("HEAD", goal, None),
        ("GET", f"{goal}/_history/1", None),
        ("POST", "Goal", body),
        ("PUT", goal, own),
        ("DELETE", goal, None),
        ("GET", "metadata", None),
        ("GET", "StructureDefinition/Patient", None),
        ("GET", "Questionnaire/x", None),
        ("GET", "AuditEvent/x", None),
        ("GET", "AuditEvent", None),
        ("GET", f"{goal}/$validate", None),
    ):
        answer = await dossier.source(method, f"{path}?colour=blue-secret", sent)
        assert answer.status_code == 400, (method, path)
        if method != "HEAD":
            assert "blue-secret" not in fault(answer)["diagnostics"]
        if not path.endswith("$validate") and path != "AuditEvent" and method != "HEAD":
            assert "colour" in fault(answer)["diagnostics"], path
    assert (await dossier.source.get(goal)).headers["ETag"] == 'W/"1"'


async def test_the_name_of_a_parameter_is_not_told_where_it_may_be_a_number(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(f"{dossier.patient}?{dossier.bsn}=1")

    assert answer.status_code == 400
    assert dossier.bsn not in answer.text


async def test_who_is_lenient_is_answered_all_the_same(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(f"{dossier.patient}?colour=blue", prefer="handling=lenient")

    assert answer.status_code == 200


async def test_what_is_known_everywhere_is_taken_everywhere(region: Region) -> None:
    dossier = await a_dossier(region)
    goal, body = await dossier.goal(), a_goal(dossier.patient)
    own = {**body, "id": goal.partition("/")[2]}

    for method, path, sent in (
        ("GET", goal, None),
        ("GET", f"{goal}/_history/1", None),
        ("POST", "Goal", body),
        ("PUT", goal, own),
        ("GET", f"{goal}/$validate", None),
        ("GET", f"Goal?patient={dossier.id}", None),
        ("GET", f"{dossier.patient}/Goal", None),
        ("GET", "metadata", None),
        ("GET", "StructureDefinition?name=Patient", None),
        ("GET", await a_definition(dossier.source), None),
        ("GET", "AuditEvent", None),
        ("GET", "Consent/$consent-options", None),
        ("DELETE", goal, None),
    ):
        mark = "&" if "?" in path else "?"
        for query in ("_format=json&_pretty=true", "_pretty=false"):
            answer = await dossier.source(method, f"{path}{mark}{query}", sent)
            assert answer.status_code < 300, (method, path, answer.text)
        bad = await dossier.source(method, f"{path}{mark}_pretty=maybe", sent)
        assert (bad.status_code, fault(bad)["code"]) == (400, "invalid")


async def test_a_write_answers_the_part_that_is_asked_for(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, note=[{"text": "x"}])

    answer = await dossier.source(
        "POST", "Goal?_elements=lifecycleStatus", goal, prefer="return=representation"
    )

    assert answer.status_code == 201
    assert "note" not in answer.json()
    address = "/".join(urlsplit(answer.headers["Location"]).path.split("/")[2:4])
    assert "note" in (await dossier.source.get(address)).json()


async def test_of_what_the_hub_says_of_itself_a_part_can_be_asked(region: Region) -> None:
    source = await region.organization()

    metadata = await source.get("metadata?_elements=fhirVersion&mode=full")
    assert "rest" not in metadata.json()
    assert metadata.json()["fhirVersion"] == "4.0.1"
    assert (await source.get("metadata?mode=terminology")).status_code == 400
    one = await source.get(f"{await a_definition(source)}?_elements=url")
    assert "url" in one.json()
    assert not {"snapshot", "differential"} & one.json().keys()
    listed = await source.get("StructureDefinition?_summary=true&_count=2")
    assert all("snapshot" not in entry["resource"] for entry in listed.json()["entry"])
    assert "_summary=true" in following(listed)
    counted = (await source.get("StructureDefinition?_summary=count")).json()
    assert counted["total"] > 10
    assert "entry" not in counted
    events = (await source.get("AuditEvent?_elements=recorded")).json()
    assert all("entity" not in one["resource"] for one in events.get("entry", []))


async def test_a_part_is_not_stored_in_the_place_of_the_whole(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal(note=[{"text": "x"}])
    part = (await dossier.source.get(f"{goal}?_elements=lifecycleStatus")).json()

    answer = await dossier.source.put(part)

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Goal.meta.tag"]
    assert "note" in (await dossier.source.get(goal)).json()


async def test_what_stands_beside_a_condition_is_none(region: Region) -> None:
    dossier = await a_dossier(region)
    number = {"system": "https://example.org/numbers", "value": dossier.source.ura}
    goal = a_goal(dossier.patient, identifier=[number], note=[{"text": "x"}])
    condition = f"identifier={number['system']}%7C{number['value']}"
    beside = "_format=json&_pretty=true&_elements=lifecycleStatus"

    made = await dossier.source("PUT", f"Goal?{condition}&{beside}", goal)

    assert made.status_code == 201, made.text
    assert "note" not in made.json()
    assert made.text.count("\n") > 5
    assert (await dossier.source("PUT", f"Goal?{condition}&colour=x", goal)).status_code == 400
