"""The rules in `consent.decide` are the ones that run: take one out, or put one in, and see it.

docs/decisions/0017-one-decision-in-python.md
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from consent import decide as rules
from consent.case import Case
from consent.decision import Decision, Deny, NotApplicable, Permit, withhold
from consent.section import About
from tests.builders import a_goal
from tests.hub.dossier import Dossier, a_dossier, an_observation, by_bsn, found, names
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Rules:
    """Rules put before all others, for one test; nothing that was decided before is kept."""

    patch: pytest.MonkeyPatch
    running: Running

    def first(self, rule: rules.Rule) -> None:
        self.patch.setattr(rules, "RULES", (rule, *rules.RULES))
        self.running.forget()

    def without(self, rule: rules.Rule) -> None:
        kept = tuple(one for one in rules.RULES if one is not rule)
        assert len(kept) < len(rules.RULES)
        self.patch.setattr(rules, "RULES", kept)
        self.running.forget()


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch, hub: Running) -> Iterator[Rules]:
    yield Rules(monkeypatch, hub)
    monkeypatch.undo()
    hub.forget()


def refuses_everything(_case: Case, _about: About) -> Decision:
    return withhold("planted", "C-NO-CHOICE")


def opens_to_ambulances(case: Case, _about: About) -> Decision:
    """Another: an ambulance sees everything, without a choice."""
    kind = getattr(case.question.asker, "organization_type", "")
    return Permit("planted", "C-EXPLICIT-PERMIT") if kind == "AMB" else NotApplicable()


async def batched(reader: Caller, path: str) -> bool:
    entry = [{"request": {"method": "GET", "url": path}}]
    answer = await reader.transaction({"resourceType": "Bundle", "type": "batch", "entry": entry})
    return answer.json()["entry"][0]["response"]["status"].startswith("200")


async def ways(reader: Caller, dossier: Dossier, goal: str) -> dict[str, bool]:
    """Every way by which one reads another's data, and whether it came."""
    name = goal.partition("/")[2]
    along = await reader.find("Observation", patient=dossier.id, _include="Observation:focus")
    back = await reader.find("Patient", _id=dossier.id, _revinclude="Goal:patient")
    chained = await reader.find("Observation", **{"patient": dossier.id, "focus:Goal._id": name})
    total = await reader.find("Goal", patient=dossier.id, _total="accurate", _count="0")
    return {
        "read": (await reader.get(goal)).status_code == 200,
        "vread": (await reader.get(f"{goal}/_history/1")).status_code == 200,
        "history": (await reader.get(f"{goal}/_history")).status_code == 200,
        "validate": (await reader.get(f"{goal}/$validate")).status_code == 200,
        "search": goal in names(await reader.find("Goal", patient=dossier.id)),
        "search by id": goal in names(await reader.find("Goal", _id=name)),
        "total": total.json()["total"] > 0,
        "include": goal in names(along, "include"),
        "revinclude": goal in names(back, "include"),
        "chain": bool(found(chained)),
        "batch": await batched(reader, goal),
        "by BSN": bool(names(await by_bsn(reader, dossier.bsn))),
    }


async def opened(region: Region) -> tuple[Caller, Dossier, str]:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    goal = await dossier.goal()
    await dossier.add(an_observation(dossier.patient, focus=[{"reference": goal}]))
    return doctor, dossier, goal


async def test_every_way_to_data_is_open_to_whom_the_inhabitant_let_in(region: Region) -> None:
    assert set((await ways(*await opened(region))).values()) == {True}


async def test_a_rule_that_refuses_everything_closes_every_way(
    region: Region, planted: Rules
) -> None:
    doctor, dossier, goal = await opened(region)
    planted.first(refuses_everything)

    assert set((await ways(doctor, dossier, goal)).values()) == {False}


@pytest.mark.parametrize("rule", [rules.own_dossier, rules.explicit_statement])
async def test_a_rule_that_is_taken_out_opens_no_more(
    region: Region, planted: Rules, rule: Callable[..., Decision]
) -> None:
    doctor, dossier, goal = await opened(region)
    reader = dossier.source if rule is rules.own_dossier else doctor
    planted.without(rule)

    assert set((await ways(reader, dossier, goal)).values()) == {False}


async def test_a_new_rule_is_one_function_in_the_order_and_no_sql(
    region: Region, planted: Rules
) -> None:
    dossier = await a_dossier(region)
    goal, ambulance = await dossier.goal(), await region.doctor("AMB")
    assert not (await ways(ambulance, dossier, goal))["read"]
    planted.first(opens_to_ambulances)

    seen = await ways(ambulance, dossier, goal)

    assert {name for name, came in seen.items() if not came} == {"include", "chain"}
    assert (await (await region.doctor()).get(goal)).status_code == 404


async def test_a_push_is_labelled_by_the_same_decision(region: Region) -> None:
    """Drifted once: a yes to all and a no to all were told as open."""
    dossier = await a_dossier(region)
    await dossier.choose()
    await dossier.choose(permit=False)

    answer = await dossier.source.post(a_goal(dossier.patient))

    [row] = await region.left_behind(answer)
    assert row["rule"] == "D-PUSH-STORED-CLOSED"


def test_the_order_holds_every_rule_that_there_is() -> None:
    named = {rule.__name__ for rule in (*rules.CALLER_RULES, *rules.RULES)}
    assert named == {
        *("purpose", "emergency_person", "role", "emergency_conditions", "assurance"),
        "launched",
        *("own_dossier", "without_bsn", "own_data", "deceased", "choices", "corrections"),
        "treatment_relation",
        *("explicit_statement", "mitz", "emergency", "lapsed_statement", "right_to_speak"),
    }
    assert isinstance(rules.default_no(), Deny)
