"""Conditional create and update. https://hl7.org/fhir/R4/http.html#ccreate."""

import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.hub.dossier import Dossier, a_dossier, address, addresses, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

NUMBERS = "https://example.org/numbers"


def numbered(dossier: Dossier, number: str = "1", **members: object) -> dict:
    identifier = [{"system": NUMBERS, "value": f"{dossier.source.ura}-{number}"}]
    return a_goal(dossier.patient, identifier=identifier, **members)


def query(dossier: Dossier, number: str = "1") -> str:
    return f"identifier={NUMBERS}|{dossier.source.ura}-{number}"


async def test_a_conditional_create_without_a_match_creates(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.post(numbered(dossier), if_none_exist=query(dossier))

    assert answer.status_code == 201


@pytest.mark.parametrize("prefix", ["", "?", "Goal?"])
async def test_a_conditional_create_with_one_match_leaves_it_alone(
    region: Region, prefix: str
) -> None:
    dossier = await a_dossier(region)
    first = await dossier.source.post(numbered(dossier))

    answer = await dossier.source.post(
        numbered(dossier, lifecycleStatus="cancelled"), if_none_exist=prefix + query(dossier)
    )

    assert answer.status_code == 200
    assert address(answer) == address(first)
    assert (await dossier.source.get(address(first))).json()["lifecycleStatus"] == "active"


async def test_two_conditions_of_one_create_are_refused(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source(
        "POST", f"Goal?{query(dossier)}", numbered(dossier), if_none_exist=query(dossier, "2")
    )

    assert answer.status_code == 400
    assert "two conditions" in fault(answer)["diagnostics"]


@pytest.mark.parametrize("asked", ["identifier=1", "status=active", "_id=1"])
async def test_a_condition_in_the_url_of_a_create_is_one_identifier(
    region: Region, asked: str
) -> None:
    dossier = await a_dossier(region)
    answer = await dossier.source("POST", f"Goal?{asked}", numbered(dossier))
    assert answer.status_code == 400


async def test_a_condition_in_the_url_of_a_create_is_as_one_in_its_header(region: Region) -> None:
    dossier = await a_dossier(region)

    both = [
        await dossier.source("POST", f"Goal?{query(dossier)}", numbered(dossier)) for _ in range(2)
    ]
    again = await dossier.source(
        "POST", f"Goal?{query(dossier)}", numbered(dossier), if_none_exist=query(dossier)
    )

    assert [answer.status_code for answer in (*both, again)] == [201, 200, 200]
    assert len({address(answer) for answer in (*both, again)}) == 1
    assert both[1].json()["id"] == both[0].json()["id"]


async def test_a_condition_with_more_matches_changes_nothing(region: Region) -> None:
    dossier = await a_dossier(region)
    for _ in range(2):
        await dossier.source.post(numbered(dossier))

    created = await dossier.source.post(numbered(dossier), if_none_exist=query(dossier))
    updated = await dossier.source("PUT", f"Goal?{query(dossier)}", numbered(dossier))

    assert created.status_code == updated.status_code == 412
    assert fault(updated)["code"] == "multiple-matches"


async def test_a_conditional_update_creates_then_updates_then_leaves(region: Region) -> None:
    dossier = await a_dossier(region)
    where = f"Goal?{query(dossier)}"

    first = await dossier.source("PUT", where, numbered(dossier))
    same = await dossier.source("PUT", where, numbered(dossier))
    changed = await dossier.source("PUT", where, numbered(dossier, lifecycleStatus="completed"))

    assert [first.status_code, same.status_code, changed.status_code] == [201, 200, 200]
    assert address(first) == address(same) == address(changed)
    assert [same.headers["ETag"], changed.headers["ETag"]] == ['W/"1"', 'W/"2"']


async def test_a_condition_matches_only_what_the_caller_itself_keeps(region: Region) -> None:
    bsn = a_bsn()
    one, other = await a_dossier(region, bsn=bsn), await a_dossier(region, bsn=bsn)
    await one.open_to(other.source)
    first = await one.source("PUT", f"Goal?{query(one)}", numbered(one))

    theirs = await other.source("PUT", f"Goal?{query(one)}", numbered(one))

    assert theirs.status_code == 201
    assert address(theirs) != address(first)


async def test_a_deleted_resource_matches_no_condition(region: Region) -> None:
    dossier = await a_dossier(region)
    first = address(await dossier.source.post(numbered(dossier)))
    await dossier.source("DELETE", first)

    again = await dossier.source.post(numbered(dossier), if_none_exist=query(dossier))

    assert again.status_code == 201
    assert address(again) != first


async def test_a_conditional_update_can_name_a_version_too(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.source.post(numbered(dossier))
    changed = numbered(dossier, lifecycleStatus="completed")

    stale = await dossier.source("PUT", f"Goal?{query(dossier)}", changed, if_match='W/"4"')
    fresh = await dossier.source("PUT", f"Goal?{query(dossier)}", changed, if_match='W/"1"')

    assert [stale.status_code, fresh.status_code] == [412, 200]


@pytest.mark.parametrize(
    "condition",
    [
        "identifier=only-a-value",
        "identifier=|value",
        "identifier=https://example.org/numbers|",
        "identifier=https://example.org/numbers|1,https://example.org/numbers|2",
        "identifier=https://example.org/numbers|1&status=active",
        "lifecycle-status=active",
        "identifier",
        "",
    ],
)
async def test_a_condition_is_one_identifier_with_its_system(
    region: Region, condition: str
) -> None:
    dossier = await a_dossier(region)

    created = await dossier.source.post(numbered(dossier), if_none_exist=condition)
    updated = await dossier.source("PUT", f"Goal?{condition}", numbered(dossier))

    assert created.status_code == updated.status_code == 400
    assert fault(created)["code"] in {"invalid", "not-supported"}


async def test_a_bsn_never_stands_in_the_url_of_a_conditional_update(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()

    answer = await source("PUT", f"Patient?identifier={systems.BSN_SYSTEM}|{bsn}", a_patient(bsn))

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


async def test_a_conditional_reference_becomes_the_one_it_names(region: Region) -> None:
    dossier = await a_dossier(region)
    named = f"Patient?identifier={systems.BSN_SYSTEM}|{dossier.bsn}"

    [stored] = addresses(
        await dossier.source.transaction(a_transaction((a_goal(named), "POST Goal")))
    )

    goal = (await dossier.source.get(stored)).json()
    assert goal["subject"] == {"reference": dossier.patient}


async def test_a_conditional_reference_to_what_is_not_visible_is_as_to_what_is_not_there(
    region: Region,
) -> None:
    dossier, stranger = await a_dossier(region), await region.organization()

    hidden, absent = [
        await stranger.transaction(
            a_transaction((a_goal(f"Patient?identifier={systems.BSN_SYSTEM}|{bsn}"), "POST Goal"))
        )
        for bsn in (dossier.bsn, a_bsn())
    ]

    assert hidden.status_code == absent.status_code == 422
    assert hidden.content == absent.content


async def test_a_conditional_reference_that_names_two_is_refused(region: Region) -> None:
    dossier = await a_dossier(region)
    for _ in range(2):
        await dossier.source.post(numbered(dossier))
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": dossier.patient},
        "goal": [{"reference": f"Goal?{query(dossier)}"}],
    }

    answer = await dossier.source.transaction(a_transaction((plan, "POST CarePlan")))

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Bundle.entry[0].resource.goal[0].reference"]


async def test_a_conditional_reference_stands_in_a_transaction_only(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.post(
        a_goal(f"Patient?identifier={systems.BSN_SYSTEM}|{dossier.bsn}")
    )

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Goal.subject.reference"]
