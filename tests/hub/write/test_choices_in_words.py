"""Choices by their texts at the door: offered in words, and stored only as what their text says."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from consent.choices.catalogue import catalogue
from hub.security.scopes import RECORDS_CHOICES
from profiles.check.structure import check_structure as validate
from profiles.systems import HUB_CHOICES
from profiles.text.parse import parse
from tests.hub.dossier import fault
from tests.hub.persons import SCOPES
from tests.hub.write.home import Home, changed
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
OPTIONS = "Consent/$consent-options"


def part(listed: list[dict[str, Any]], name: str) -> Any:
    """The value of the one part of this name."""
    [found] = [one for one in listed if one["name"] == name]
    return next(value for key, value in found.items() if key != "name")


def parts(answer: httpx.Response, name: str) -> list[list[dict[str, Any]]]:
    """The parts of each parameter of this name."""
    assert answer.status_code == 200, answer.text
    return [one["part"] for one in answer.json()["parameter"] if one["name"] == name]


async def offered(asker: Caller, **asked: str) -> dict[str, Any]:
    """The Consent that a choice stands for."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    [option] = parts(await asker.get(f"{OPTIONS}?{query}"), "option")
    consent: dict[str, Any] = part(option, "consent")
    return consent


async def test_all_choices_are_offered_in_words_to_a_person_and_to_who_records(
    region: Region,
) -> None:
    home = await Home.of(region)

    for asker in (home.himself, home.holder):
        answer = await asker.get(OPTIONS)
        options = parts(answer, "option")
        assert [part(one, "code") for one in options] == list(catalogue().choices)
        assert part(options[0], "question") == "Mag iedereen die u zorg geeft uw wensen zien?"
        assert answer.headers["Content-Language"] == "nl"
        assert validate(parse(answer.content)) == []
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["pat"]) == ("DIRECTORY", None)


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", None, "nl"),
        ("?_language=en", None, "en"),
        ("?_language=en-GB", "nl", "en"),
        ("?_language=fr", "en", "nl"),
        ("", "en", "en"),
        ("", "fr, en;q=0.8, nl;q=0.9", "nl"),
        ("", "en;q=0, nl", "nl"),
        ("", "en;q=<script>, de", "nl"),
    ],
)
async def test_the_words_are_in_the_language_that_is_asked(
    region: Region, query: str, accepted: str | None, language: str
) -> None:
    home = await Home.of(region)
    headers = {"accept_language": accepted} if accepted else {}

    answer = await home.himself.get(f"{OPTIONS}{query}", **headers)

    assert answer.headers["Content-Language"] == language
    assert answer.json()["parameter"][0] == {"name": "language", "valueCode": language}


async def test_what_is_offered_is_taken_as_it_is_and_does_what_it_says(region: Region) -> None:
    home = await Home.of(region)
    ura, patient = home.doctor.ura, home.patient

    choice = await offered(
        home.himself, choice="one-organization", organization=ura, patient=patient
    )
    made = await home.himself.post(choice)

    assert made.status_code == 201
    assert made.json()["policy"] == [{"uri": f"{HUB_CHOICES}/one-organization/1"}]
    assert made.json()["language"] == "nl"
    assert await home.is_open()
    objection = await offered(home.himself, choice="not-one", organization=ura, patient=patient)
    assert (await home.himself.post(objection)).status_code == 201
    assert not await home.is_open()


async def test_by_post_it_takes_the_same(region: Region) -> None:
    home = await Home.of(region)
    asked = [
        {"name": "choice", "valueCode": "one-organization"},
        {"name": "organization", "valueString": home.doctor.ura},
    ]
    body = {"resourceType": "Parameters", "parameter": asked}

    answer = await home.himself("POST", OPTIONS, body)

    [option] = parts(answer, "option")
    assert part(option, "organization")["identifier"]["value"] == home.doctor.ura
    assert "patient" not in part(option, "consent")


@pytest.mark.parametrize(
    "query",
    [
        "?choice=no-such",
        "?choice=everyone&organization=90000101",
        "?choice=not-one",
        "?choice=not-one&organization=*",
        "?choice=not-one&organization=%3Cscript%3E",
        "?choice=one-kind&kind=everyone",
        "?choice=everyone&version=2",
        "?choice=everyone&version=x",
        "?choice=everyone&version=99999999999",
        "?choice=everyone&choice=nobody",
        "?choice=everyone&patient=../Patient",
        "?choice=everyone&start=1999-01-01",
        "?choice=everyone&start=2026-12-02&end=2026-12-01",
        "?organization=90000101",
        "?subject=1",
    ],
)
async def test_what_is_not_offered_is_refused(region: Region, query: str) -> None:
    home = await Home.of(region)

    answer = await home.himself.get(f"{OPTIONS}{query}")

    assert answer.status_code == 400
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "Patient"},
        {"resourceType": "Parameters", "parameter": {}},
        {"resourceType": "Parameters", "parameter": [1]},
        {"resourceType": "Parameters", "parameter": [{"name": "choice"}]},
        {"resourceType": "Parameters", "parameter": [{"name": "choice", "valueInteger": 1}]},
        {"resourceType": "Parameters", "parameter": [{"name": 1, "valueCode": "everyone"}]},
        {"resourceType": "Parameters", "parameter": [{"name": "choice", "part": []}]},
    ],
)
async def test_what_is_no_parameters_is_refused(region: Region, body: dict[str, Any]) -> None:
    home = await Home.of(region)

    assert (await home.himself("POST", OPTIONS, body)).status_code == 400


async def test_without_a_scope_for_consent_nothing_is_offered(region: Region) -> None:
    home = await Home.of(region)
    home.himself.scopes = ("patient/Goal.rs",)

    assert (await home.himself.get(OPTIONS)).status_code == 403
    home.himself.scopes = SCOPES
    home.holder.scopes = (RECORDS_CHOICES,)
    assert (await home.holder.get(OPTIONS)).status_code == 200


@pytest.mark.parametrize("who", ["himself", "holder"])
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"policy": [{"uri": f"{HUB_CHOICES}/nobody/1"}]}, "CHOICE-2"),
        ({"policy": [{"uri": f"{HUB_CHOICES}/everyone/2"}]}, "CHOICE-1"),
        ({"policy": [{"uri": f"{HUB_CHOICES}/everyone/1"}] * 2}, "CHOICE-1"),
    ],
)
async def test_a_forged_text_is_refused_whoever_writes_it(
    region: Region, who: str, changes: dict[str, Any], rule: str
) -> None:
    home = await Home.of(region)
    asker: Caller = getattr(home, who)
    choice = await offered(home.himself, choice="everyone", patient=home.patient)

    answer = await asker.post({**choice, **changes})

    assert answer.status_code == 422
    issue = fault(answer)
    assert issue["details"]["coding"][0]["code"] == rule
    assert issue["expression"] == ["Consent.policy"]
    assert "$consent-options" in issue["diagnostics"] or len(changes["policy"]) > 1
    assert not await home.is_open()


async def test_a_text_shown_before_is_good_for_who_wrote_it_down_then_and_for_nobody_now(
    region: Region,
) -> None:
    home = await Home.of(region)
    choice = await offered(home.himself, choice="everyone", patient=home.patient)
    first = catalogue().choices["everyone"].versions[0].starts
    early = {**choice, "dateTime": f"{first - timedelta(days=1)}T10:00:00+01:00"}

    refused = await home.holder.post(early)
    # A person's choice is made now, whatever it says.
    taken = await home.himself.post(early)

    assert (refused.status_code, taken.status_code) == (422, 201)


async def test_a_choice_is_withdrawn_whatever_text_it_names(region: Region) -> None:
    home = await Home.of(region)
    made = await home.himself.post(
        await offered(home.himself, choice="everyone", patient=home.patient)
    )
    assert await home.is_open()

    body, etag = changed(made, status="inactive", policy=[{"uri": f"{HUB_CHOICES}/gone/9"}])
    answer = await home.himself("PUT", f"Consent/{body['id']}", body, if_match=etag)

    assert answer.status_code == 200
    assert not await home.is_open()


async def test_a_choice_without_a_text_is_taken_as_ever(region: Region) -> None:
    home = await Home.of(region)

    assert (await home.himself.post(home.choice())).status_code == 201
    assert await home.is_open()
