"""The last word: whoever says what, in any order, each organisation sees what the model says.

After every step three organisations search, read and count for treatment, and one hands over.
`LAST_WORDS=500` for so many interleavings, `--hypothesis-seed` for others than CI's.
"""

import os
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.asker import Representative
from hub.security.errand import Client, Errand
from hub.write.mandate_over import mandate_over
from tests.builders import a_bsn, a_goal
from tests.hub.dossier import address
from tests.hub.persons import Person, known, person
from tests.model.choices import Choice
from tests.model.consent_model import Asker, Organisation
from tests.model.last_word import (
    By,
    Cast,
    Change,
    LastWord,
    Over,
    Say,
    Step,
    Terms,
    Turn,
    Wait,
)
from tests.plugins.hub import Caller, Region

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

INTERLEAVINGS = int(os.environ.get("LAST_WORDS", "10"))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DOCTOR = "01.015"

BY = st.sampled_from(["himself", "himself", "proxy", "practice"])
PLACE = st.sampled_from([None, 0, 1, 2])
TERMS = st.builds(
    Terms,
    permit=st.booleans(),
    holder=st.sampled_from([None, 0, 1]),
    user=st.sampled_from([None, 1, 2]),
    excepted=st.sampled_from([None, None, 1, 2]),
    starts=st.sampled_from([-1, 0, 1]),
    ends=st.sampled_from([None, None, 0, 1]),
    status=st.sampled_from(["active", "active", "proposed"]),
)
WHICH = st.integers(0, 3)
TURNED = st.sampled_from(["active", "inactive", "inactive", "proposed", "entered-in-error"])
STEPS = st.lists(
    st.builds(Say, BY, TERMS)
    | st.builds(Change, BY, WHICH, TERMS)
    | st.builds(Turn, BY, WHICH, TURNED)
    | st.builds(Turn, BY, WHICH, TURNED)
    | st.builds(Wait, st.sampled_from([1, 2]))
    | st.builds(Over),
    min_size=1,
    max_size=12,
)


class MidnightPassed(Exception):
    """The day changed between what was done and what was looked at."""


@dataclass(slots=True)
class Life:
    """One inhabitant at the hub, and the same in the model."""

    region: Region
    callers: list[Caller]
    cast: Cast
    patient: str = ""
    himself: Person = field(init=False)
    proxy: Person = field(init=False)
    goals: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    looked: int = 0
    model: LastWord = field(init=False)

    @classmethod
    async def of(cls, region: Region, callers: list[Caller]) -> "Life":
        """Who is treated at a practice and a hospital, which each keep a goal of his."""
        kinds = [Organisation(one.ura, one.organization_type) for one in callers]
        life = cls(region, callers, Cast((kinds[0], kinds[1], kinds[2])))
        life.model = LastWord(life.cast)
        bsn = a_bsn()
        for holder in callers[:2]:
            patient = await known(holder, bsn)
            life.patient = life.patient or patient
            life.goals[holder.ura] = address(await holder.post(a_goal(life.patient)))
        life.himself = person(region.running, bsn)
        life.proxy = person(region.running, bsn, ground="proxy")
        return life

    @property
    def today(self) -> date:
        return self.region.running.clock().astimezone(AMSTERDAM).date()

    def caller(self, by: By) -> Caller:
        return {"himself": self.himself, "proxy": self.proxy, "practice": self.callers[0]}[by]

    async def take(self, step: Step) -> None:
        """One step, which must be taken or refused as the model says."""
        match step:
            case Wait(days=days):
                self.region.running.clock.ahead += timedelta(days=days)
            case Over():
                await self.over()
            case Say(by=by, terms=terms):
                await self.say(by, terms.choice(self.cast, self.today))
            case Change(by=by, which=which, terms=terms) if self.versions:
                await self.change(by, which, terms.choice(self.cast, self.today))
            case Turn(by=by, which=which, status=status) if self.versions:
                choice = self.model.words[self.named(which)].choice
                await self.change(by, which, replace(choice, status=status))

    def named(self, which: int) -> str:
        return list(self.versions)[-1 - which % len(self.versions)]

    async def say(self, by: By, choice: Choice) -> None:
        body = choice.fhir("Consent/new", self.patient)
        del body["id"]
        answer = await self.caller(by).post(body)
        assert answer.status_code == 201, answer.text
        name = address(answer)
        self.versions[name] = answer.headers["ETag"]
        self.model.said(by, name, choice)

    async def change(self, by: By, which: int, choice: Choice) -> None:
        name = self.named(which)
        body, etag = choice.fhir(name, self.patient), self.versions[name]
        refusals = self.model.refuses(by, name)
        answer = await self.caller(by)("PUT", name, body, if_match=etag)
        assert answer.status_code in (refusals or {200}), (by, answer.status_code, answer.text)
        if not refusals:
            self.versions[name] = answer.headers["ETag"]
            self.model.changed(by, name, choice)

    async def over(self) -> None:
        """As a door tells it that asked the register again."""
        running, proxy = self.region.running, self.proxy
        client = Client(client_id="app", name="Een PGO", scopes=(), token_id="t")
        who = Representative(whose=str(proxy.whose), ground="proxy", assurance="substantial")
        now = running.clock()
        errand = Errand(asker=who, purpose="PATRQT", now=now, request_id="over", client=client)
        told = await mandate_over(running.access, errand, proxy.whose, proxy.subject, "proxy")
        assert told == self.model.stands
        self.model.stands = False

    async def look(self) -> None:
        """What each sees, by every way, is what the model says, and he himself sees all."""
        day = self.today
        for caller, kind in zip(self.callers, self.cast.organisations, strict=True):
            await self.look_as(Asker(kind, DOCTOR, "TREAT"), caller)
        await self.look_as(Asker(self.cast.organisations[1], DOCTOR, "COC"), self.callers[1])
        seen = await self.himself.get(f"Consent?patient={self.patient}&_count=100")
        assert ids(seen.json()) == set(self.versions)
        if self.today != day:
            raise MidnightPassed

    async def look_as(self, asker: Asker, organisation: Caller) -> None:
        caller = replace(organisation, role=asker.role, purpose=asker.purpose)
        opened = {
            goal
            for custodian, goal in self.goals.items()
            if self.model.opens(asker, custodian, self.today)
        }
        asked = [
            f"Goal?patient={self.patient}",
            f"Goal?patient={self.patient}&_count=0&_total=accurate",
            f"Consent?patient={self.patient}&_count=100",
            *self.goals.values(),
        ]
        bundle = {
            "resourceType": "Bundle",
            "type": "batch",
            "entry": [{"request": {"method": "GET", "url": url}} for url in asked],
        }
        found, counted, choices, *read = (await caller.transaction(bundle)).json()["entry"]
        got = {
            "search": ids(found["resource"]),
            "read": {
                goal
                for goal, one in zip(self.goals.values(), read, strict=True)
                if one["response"]["status"].startswith("200")
            },
            "count": counted["resource"]["total"],
            "choices": ids(choices["resource"]),
        }
        expected = {"search": opened, "read": opened, "count": len(opened)}
        assert got == {**expected, "choices": self.model.seen_by(asker)}, asker
        await self.look_outside_of_a_batch(caller, opened)

    async def look_outside_of_a_batch(self, caller: Caller, opened: set[str]) -> None:
        """By one of the ways, in turn."""
        self.looked += 1
        if self.looked % 3 == 0:
            found = await caller.find("Goal", patient=self.patient.partition("/")[2])
            assert ids(found.json()) == opened
        else:
            goal = list(self.goals.values())[self.looked % 2]
            read = await caller.get(goal)
            assert (read.status_code == 200) == (goal in opened), read.text


def ids(searchset: dict[str, Any]) -> set[str]:
    """`Type/id` of each match."""
    return {
        f"{one['resource']['resourceType']}/{one['resource']['id']}"
        for one in searchset.get("entry", [])
        if one["search"]["mode"] == "match"
    }


@pytest.fixture
def lives(region: Region) -> Any:
    """A way to begin one; the organisations are the same for all of them."""
    made: list[Caller] = []

    async def begin() -> Life:
        if not made:
            made.extend([await region.organization(kind) for kind in ("H1", "V4", "X3")])
        region.running.clock.ahead = timedelta()
        return await Life.of(region, made)

    yield begin
    region.running.clock.ahead = timedelta()


@settings(
    max_examples=INTERLEAVINGS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
async def test_each_sees_what_the_model_says_at_every_step(lives: Any, steps: list[Step]) -> None:
    life: Life = await lives()
    try:
        for step in steps:
            await life.take(step)
            await life.look()
    except MidnightPassed:
        return
