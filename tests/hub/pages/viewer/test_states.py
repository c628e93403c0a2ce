"""What the page says where not all could be read, too much is asked, or something failed."""

from typing import Any

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from hub.access.addresses import StoredAddresses
from hub.access.devices import StoredDevices
from hub.access.sessions import PROFESSIONALS, StoredSessions
from hub.access.tickets import StoredTickets
from hub.ledger.search import Asked, own_entries
from hub.pages.viewer import Parts, viewer
from hub.pages.viewer.visit import Kept
from hub.security.buckets import Buckets
from hub.security.places import Places
from hub.security.professional_request import About, ProfessionalRequest
from tests.builders import a_bsn, a_goal, a_treatment_directive
from tests.hub.pages.viewer.at_work import words_on
from tests.hub.pages.viewer.form.door import tools_of
from tests.hub.pages.viewer.test_same_as_token import asks
from tests.hub.persons import known
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


class Registered:
    """Nobody logs in here; whoever is logged in stands."""

    async def stands(self, who: ProfessionalRequest) -> bool:
        """He does."""
        return bool(who.ura)


class Reader:
    """A doctor in a browser, who looks at one of his own patients."""

    def __init__(self, region: Region, **parts: object) -> None:
        running = region.running
        access, settings = running.access, running.settings
        at = access.database, access.keyring
        self.region = region
        self.sessions = StoredSessions.of_settings(*at, settings, PROFESSIONALS)
        self.addresses = StoredAddresses(*at)
        right = {
            "settings": settings,
            "access": access,
            "clock": running.clock,
            "places": Places(50, 2),
            "sessions": self.sessions,
            "addresses": self.addresses,
            "log_in": Registered(),
            "tools": tools_of(running),
            "devices": StoredDevices(*at, access.ledger),
            "tickets": StoredTickets(access),
        }
        self.parts = Parts(**(right | parts))

    async def looks(self) -> httpx.AsyncClient:
        """At the page about a patient of his practice, of whom there are a goal and a wish."""
        doctor = await self.region.doctor("H1")
        self.bsn = a_bsn()
        self.patient = await known(doctor, self.bsn)
        self.whose = doctor
        for one in (a_goal(self.patient), a_treatment_directive(self.patient)):
            await doctor.post(one)
        return await self.comes_back()

    async def looks_at_a_stranger(self) -> httpx.AsyncClient:
        """At the page about somebody of whom nobody knows anything."""
        self.whose, self.bsn = await self.region.doctor("H1"), a_bsn()
        return await self.comes_back()

    async def rows(self) -> list[dict[str, Any]]:
        """What the ledger has of his organisation, the newest first."""
        asked = Asked(self.whose.ura, (), None, None, 100)
        access = self.region.running.access
        async with access.database.connection() as connection:
            found = await own_entries(connection, access.ledger, asked)
        return [msgspec.structs.asdict(one.record) for one in found.entries]

    async def comes_back(self) -> httpx.AsyncClient:
        """In a new session, at a page about the same person."""
        now = self.region.running.clock()
        secret, self.session = await self.sessions.begin(asks(self.whose), now)
        kept = Kept(About(bsn=self.bsn, relation=True))
        name = await self.addresses.give(secret, msgspec.json.encode(kept), now)
        self.path = f"/viewer/w/{name}"
        app = Starlette(routes=viewer(self.parts).routes())
        base = self.region.running.settings.public_url
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base)
        client.cookies.set("viewer", secret, domain="127.0.0.1", path="/")
        return client


async def test_what_can_t_be_read_is_told_beside_the_rest(region: Region) -> None:
    reader = Reader(region)
    client = await reader.looks()
    assert "kon niet" not in words_on(await client.get(reader.path))
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE resource_version v SET last_updated = last_updated + interval '1 second' "
            "FROM inhabitant i WHERE i.pat = v.pat AND v.type = 'Goal' AND v.custodian = $1",
            reader.whose.ura,
        )

    page = await client.get(reader.path)

    assert page.status_code == 200
    assert "alert-care" in page.text
    assert "NIET reanimeren" in words_on(page)


async def test_a_record_that_was_changed_outside_the_hub_is_not_told_to_be_empty(
    region: Region,
) -> None:
    reader = Reader(region)
    client = await reader.looks()
    region.running.forget()
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE inhabitant SET epoch = epoch + 1 WHERE pat IN "
            "(SELECT pat FROM resource WHERE type = 'Goal' AND custodian = $1)",
            reader.whose.ura,
        )

    page = await client.get(reader.path)

    assert "Niet alles kon worden gelezen" in words_on(page)
    assert "Er staat hier niets" not in words_on(page)
    assert f"BSN eindigt op {reader.bsn[-3:]}" in words_on(page)


@pytest.mark.parametrize("path", ["/viewer/inloggen", "/viewer/launch"])
async def test_an_address_that_begins_too_many_log_ins_waits(region: Region, path: str) -> None:
    reader = Reader(region, log_ins=Buckets(0.001, 0))
    nobody = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=Starlette(routes=viewer(reader.parts).routes())),
        base_url=region.running.settings.public_url,
    )
    launch = {"iss": f"{region.running.settings.public_url}/fhir", "launch": "x" * 43}

    page = await nobody.get(path, params=launch if path.endswith("launch") else {})

    assert (page.status_code, page.headers["retry-after"]) == (429, "60")


async def test_who_asks_too_much_waits_and_is_told_that_it_says_nothing_of_the_wishes(
    region: Region,
) -> None:
    reader = Reader(region, visits=Buckets(0.001, 1))
    client = await reader.looks()
    assert (await client.get(reader.path)).status_code == 200

    page = await client.get(reader.path)

    assert page.status_code == 429
    assert "Dit zegt niets over de wensen" in words_on(page)
    assert f'href="{reader.path}"' in page.text


class Broken:
    """Nobody's turn is counted: it fails."""

    def take(self, _key: object) -> float:
        """Never."""
        raise KeyError("x")


FAILING = {503: {"places": Places(0, 0)}, 500: {"visits": Broken()}}


@pytest.mark.parametrize("status", FAILING)
async def test_what_fails_shows_nothing_and_says_so(region: Region, status: int) -> None:
    reader = Reader(region, **FAILING[status])
    client = await reader.looks()

    page = await client.get(reader.path)

    assert page.status_code == status
    assert "Dit zegt niets over de wensen" in words_on(page)
    assert f'href="{reader.path}"' in page.text
    assert "reanim" not in page.text


async def test_a_session_changed_in_the_database_is_none(region: Region) -> None:
    reader = Reader(region)
    client = await reader.looks()
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE handle SET until = until + interval '1 day' WHERE subject = $1",
            reader.session.who.subject,
        )

    assert (await client.get(reader.path)).status_code == 403


async def test_an_address_changed_or_moved_in_the_database_is_none(region: Region) -> None:
    for change in ("until = until + interval '1 day'", "family = gen_random_uuid()"):
        reader = Reader(region)
        client = await reader.looks()
        async with region.running.tampering() as connection:
            await connection.execute(
                f"UPDATE handle SET {change} WHERE subject = $1 AND kind = 'viewer-page'",
                reader.session.who.subject,
            )

        assert (await client.get(reader.path)).status_code == 404
