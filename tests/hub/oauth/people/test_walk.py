"""A person lets an app in: the whole way, as it should be."""

import pytest

from tests.plugins.people import PeopleHub

pytestmark = pytest.mark.anyio


async def test_a_person_logs_in_says_yes_and_the_app_reads(people: PeopleHub) -> None:
    app, who = await people.app(), await people.inhabitant()

    found = app.tokens(who)

    assert found["patient"] == who.patient
    answer = app.read(found["access_token"], f"/fhir/Patient/{who.patient}")
    assert answer.status_code == 200, answer.text
