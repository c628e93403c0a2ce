"""Update. https://hl7.org/fhir/R4/http.html#update."""

import pytest

from hub.errors import TryAgain, VersionConflict
from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, a_treatment_directive
from tests.hub.dossier import Dossier, a_dossier, address, fault, kept_by
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def the_goal(dossier: Dossier, **members: object) -> dict:
    return a_goal(dossier.patient, id=f"goal-{dossier.source.ura}", **members)


async def test_an_update_of_what_is_not_there_creates_it_under_that_id(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.put(the_goal(dossier))

    assert answer.status_code == 201
    assert address(answer) == f"Goal/goal-{dossier.source.ura}"


async def test_an_update_makes_a_new_version(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.source.put(the_goal(dossier))

    answer = await dossier.source.put(the_goal(dossier, lifecycleStatus="completed"))

    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"2"')
    now = (await dossier.source.get(address(answer))).json()
    assert (now["lifecycleStatus"], now["meta"]["versionId"]) == ("completed", "2")


async def test_the_same_content_again_makes_no_version(region: Region) -> None:
    dossier = await a_dossier(region)
    first = await dossier.source.put(the_goal(dossier))

    again = await dossier.source.put(the_goal(dossier))

    assert (again.status_code, again.headers["ETag"]) == (200, 'W/"1"')
    assert again.headers["Last-Modified"] == first.headers["Last-Modified"]
    history = (await dossier.source.get(f"{address(first)}/_history")).json()
    assert history["total"] == 1


async def test_what_was_read_and_sent_back_makes_no_version(region: Region) -> None:
    dossier = await a_dossier(region)
    stored = address(await dossier.source.put(the_goal(dossier)))

    read = await dossier.source.get(stored)
    again = await dossier.source("PUT", stored, read.content)

    assert (again.status_code, again.headers["ETag"]) == (200, 'W/"1"')


async def test_an_unchanged_update_can_still_be_asked_for_its_representation(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    await dossier.source.put(the_goal(dossier))

    again = await dossier.source.put(the_goal(dossier), prefer="return=representation")

    assert again.json()["description"] == the_goal(dossier)["description"]


@pytest.mark.parametrize(
    ("if_match", "status"),
    [('W/"1"', 200), ('"1"', 200), ("1", 200), ('W/"2"', 412), ('W/"0"', 412), ("newest", 400)],
)
async def test_if_match_names_the_version_that_is_changed(
    region: Region, if_match: str, status: int
) -> None:
    dossier = await a_dossier(region)
    await dossier.source.put(the_goal(dossier))
    changed = the_goal(dossier, lifecycleStatus="completed")

    answer = await dossier.source.put(changed, if_match=if_match)

    assert answer.status_code == status
    if status != 200:
        assert fault(answer)["code"] in {"conflict", "invalid"}
        history = await dossier.source.get(f"Goal/{changed['id']}/_history")
        assert history.json()["total"] == 1


async def test_if_match_on_what_is_not_there_fails(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.put(the_goal(dossier), if_match='W/"1"')

    assert answer.status_code == 412


async def test_a_body_with_another_id_than_the_url_is_refused(region: Region) -> None:
    dossier = await a_dossier(region)
    body = the_goal(dossier)

    answer = await dossier.source("PUT", "Goal/another", body)
    without = await dossier.source("PUT", "Goal/another", a_goal(dossier.patient))

    assert answer.status_code == without.status_code == 400
    assert fault(answer)["expression"] == ["Goal.id"]


async def test_an_id_that_someone_else_owns_is_never_overwritten(region: Region) -> None:
    bsn = a_bsn()
    one, other = await a_dossier(region, bsn=bsn), await a_dossier(region, bsn=bsn)
    third = await region.doctor()
    await one.source.put(the_goal(one))

    unseen = await other.source.put(the_goal(one, lifecycleStatus="cancelled"))
    await one.open_to(third)
    seen = await third.put(the_goal(one, lifecycleStatus="cancelled"))

    assert unseen.status_code == 201
    assert seen.status_code == 422
    assert fault(seen)["code"] == "conflict"
    goal = f"Goal/goal-{one.source.ura}"
    now = [(await each.get(goal)).json() for each in (one.source, third, other.source)]
    assert [each["lifecycleStatus"] for each in now] == ["active", "active", "cancelled"]


async def test_a_resource_stays_in_one_inhabitants_record(region: Region) -> None:
    dossier = await a_dossier(region)
    neighbour = await kept_by(dossier.source, a_bsn())
    await dossier.source.put(the_goal(dossier))

    moved = the_goal(dossier) | {"subject": {"reference": neighbour.patient}}
    answer = await dossier.source.put(moved)

    assert answer.status_code == 422


async def test_the_id_of_another_inhabitants_patient_is_a_conflict(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.put(a_patient(a_bsn(), id=dossier.id))

    assert answer.status_code == 422


async def test_a_wish_never_turns_into_a_choice_about_exchange_or_back(region: Region) -> None:
    dossier = await a_dossier(region)
    wish = a_treatment_directive(dossier.patient, id=f"wish-{dossier.source.ura}")
    choice = a_privacy_consent(dossier.patient, id=f"choice-{dossier.source.ura}")
    await dossier.source.put(wish)
    await dossier.source.put(choice)

    to_choice = await dossier.source.put(choice | {"id": wish["id"]})
    to_wish = await dossier.source.put(wish | {"id": choice["id"]})

    assert to_choice.status_code == to_wish.status_code == 422
    assert fault(to_choice)["expression"] == ["Consent.scope"]


@pytest.mark.parametrize("resource_id", ["a_b", "x" * 65, "a%20b", "é"])
async def test_an_id_has_letters_digits_hyphens_and_full_stops(
    region: Region, resource_id: str
) -> None:
    source = await region.organization()

    assert (await source.get(f"Goal/{resource_id}")).status_code == 400
    assert (await source("PUT", f"Goal/{resource_id}", {})).status_code == 400


async def test_an_id_of_64_characters_is_an_id(region: Region) -> None:
    dossier = await a_dossier(region)
    longest = f"{dossier.source.ura}-{'x' * 64}"[:64]

    assert (await dossier.source.put(a_goal(dossier.patient, id=longest))).status_code == 201
    assert (await dossier.source.get(f"Goal/{longest}")).status_code == 200


def test_who_is_overtaken_may_send_the_same_again_and_a_machine_is_told_so() -> None:
    """What is for good has another status: https://hl7.org/fhir/R4/http.html#2.21.0.4."""
    refusal = TryAgain("others come first")

    assert (refusal.status, refusal.headers) == (409, {"Retry-After": "1"})
    assert refusal.issues[0].code == "lock-error"
    assert "Retry-After" not in VersionConflict("it was answered").headers
