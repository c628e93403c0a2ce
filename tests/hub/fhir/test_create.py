"""Create. https://hl7.org/fhir/R4/http.html#create."""

import re
from email.utils import parsedate_to_datetime

import pytest

from tests.builders import a_goal
from tests.hub.dossier import a_dossier, address, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_a_create_answers_201_with_location_etag_and_last_modified(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.post(a_goal(dossier.patient))

    assert answer.status_code == 201, answer.text
    assert re.fullmatch(
        r"http://127\.0\.0\.1:8000/fhir/Goal/[0-9a-f-]{36}/_history/1", answer.headers["Location"]
    )
    assert answer.headers["ETag"] == 'W/"1"'
    assert parsedate_to_datetime(answer.headers["Last-Modified"])


async def test_the_server_gives_the_id_and_passes_over_one_that_is_sent(region: Region) -> None:
    dossier = await a_dossier(region)

    stored = await dossier.goal(id="my-own-choice")

    assert stored != "Goal/my-own-choice"
    assert (await dossier.source.get(stored)).json()["id"] == stored.partition("/")[2]


async def test_meta_is_the_servers_except_for_profile_tag_and_security(region: Region) -> None:
    dossier = await a_dossier(region)
    tag = [{"system": "https://example.org/tags", "code": "draft"}]
    sent = {"versionId": "77", "lastUpdated": "1999-01-01T00:00:00Z", "source": "#x", "tag": tag}

    meta = (await dossier.source.get(await dossier.goal(meta=sent))).json()["meta"]

    assert meta["versionId"] == "1"
    assert not meta["lastUpdated"].startswith("1999")
    assert meta["source"].endswith(f"#{dossier.source.ura}")
    assert meta["tag"] == tag


@pytest.mark.parametrize(
    ("preference", "kind"),
    [
        ("return=minimal", None),
        ("", "Goal"),
        ("handling=strict", "Goal"),
        ("return=representation", "Goal"),
        ("return=OperationOutcome", "OperationOutcome"),
        ("handling=strict, return=representation", "Goal"),
        ("handling=strict; return=representation", "Goal"),
    ],
)
async def test_the_answer_is_what_prefer_asks(
    region: Region, preference: str, kind: str | None
) -> None:
    dossier = await a_dossier(region)
    await dossier.open_to(await region.doctor())

    answer = await dossier.source.post(a_goal(dossier.patient), prefer=preference)

    assert answer.status_code == 201
    if kind is None:
        assert answer.content == b""
    else:
        assert answer.json()["resourceType"] == kind


async def test_the_representation_is_what_a_read_gives(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.post(a_goal(dossier.patient), prefer="return=representation")

    assert answer.content == (await dossier.source.get(address(answer))).content


async def test_a_create_needs_the_type_that_the_url_names(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source("POST", "Condition", a_goal(dossier.patient))

    assert answer.status_code == 400
    assert fault(answer)["expression"] == ["resourceType"]


async def test_a_resource_without_an_inhabitant_has_no_record_to_go_in(region: Region) -> None:
    dossier = await a_dossier(region)
    working = {"resourceType": "List", "status": "current", "mode": "working"}

    answer = await dossier.source.post(working)

    assert answer.status_code == 422
    assert "Patient" in fault(answer)["diagnostics"]


async def test_what_refers_to_nothing_is_refused_with_its_place(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, addresses=[{"reference": "Condition/never-was"}])

    answer = await dossier.source.post(goal)

    assert answer.status_code == 422
    assert fault(answer)["code"] == "not-found"
    assert fault(answer)["expression"] == ["Goal.addresses[0].reference"]


async def test_an_absolute_address_of_this_server_must_resolve_too(region: Region) -> None:
    dossier = await a_dossier(region)
    absent = "http://127.0.0.1:8000/fhir/Condition/never-was"

    answer = await dossier.source.post(a_goal(dossier.patient, addresses=[{"reference": absent}]))

    assert answer.status_code == 422


async def test_what_is_elsewhere_or_contained_is_left_as_it_is(region: Region) -> None:
    dossier = await a_dossier(region)
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": dossier.patient},
    }
    elsewhere = [{"reference": "#c1"}, {"reference": "https://example.org/fhir/Condition/1"}]

    stored = await dossier.goal(contained=[condition], addresses=elsewhere)

    assert (await dossier.source.get(stored)).json()["addresses"] == elsewhere
