"""From the answer to a withdrawal at one hub on, no read that begins at another shows anything."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
import pytest

from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    registered_with,
    urn,
)
from tests.e2e.people import token_of
from tests.e2e.systems import DOCTOR, System
from tests.e2e.two import Two

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

GOALS = 5
READS = 200
IN_FLIGHT = 100
TIMES = 2
Read = tuple[float, httpx.Response]


@dataclass(slots=True)
class Home:
    """An inhabitant with goals at a practice, which a doctor elsewhere may see by his own word."""

    two: Two
    doctor: System
    patient: str
    goals: list[str]
    token: str = field(repr=False)
    doctors: str = field(repr=False)
    choice: dict[str, Any] = field(default_factory=dict)
    etag: str = ""

    @classmethod
    async def of(cls, two: Two) -> "Home":
        source, doctor, bsn = await two.system(), await two.system(DOCTOR), a_bsn()
        pushed = await source.call(
            two.one.url,
            "POST",
            "",
            json=a_transaction(
                (
                    a_patient(bsn, birthDate="1948-03-01", **registered_with(source.ura)),
                    "POST Patient",
                ),
                *[(a_goal(urn(0)), "POST Goal") for _ in range(GOALS)],
            ),
        )
        assert pushed.status_code == 200, pushed.text
        names = [one["response"]["location"].split("/_")[0] for one in pushed.json()["entry"]]
        home = cls(two, doctor, names[0], names[1:], token_of(two.one, bsn), "")
        home.doctors = await doctor.token(two.one.url)
        await home.lets_in()
        return home

    async def writes(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
        """At the one process, by the inhabitant himself."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/fhir+json",
            **({"If-Match": self.etag} if method == "PUT" else {}),
        }
        url = f"{self.two.one.url}/fhir/{path}"
        answer = await self.two.http.request(method, url, json=body, headers=headers)
        assert answer.is_success, answer.text
        self.choice, self.etag = answer.json(), answer.headers["ETag"]
        return answer

    async def lets_in(self) -> None:
        """The doctor may look: he says so, or says so again."""
        if self.choice:
            await self.turns("active")
        else:
            said = a_privacy_consent(self.patient, user=self.doctor.ura)
            await self.writes("POST", "Consent", said)
        for url in self.two.urls:
            assert shows(await self.asks(f"Goal?patient={self.patient}", url))

    async def turns(self, status: str) -> float:
        """The same choice with another status; the moment at which the answer was there."""
        await self.writes("PUT", f"Consent/{self.choice['id']}", {**self.choice, "status": status})
        return time.perf_counter()

    async def asks(self, path: str, url: str | None = None, **request: Any) -> httpx.Response:
        """The doctor, at the other process."""
        method = "POST" if request else "GET"
        return await self.doctor.call(
            url or self.two.other.url, method, path, self.doctors, **request
        )

    async def reads(self, number: int) -> Read:
        """One of the ways in, and when it began."""
        goal = self.goals[number % GOALS]
        ways: list[Callable[[], Awaitable[httpx.Response]]] = [
            lambda: self.asks(f"Goal?patient={self.patient}"),
            lambda: self.asks(goal),
            lambda: self.asks(f"Goal?patient={self.patient}&_count=0&_total=accurate"),
            lambda: self.asks("Goal/_search", data={"patient": self.patient}),
            lambda: self.asks(f"{goal}/_history"),
            lambda: self.asks(f"{goal}/_history/1"),
            lambda: self.asks(f"Patient?_id={self.patient[8:]}&_revinclude=Goal:patient"),
            lambda: self.asks("", json=a_batch([goal, f"Goal?patient={self.patient}"])),
        ]
        began = time.perf_counter()
        return began, await ways[number % len(ways)]()


def a_batch(urls: list[str]) -> dict[str, Any]:
    entries = [{"request": {"method": "GET", "url": url}} for url in urls]
    return {"resourceType": "Bundle", "type": "batch", "entry": entries}


def shows(answer: httpx.Response) -> bool:
    """Whether anything of the goals is in it, a number of them too."""
    assert answer.status_code in {200, 404}, answer.text
    return answer.status_code == 200 and tells(answer.json())


def tells(said: dict[str, Any]) -> bool:
    if said["resourceType"] == "Bundle":
        inside = [one["resource"] for one in said.get("entry", []) if "resource" in one]
        return bool(said.get("total")) or any(tells(one) for one in inside)
    return said["resourceType"] in {"Goal", "Patient"}


@asynccontextmanager
async def locked(owner_url: str, table: str) -> AsyncIterator[None]:
    """Nobody reads this table until then."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def waits_for_a_lock(owner_url: str, most: int) -> None:
    """Until so many statements of the hubs wait for one."""
    connection = await asyncpg.connect(owner_url)
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            waiting = await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            )
            if waiting >= most:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("nothing waits")
    finally:
        await connection.close()


async def test_no_read_that_began_after_the_answer_shows_anything(two: Two) -> None:
    home = await Home.of(two)
    after = 0
    for _ in range(TIMES):
        await home.lets_in()
        before = [asyncio.create_task(home.reads(number)) for number in range(IN_FLIGHT)]
        await asyncio.wait(before, return_when=asyncio.FIRST_COMPLETED)
        answered = await home.turns("inactive")
        later = [asyncio.create_task(home.reads(number)) for number in range(READS - IN_FLIGHT)]
        done = await asyncio.gather(*before, *later)

        began_after = [answer for began, answer in done if began > answered]
        assert len(began_after) >= READS - IN_FLIGHT
        assert not [one.url for one in began_after if shows(one)]
        after += len(began_after)
    assert after >= TIMES * (READS - IN_FLIGHT)


async def test_what_a_process_decided_before_opens_nothing_after(two: Two) -> None:
    home = await Home.of(two)
    for number in range(16):
        _, answer = await home.reads(number)
        assert shows(answer)  # all of it is held now

    await home.turns("inactive")

    for number in range(16):
        _, answer = await home.reads(number)
        assert not shows(answer)


async def test_the_next_page_of_a_search_that_was_begun_shows_nothing(two: Two) -> None:
    home = await Home.of(two)
    page = await home.asks(f"Goal?patient={home.patient}&_count=2")
    assert shows(page)
    [following] = [one["url"] for one in page.json()["link"] if one["relation"] == "next"]

    await home.turns("inactive")

    for url in two.urls:
        assert not shows(await home.asks(following.partition("/fhir/")[2], url))


async def test_of_a_batch_that_runs_nothing_more_is_shown_once_it_is_closed(two: Two) -> None:
    home = await Home.of(two)
    urls = [f"Goal?patient={home.patient}", *home.goals] * 40
    running = asyncio.create_task(home.asks("", json=a_batch(urls)))
    await asyncio.sleep(0)
    await home.turns("inactive")

    entries = (await running).json()["entry"]
    shown = ["resource" in one and tells(one["resource"]) for one in entries]
    assert len(shown) == len(urls)
    assert shown == sorted(shown, reverse=True)  # each by what held then: open, then closed
    assert not shows(await home.asks("", json=a_batch(urls)))


async def test_a_read_that_waited_for_the_database_meanwhile_shows_all_or_nothing(
    two: Two, owner_url: str
) -> None:
    """And one that began after the answer, and has to wait, shows nothing."""
    home = await Home.of(two)
    search = f"Goal?patient={home.patient}"
    async with locked(owner_url, "resource"):
        began = asyncio.create_task(home.asks(search))
        await waits_for_a_lock(owner_url, 1)
        withdrawal = asyncio.create_task(home.turns("inactive"))
        await waits_for_a_lock(owner_url, 2)
    seen, _ = await asyncio.gather(began, withdrawal)
    assert seen.json()["total"] in {0, GOALS}

    async with locked(owner_url, "resource"):
        late = asyncio.create_task(home.asks(search))
        await waits_for_a_lock(owner_url, 1)
    assert not shows(await late)
