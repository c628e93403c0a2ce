"""Versions after any list of writes: each once, rising, the last one read.

https://hl7.org/fhir/R4/http.html#versions
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.systems import BSN_SYSTEM
from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

SYSTEM = "https://source.example/goal"
DAYS = st.integers(1, 3).map(lambda day: f"2026-01-{day:02d}")
WRITES = st.lists(
    st.one_of(
        st.tuples(st.just("put"), DAYS),
        st.tuples(st.just("conditional"), DAYS),
        st.tuples(st.just("transaction"), DAYS),
        st.tuples(st.just("stale"), DAYS),
        st.tuples(st.just("invalid"), DAYS),
        st.tuples(st.just("delete"), DAYS),
    ),
    max_size=12,
)


@dataclass
class Model:
    """What must be there: one entry a version, None for a deletion."""

    versions: list[str | None] = field(default_factory=list)

    @property
    def now(self) -> str | None:
        return self.versions[-1] if self.versions else None

    def write(self, day: str) -> None:
        if self.now != day:
            self.versions.append(day)

    def delete(self) -> None:
        if self.now is not None:
            self.versions.append(None)


@dataclass
class Goal:
    """One goal of one source, written in every way that there is."""

    source: Caller
    patient: str
    model: Model = field(default_factory=Model)

    @property
    def id(self) -> str:
        return f"goal-{self.source.ura}"

    def on(self, day: str) -> dict[str, Any]:
        identifier = [{"system": SYSTEM, "value": self.source.ura}]
        return a_goal(self.patient, id=self.id, startDate=day, identifier=identifier)

    async def put(self, day: str) -> None:
        answer = await self.source.put(self.on(day))
        self.model.write(day)
        assert answer.is_success
        assert answer.headers["ETag"] == f'W/"{len(self.model.versions)}"'

    async def transaction(self, day: str) -> None:
        bundle = a_transaction((self.on(day), f"PUT Goal/{self.id}"))
        answer = await self.source.transaction(bundle)
        self.model.write(day)
        [entry] = answer.json()["entry"]
        assert entry["response"]["etag"] == f'W/"{len(self.model.versions)}"'

    async def conditional(self, day: str) -> None:
        """Only while it is there: a condition does not find what was deleted."""
        if self.model.now is None:
            return
        url = f"Goal?identifier={SYSTEM}|{self.source.ura}"
        answer = await self.source("PUT", url, self.on(day))
        self.model.write(day)
        assert answer.headers["ETag"] == f'W/"{len(self.model.versions)}"', answer.text

    async def stale(self, day: str) -> None:
        answer = await self.source.put(self.on(day), if_match=f'W/"{len(self.model.versions) + 1}"')
        assert answer.status_code == 412

    async def invalid(self, day: str) -> None:
        answer = await self.source.put(self.on(day) | {"lifecycleStatus": 7})
        assert answer.status_code == 422

    async def delete(self, _day: str) -> None:
        answer = await self.source("DELETE", f"Goal/{self.id}")
        assert answer.status_code == 204
        self.model.delete()


async def a_new_goal(region: Region) -> Goal:
    source, bsn = await region.organization(), a_bsn()
    await source.post(a_patient(bsn))
    found = (await source.find("Patient", identifier=f"{BSN_SYSTEM}|{bsn}")).json()
    return Goal(source, f"Patient/{found['entry'][0]['resource']['id']}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=WRITES)
async def test_after_any_writes_each_version_is_there_once(
    region: Region, writes: list[tuple[str, str]]
) -> None:
    goal = await a_new_goal(region)
    model = goal.model
    ways: dict[str, Callable[..., Any]] = {name: getattr(goal, name) for name, _ in writes}

    for name, day in writes:
        await ways[name](day)

    address = f"Goal/{goal.id}"
    history = await goal.source.get(f"{address}/_history")
    if not model.versions:
        assert history.status_code == 404
        return
    entries = history.json()["entry"][::-1]
    assert [entry["response"]["etag"] for entry in entries] == [
        f'W/"{number}"' for number in range(1, len(model.versions) + 1)
    ]
    assert [entry.get("resource", {}).get("startDate") for entry in entries] == model.versions
    moments = [entry["response"]["lastModified"] for entry in entries]
    assert moments == sorted(moments)
    for number, day in enumerate(model.versions, start=1):
        old = await goal.source.get(f"{address}/_history/{number}")
        assert (old.status_code, old.json().get("startDate")) == (200 if day else 410, day)
    read = await goal.source.get(address)
    assert read.status_code == (200 if model.now else 410)
    assert read.headers["ETag"] == f'W/"{len(model.versions)}"'
