"""What a profile refuses and the policy lets in is stored, and the vendor is told unasked.

docs/decisions/0015-policy-per-profile-and-source.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from hub.validation.policy import Policy, PolicyPart
from hub.validation.verdicts import Verdicts
from profiles.issue import Issue
from profiles.validator import Validator
from tests.builders import a_goal, a_patient, a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier, address
from tests.plugins.hub import WHOLE, Caller, Region, Running

pytestmark = pytest.mark.anyio

PROFILE = "https://example.org/StructureDefinition/goal-with-a-category"
RULE = "Goal.category min"


class AsksACategory(Validator):
    """The hub's validator and one profile more: a Goal has a category."""

    def validate(
        self, resource: Mapping[str, Any], profiles: Sequence[str] | None = None
    ) -> list[Issue]:
        found = super().validate(resource, profiles)
        for number, entry in enumerate(resource.get("entry", [])):
            found += _lacks(entry.get("resource", {}), f"Bundle.entry[{number}].resource")
        return found + _lacks(resource, "Goal")


def _lacks(resource: Mapping[str, Any], at: str) -> list[Issue]:
    if resource.get("resourceType") != "Goal" or "category" in resource:
        return []
    return [Issue("error", "required", f"{at}.category", "No category; add one.", PROFILE, RULE)]


@dataclass(frozen=True)
class Strict:
    """The running hub with the profile; `mild` are the sources that are let in."""

    running: Running
    endpoint: Any

    def let_in(self, source: Caller) -> None:
        self._set(
            sources={
                **self._verdicts.policy.sources,
                source.ura: PolicyPart(profiles={PROFILE: "warn"}),
            }
        )

    @property
    def _verdicts(self) -> Verdicts:
        verdicts: Verdicts = self.endpoint.hub.verdicts
        return verdicts

    def _set(self, sources: Mapping[str, PolicyPart]) -> None:
        verdicts = replace(self._verdicts, policy=Policy(self._verdicts.policy.everyone, sources))
        object.__setattr__(self.endpoint, "hub", replace(self.endpoint.hub, verdicts=verdicts))


@pytest.fixture
def strict(hub: Running) -> Iterator[Strict]:
    endpoint = hub.app.fhir.app  # type: ignore[union-attr]  # the endpoint behind the watcher
    before = endpoint.hub
    validator = AsksACategory(before.verdicts.validator.definitions)
    verdicts = replace(before.verdicts, validator=validator)
    object.__setattr__(endpoint, "hub", replace(before, verdicts=verdicts))
    yield Strict(hub, endpoint)
    object.__setattr__(endpoint, "hub", before)


def said(outcome: Mapping[str, Any]) -> list[tuple[str, str]]:
    assert outcome["resourceType"] == "OperationOutcome"
    return [(one["severity"], one["code"]) for one in outcome["issue"]]


async def an_open_dossier(region: Region) -> Dossier:
    """Of which nothing is told closed, so that what is told is of the profile."""
    dossier = await a_dossier(region)
    await dossier.open_to(await region.doctor())
    return dossier


STORED = [("information", "informational"), ("warning", "required")]


async def test_who_is_not_let_in_is_refused_with_the_line_of_the_rule(
    region: Region, strict: Strict
) -> None:
    dossier = await an_open_dossier(region)

    answer = await dossier.source.post(a_goal(dossier.patient))

    assert answer.status_code == 422
    [issue] = answer.json()["issue"]
    assert issue["details"] == {"coding": [{"system": PROFILE, "code": RULE}]}
    assert issue["expression"] == ["Goal.category"]


async def test_a_create_says_what_it_was_stored_against(region: Region, strict: Strict) -> None:
    dossier = await an_open_dossier(region)
    strict.let_in(dossier.source)

    answer = await dossier.source.post(a_goal(dossier.patient), prefer=WHOLE)

    assert answer.status_code == 201
    assert said(answer.json()) == STORED
    assert (await dossier.source.get(address(answer))).status_code == 200


@pytest.mark.parametrize(
    ("prefer", "kind"),
    [
        ("return=minimal", None),
        ("return=representation", "Goal"),
        ("return=OperationOutcome", "OperationOutcome"),
        ("handling=strict", "Goal"),
    ],
)
async def test_the_answer_is_what_prefer_asks_and_the_header_names_the_line(
    region: Region, strict: Strict, prefer: str, kind: str | None
) -> None:
    dossier = await an_open_dossier(region)
    strict.let_in(dossier.source)

    answer = await dossier.source.post(a_goal(dossier.patient), prefer=prefer)

    assert (answer.json()["resourceType"] if answer.content else None) == kind
    if kind != "OperationOutcome":
        assert f'299 - "{RULE}: Goal.category"' in answer.headers["Warning"]


async def test_an_update_says_it_again(region: Region, strict: Strict) -> None:
    dossier = await an_open_dossier(region)
    strict.let_in(dossier.source)
    goal = a_goal(dossier.patient, id=f"goal-{dossier.source.ura}")

    first, second = [await dossier.source.put(goal, prefer=WHOLE) for _ in range(2)]

    assert (first.status_code, second.status_code) == (201, 200)
    assert said(first.json()) == said(second.json()) == STORED


async def test_of_what_is_sound_nothing_is_told(region: Region, strict: Strict) -> None:
    dossier = await an_open_dossier(region)
    strict.let_in(dossier.source)

    answer = await dossier.source.post(a_goal(dossier.patient, category=[{"text": "a"}]))

    assert (answer.status_code, answer.json()["resourceType"]) == (201, "Goal")
    assert "Warning" not in answer.headers


async def test_a_transaction_says_it_of_the_entry_alone(region: Region, strict: Strict) -> None:
    source = await region.organization()
    strict.let_in(source)
    sound = a_goal(urn(0), category=[{"text": "a"}])
    bundle = a_transaction(
        (a_patient(), "POST Patient"), (sound, "POST Goal"), (a_goal(urn(0)), "POST Goal")
    )

    answer = await source.transaction(bundle)
    minimal = await source.transaction(bundle, prefer="return=minimal")

    for one in (answer, minimal):
        assert one.status_code == 200, one.text
        outcomes = [entry["response"].get("outcome") for entry in one.json()["entry"]]
        assert not outcomes[1] or ("warning", "required") not in said(outcomes[1])
        assert ("warning", "required") in said(outcomes[2])


async def test_a_batch_puts_it_beside_the_status(region: Region, strict: Strict) -> None:
    dossier = await an_open_dossier(region)
    strict.let_in(dossier.source)
    entry = {"resource": a_goal(dossier.patient), "request": {"method": "POST", "url": "Goal"}}

    answer = await dossier.source.transaction(
        {"resourceType": "Bundle", "type": "batch", "entry": [entry]}
    )

    [answered] = answer.json()["entry"]
    assert "resource" not in answered
    assert said(answered["response"]["outcome"]) == STORED


async def test_validate_tells_each_source_its_own_policy(region: Region, strict: Strict) -> None:
    mild, other = await a_dossier(region), await a_dossier(region)
    strict.let_in(mild.source)

    told = [
        said((await one.source("POST", "Goal/$validate", a_goal(one.patient))).json())
        for one in (mild, other)
    ]

    assert [one[0] for one in told] == [("warning", "required"), ("error", "required")]
