"""Who may act for another: asked for whom, and held to it.

docs/decisions/0037-doors-for-people.md
"""

from datetime import UTC, datetime, timedelta

import pytest

from hub.write.mandate_over import OVER
from tests.builders import a_privacy_consent
from tests.hub.oauth.people.judging import denied, sent
from tests.plugins.people import App, Browser, Inhabitant, PeopleHub

pytestmark = pytest.mark.anyio


@pytest.fixture
async def parent(people: PeopleHub, who: Inhabitant) -> tuple[Inhabitant, Inhabitant]:
    """A parent and his child of nine."""
    child = await people.inhabitant(age=9)
    said = {"bsn": child.bsn, "ground": "parent", "name": "Sietske"}
    people.provider.mandates[who.bsn] = [said]
    return who, child


async def test_who_may_act_for_another_is_asked_for_whom(
    people: PeopleHub, app: App, parent: tuple[Inhabitant, Inhabitant]
) -> None:
    himself, child = parent
    with Browser(people) as browser:
        shown = browser.log_in(app, himself)
        assert "Sietske (uw kind)" in shown.text
        assert child.bsn not in shown.text
        fault = browser.answer("yes")
        assert fault.status_code == 400
        assert "<title>Fout:" in fault.text
        for wrong in ("2", "-1", "0", "١"):
            assert browser.answer("yes", whose=wrong).status_code == 400
        code = sent(browser.answer("yes", whose="1"), app)["code"]
    found = app.redeem(code).json()
    assert found["patient"] == child.patient
    assert app.read(found["access_token"], f"/fhir/Patient/{child.patient}").status_code == 200
    assert app.read(found["access_token"], f"/fhir/Patient/{himself.patient}").status_code == 403


async def test_he_may_act_for_himself_all_the_same(
    people: PeopleHub, app: App, parent: tuple[Inhabitant, Inhabitant]
) -> None:
    himself, _ = parent
    with Browser(people) as browser:
        browser.log_in(app, himself)
        code = sent(browser.answer("yes", whose="self"), app)["code"]
    assert app.redeem(code).json()["patient"] == himself.patient


async def test_a_mandate_that_ended_while_he_was_asked_is_none(
    people: PeopleHub, app: App, parent: tuple[Inhabitant, Inhabitant]
) -> None:
    himself, _ = parent
    with Browser(people) as browser:
        browser.log_in(app, himself)
        people.provider.mandates.clear()
        await denied(people, browser.answer("yes", whose="1"), app, "not-entitled")


async def test_where_his_mandate_ended_what_he_chose_opens_nothing_from_then_on(
    people: PeopleHub, app: App, parent: tuple[Inhabitant, Inhabitant]
) -> None:
    himself, child = parent
    with Browser(people) as browser:
        browser.log_in(app, himself)
        code = sent(browser.answer("yes", whose="1"), app)["code"]
    found = app.redeem(code).json()
    choice = a_privacy_consent(f"Patient/{child.patient}", user="90000001")
    assert app.write(found["access_token"], "/fhir/Consent", choice).status_code == 201

    people.provider.mandates.clear()
    refused = app.refresh(found["refresh_token"])

    assert refused.json()["error"] == "invalid_grant"
    assert OVER in [row["rule"] for row in await people.rows(refused)]


@pytest.mark.parametrize(
    "changes",
    [
        {"ground": "neighbour"},
        {"until": (datetime.now(UTC) - timedelta(seconds=1)).isoformat()},
        {"bsn": "himself"},
    ],
)
async def test_a_mandate_that_is_none_is_not_offered(
    people: PeopleHub,
    app: App,
    parent: tuple[Inhabitant, Inhabitant],
    changes: dict[str, str],
) -> None:
    himself, _ = parent
    [said] = people.provider.mandates[himself.bsn]
    said |= changes
    if said["bsn"] == "himself":
        said["bsn"] = himself.bsn
    with Browser(people) as browser:
        shown = browser.log_in(app, himself)

    assert "Sietske" not in shown.text
    assert "fieldset" not in shown.text


async def test_a_ground_that_does_not_entitle_is_refused_like_all_others(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """A parent reads for no child of 14: the register may say what it likes."""
    child = await people.inhabitant(age=14)
    people.provider.mandates[who.bsn] = [{"bsn": child.bsn, "ground": "parent"}]
    with Browser(people) as browser:
        browser.log_in(app, who)
        await denied(people, browser.answer("yes", whose="1"), app, "not-entitled")


async def test_no_number_stands_in_a_name_that_is_offered(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    children = [await people.inhabitant(age=9) for _ in range(2)]
    people.provider.mandates[who.bsn] = [
        {"bsn": one.bsn, "ground": "parent", "name": f"kind {one.bsn}"} for one in children
    ]
    with Browser(people) as browser:
        shown = browser.log_in(app, who)

    assert not any(one.bsn in shown.text for one in children)
    assert "uw kind · 2" in shown.text
