"""`_has`, chains into what is contained, and how deep they go; what comes along by `*`.

That they tell nothing of what is closed: tests/attacks/test_looking_through.py
"""

from typing import Any

import pytest

from hub.errors import NotSupported
from hub.search.parse import Limits, parse
from tests.hub.counting import counting
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault, names
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio

ATC = "http://www.whocc.no/atc"
LIMITS = Limits("http://127.0.0.1:8000/fhir", 50, 500)


def a_request(patient: str, medication: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "subject": {"reference": patient},
        "contained": [{"resourceType": "Medication", "id": "m", **medication}],
        "medicationReference": {"reference": "#m"},
    }


async def hits(dossier: Dossier, kind: str, **asked: str) -> list[str]:
    return names(await dossier.source.find(kind, patient=dossier.patient, **asked))


async def test_a_chain_goes_into_what_is_contained(region: Region) -> None:
    dossier = await a_dossier(region)
    code = {"code": {"coding": [{"system": ATC, "code": "N02AA01"}]}}
    number = {"identifier": [{"system": "https://example.org/m", "value": "7"}]}
    one = await dossier.add(a_request(dossier.patient, code | number))
    bare = await dossier.add(a_request(dossier.patient, {"status": "active"}))
    both = sorted([one, bare])

    for name, value, expected in (
        ("medication.code", "N02AA01", [one]),
        ("medication.code", f"{ATC}|N02AA01", [one]),
        ("medication.code", "N02AA02", []),
        ("medication:Medication.code", f"{ATC}|", [one]),
        ("medication:Medication.code:not", "N02AA01", [bare]),
        ("medication:Medication.identifier", "https://example.org/m|7", [one]),
        ("medication.status", "active", [bare]),
        ("medication.code:missing", "true", [bare]),
        ("medication:missing", "false", both),
        ("medication:missing", "true", []),
        ("code", "N02AA01", []),
    ):
        assert sorted(await hits(dossier, "MedicationRequest", **{name: value})) == expected, name


async def test_what_is_contained_in_one_reference_is_not_found_by_another(region: Region) -> None:
    dossier = await a_dossier(region)
    resource = a_request(dossier.patient, {"code": {"coding": [{"code": "x"}]}})
    resource["medicationReference"] = {"reference": "#other"}
    resource["reasonReference"] = [{"reference": "#m"}]
    resource["contained"].append({"resourceType": "Medication", "id": "other"})
    await dossier.source.post(resource)

    assert await hits(dossier, "MedicationRequest", **{"medication.code": "x"}) == []


@pytest.mark.parametrize("deepest", [1, 2, 3])
def test_how_deep_a_chain_goes_is_what_the_region_set(deepest: int) -> None:
    limits = Limits(LIMITS.server_url, 50, 500, deepest)
    steps = "has-member:Observation."
    back = "_has:Observation:has-member:"

    for name in (steps * deepest + "code", back * deepest + "code"):
        parse("Observation", [("patient", "1"), (name, "x")], limits)
    for name in (
        steps * (deepest + 1) + "code",
        back * (deepest + 1) + "code",
        back + steps * deepest + "code",
    ):
        with pytest.raises(NotSupported, match=f"at most {deepest} references"):
            parse("Observation", [("patient", "1"), (name, "x")], limits)


async def test_everything_that_matches_refer_to_comes_along(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    inner = await dossier.add(an_observation(dossier.patient, focus=[{"reference": goal}]))
    outer = await dossier.add(an_observation(dossier.patient, hasMember=[{"reference": inner}]))
    asked = {"_id": outer.partition("/")[2]}

    for include, brought in (
        ({"_include": "*"}, {dossier.patient, inner}),
        ({"_include": "Observation:*"}, {dossier.patient, inner}),
        ({"_include": "Goal:*"}, set()),
        ({"_include": "Observation:*", "_include:iterate": "*"}, {dossier.patient, inner, goal}),
        ({"_include": "Observation:has-member", "_include:iterate": "Observation:*"},
         {dossier.patient, inner, goal}),
    ):  # fmt: skip
        answer = await dossier.source.find("Observation", **asked, **include)
        assert set(names(answer, "include")) == brought, include
        assert names(answer) == [outer]

    for include, brought in (
        ({"_revinclude": "Observation:*"}, {inner}),
        ({"_revinclude": "Observation:*", "_revinclude:iterate": "Observation:*"}, {inner, outer}),
        ({"_revinclude": "Goal:*"}, set()),
    ):
        answer = await dossier.source.find("Goal", _id=goal.partition("/")[2], **include)
        assert set(names(answer, "include")) == brought, include


async def test_looking_through_costs_no_statement_and_opening_one(
    hub: Running, region: Region
) -> None:
    dossier = await a_dossier(region)
    await dossier.add(an_observation(dossier.patient, valueQuantity={"value": 5}))
    async with counting(hub) as (client, asked):
        dossier.source.client = client

        async def statements(**more: str) -> int:
            await dossier.source.find("Observation", patient=dossier.patient, **more)
            asked.clear()
            answer = await dossier.source.find("Observation", patient=dossier.patient, **more)
            assert answer.status_code == 200, answer.text
            return sum("FROM resource" in one for one in asked)

        plain = await statements(code="a")
        assert await statements(**{"encounter.class": "IMP"}) == plain
        assert (
            await statements(**{"encounter:Encounter._has:Observation:encounter:code": "a"})
            == plain
        )
        assert await statements(**{"_has:Observation:has-member:code": "a"}) == plain
        assert await statements(_list="1") == plain
        assert await statements(**{"value-quantity": "5"}) == plain + 1
        assert await statements(_sort="code") == plain + 1


async def test_the_refusal_of_a_search_over_all_types_says_what_to_do(region: Region) -> None:
    source = await region.organization()

    for answer in (
        await source.get("?_type=Goal"),
        await source.get("_search?_type=Goal"),
        await source.find("", _type="Goal"),
    ):
        assert answer.status_code in {400, 405}
        assert "of one type" in fault(answer)["diagnostics"]


async def test_who_is_referred_to_is_found_by_any_of_what_refers_to_him(region: Region) -> None:
    """Once a name is known to match, no other body is opened for it: that may leave nobody out."""
    dossier = await a_dossier(region)
    stay = {"resourceType": "Encounter", "status": "finished", "class": {"code": "IMP"}}
    stay["subject"] = {"reference": dossier.patient}
    stays = [await dossier.add(stay) for _ in range(3)]
    for which, values in ((0, (1, 2, 9, 9)), (1, (9, 1)), (2, (1, 2))):
        for value in values:
            members = {"encounter": {"reference": stays[which]}, "valueQuantity": {"value": value}}
            await dossier.add(an_observation(dossier.patient, **members))
    await dossier.add(an_observation(dossier.patient, encounter={"reference": stays[2]}))
    await dossier.add(an_observation(dossier.patient))

    for parameter, value, expected in (
        ("value-quantity", "gt5", stays[:2]),
        ("value-quantity", "9", stays[:2]),
        ("value-quantity", "2", [stays[0], stays[2]]),
        ("value-quantity", "2,9", stays),
        ("value-quantity", "10", []),
        ("value-quantity:missing", "true", [stays[2]]),
        ("value-quantity:missing", "false", stays),
    ):
        asked = {f"_has:Observation:encounter:{parameter}": value}
        assert sorted(await hits(dossier, "Encounter", **asked)) == sorted(expected), asked
    one = {"_has:Observation:encounter:value-quantity": "9", "_id": stays[1].partition("/")[2]}
    assert await hits(dossier, "Encounter", **one) == [stays[1]]
