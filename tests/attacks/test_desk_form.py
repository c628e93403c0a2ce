"""What a desk says over everybody's data comes with the form that was signed."""

from collections.abc import Iterator
from typing import Any

import pytest

from consent.policy import Policy
from hub.app import agreed
from hub.settings import Settings
from tests.attacks.desk import SIGNED, AtTheDesk, a_form, both_rules
from tests.builders import a_bsn, a_transaction, urn
from tests.hub.dossier import fault, kept_by, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _as_a_region_begins(region: Region) -> Iterator[None]:
    with both_rules(region):
        yield


@pytest.fixture
async def there(region: Region) -> AtTheDesk:
    return await AtTheDesk.of(region)


async def refuses(there: AtTheDesk, form: str | None, **choice: Any) -> None:
    answer = await there.desk.source.post(there.choice(form, **choice))

    assert answer.status_code == 422, answer.text
    issue = fault(answer)
    assert issue["expression"] == ["Consent.source"]
    assert issue["details"]["coding"][0]["code"] == "DESK-1"
    assert "sourceReference" in issue["diagnostics"]


@pytest.mark.parametrize("permit", [True, False])
async def test_without_a_form_nothing_is_recorded_over_the_data_of_others(
    there: AtTheDesk, *, permit: bool
) -> None:
    await refuses(there, None, permit=permit)


async def test_a_form_of_another_inhabitant_is_none(there: AtTheDesk) -> None:
    other = await kept_by(there.desk.source, a_bsn())
    await refuses(there, await other.add(a_form(other.patient)))


async def test_a_form_that_another_organisation_keeps_is_none(there: AtTheDesk) -> None:
    theirs = await there.dossier.add(a_form(there.dossier.patient))
    await there.dossier.open_to(there.desk.source)
    assert (await there.desk.source.get(theirs)).status_code == 200

    await refuses(there, theirs)


@pytest.mark.parametrize(
    "members",
    [
        {"status": "superseded"},
        {"status": "entered-in-error"},
        {"docStatus": "entered-in-error"},
        {"content": [{"attachment": {"title": "Formulier"}}]},
        {"content": [{"attachment": {"url": "https://desk.example/form.pdf"}}]},
    ],
)
async def test_a_form_that_is_void_or_of_which_nothing_is_kept_is_none(
    there: AtTheDesk, members: dict[str, Any]
) -> None:
    await refuses(there, await there.form(**members))


async def test_another_resource_is_no_form(there: AtTheDesk) -> None:
    answer = await there.desk.source.post(there.choice(await there.desk.goal()))

    assert answer.status_code == 422
    assert not await there.opened()


async def test_a_form_that_was_deleted_is_none(there: AtTheDesk) -> None:
    form = await there.form()
    assert (await there.desk.source("DELETE", form)).status_code == 204

    answer = await there.desk.source.post(there.choice(form))

    assert answer.status_code == 422


async def test_a_form_that_is_void_here_is_none_however_it_is_sent_again(
    there: AtTheDesk,
) -> None:
    """What a conditional create finds stays as it is: not what was sent counts."""
    number = {"system": "https://duinroos.example/formulier", "value": "f-1"}
    await there.form(identifier=[number], status="entered-in-error")
    bundle = a_transaction(
        (a_form(there.desk.patient, identifier=[number]), "POST DocumentReference"),
        (there.choice(urn(0)), "POST Consent"),
    )
    asked = f"identifier={number['system']}|{number['value']}"
    bundle["entry"][0]["request"]["ifNoneExist"] = asked

    answer = await there.desk.source.transaction(bundle)

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Bundle.entry[1].resource.source"]


async def test_a_form_elsewhere_is_none(there: AtTheDesk) -> None:
    await refuses(there, "https://desk.example/fhir/DocumentReference/1")


@pytest.mark.parametrize("kept", [{"hash": SIGNED}, {"data": "YSBzY2Fu"}])
async def test_a_form_is_sent_along_or_kept_before(there: AtTheDesk, kept: dict) -> None:
    content = [{"attachment": {"contentType": "application/pdf", **kept}}]
    along = a_transaction(
        (a_form(there.desk.patient, content=content), "POST DocumentReference"),
        (there.choice(urn(0)), "POST Consent"),
    )

    assert (await there.desk.source.transaction(along)).status_code == 200
    stored = await there.desk.source.post(there.choice(await there.form(content=content)))
    assert stored.status_code == 201


async def test_over_its_own_data_a_desk_needs_neither_form_nor_second_person(
    there: AtTheDesk,
) -> None:
    goal = await there.desk.goal()
    own = there.choice(None, holder=there.desk.source.ura)

    answer = await there.desk.source.post(own)

    assert answer.status_code == 201
    assert "Warning" not in answer.headers
    assert names(await there.doctor.find("Goal", patient=there.desk.patient)) == [goal]


async def test_where_the_desk_keeps_its_forms_none_is_sent(
    there: AtTheDesk, region: Region
) -> None:
    region.running.access.policy = Policy(desk_form=False, desk_second_person=False)

    answer = await there.desk.source.post(there.choice(None))

    assert answer.status_code == 201
    assert await there.opened()


def test_both_rules_are_on_where_nobody_sets_them(settings: Settings) -> None:
    asked = {"desk_form", "desk_second_person"}
    shipped = {name: Settings.model_fields[name].default for name in asked}

    begun, _ = agreed(settings.model_copy(update=shipped))
    eased, _ = agreed(settings.model_copy(update={"desk_form": "kept", "desk_second_person": "no"}))

    assert (begun.desk_form, begun.desk_second_person) == (True, True)
    assert (eased.desk_form, eased.desk_second_person) == (False, False)
