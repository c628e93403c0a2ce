"""A crew's device: registered by a code once, and it never opens anything by itself."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from starlette.routing import Router

from hub.access.devices import LASTS, StoredDevices
from hub.access.sessions import PROFESSIONALS, StoredSessions
from hub.commands.devices import (
    InvalidDevice,
    add_device,
    list_devices,
    revoke_device,
)
from hub.pages.ticket.device import DeviceDoor
from hub.security.buckets import Buckets
from hub.security.device import Device, Enrolling, Registered, as_typed, new_code, shift_on
from hub.security.professional_request import ProfessionalRequest
from hub.security.requester import Practitioner
from hub.settings import AuditSettings
from hub.storage import handles
from hub.storage.handles import NewHandle
from profiles.identifiers import InvalidIdentifier
from tests.hub.pages.ticket.papers import BASE, OURS
from tests.plugins.hub import Running

pytestmark = pytest.mark.anyio
URA = "90000107"
A_NURSE = ProfessionalRequest(
    practitioner=Practitioner("900000107", "V. Verpleger", "30.000", "substantial"),
    ura=URA,
    organization_type="A1",
    name="Ambulancedienst",
    scopes=("user/*.rs",),
)
WRONG = ["", "x", "AAAA-AAAA-AAAA-AAAA", "A" * 500, "é", "\ud800"]


@pytest.fixture
def desk(hub: Running) -> AuditSettings:
    """As who runs the hub has it on his own machine."""
    has = hub.settings
    return AuditSettings(
        database_url=has.database_url,
        index_key=has.index_key,
        sealing_keys=has.sealing_keys,
        checkpoint_key=has.checkpoint_key,
    )


@pytest.fixture
def devices(hub: Running) -> StoredDevices:
    return StoredDevices(hub.database, hub.access.keyring, hub.access.ledger)


@pytest.fixture
def typing(hub: Running, devices: StoredDevices) -> Callable[..., httpx.AsyncClient]:
    def browser(url: str = BASE, **how: Buckets) -> httpx.AsyncClient:
        door = DeviceDoor(devices, hub.clock, url, **how)
        transport = httpx.ASGITransport(Router(door.routes()))
        return httpx.AsyncClient(transport=transport, base_url=url)

    return browser


def asked(hub: Running, ahead: timedelta = timedelta()) -> Enrolling:
    return Enrolling(hub.clock() + ahead, "request-abcdefgh", "192.0.2.1")


@pytest.mark.parametrize("code", WRONG)
async def test_a_code_that_nobody_gave_registers_nothing(
    hub: Running, devices: StoredDevices, code: str
) -> None:
    assert await devices.enrol(code, asked(hub)) is None


async def test_a_code_counts_once_and_for_a_quarter_of_an_hour(
    hub: Running, desk: AuditSettings, devices: StoredDevices
) -> None:
    late = (await add_device(desk, URA, "12-101"))["code"]
    once = (await add_device(desk, URA, "12-102"))["code"]

    assert await devices.enrol(late, asked(hub, timedelta(minutes=16))) is None
    assert await devices.enrol(once, asked(hub)) is not None
    assert await devices.enrol(once, asked(hub)) is None


async def test_a_code_is_no_device_and_the_secret_of_another_thing_is_none(
    hub: Running, desk: AuditSettings, devices: StoredDevices
) -> None:
    code, now = (await add_device(desk, URA, "12-103"))["code"], hub.clock()
    session = NewHandle(kind="session", content=b"{}", until=now + LASTS)
    async with hub.database.connection() as connection:
        other = await handles.give(connection, hub.access.keyring, session, now)

    for secret in (code, other, "", "x"):
        assert await devices.of(secret, now) is None


async def test_a_revoked_device_ends_with_its_code_and_all_who_are_logged_in_on_it(
    hub: Running, desk: AuditSettings, devices: StoredDevices
) -> None:
    lost, kept = (await add_device(desk, URA, "lost")), (await add_device(desk, URA, "kept"))
    secrets = [await devices.enrol(one["code"], asked(hub)) for one in (lost, kept)]
    found = [await devices.of(one, hub.clock()) for one in secrets]
    sessions = [await begun_on(hub, one) for one in found]

    await revoke_device(desk, lost["device"])

    assert [await devices.of(one, hub.clock()) is None for one in secrets] == [True, False]
    assert [await is_there(hub, one) for one in sessions] == [False, True]
    assert lost["device"] not in {one["device"] for one in await list_devices(desk)}
    for name in (lost["device"], "x"):
        with pytest.raises(InvalidDevice):
            await revoke_device(desk, name)


async def test_a_code_that_was_revoked_before_it_was_typed_registers_nothing(
    hub: Running, desk: AuditSettings, devices: StoredDevices
) -> None:
    told = await add_device(desk, URA, "12-104")

    await revoke_device(desk, told["device"])

    assert await devices.enrol(told["code"], asked(hub)) is None


async def begun_on(hub: Running, found: Registered | None) -> str:
    now = hub.clock()
    secret, _ = await sessions_of(hub).begin(A_NURSE, now, shift_on(found, URA))
    return secret


async def is_there(hub: Running, secret: str, ahead: timedelta = timedelta()) -> bool:
    return await sessions_of(hub).of(secret, hub.clock() + ahead) is not None


def sessions_of(hub: Running) -> StoredSessions[ProfessionalRequest]:
    kept = hub.database, hub.access.keyring
    return StoredSessions.of_settings(*kept, hub.settings, PROFESSIONALS)


async def test_on_it_a_session_lasts_a_shift_whatever_is_done_and_then_ends(
    hub: Running, desk: AuditSettings, devices: StoredDevices
) -> None:
    secret = await devices.enrol((await add_device(desk, URA, "12-111"))["code"], asked(hub))
    found = await devices.of(secret, hub.clock())
    shift, other = await begun_on(hub, found), await begun_on(hub, None)

    hours = [1, 11]
    assert [await is_there(hub, shift, timedelta(hours=one)) for one in hours] == [True, True]
    assert not await is_there(hub, shift, timedelta(hours=12, minutes=1))
    assert not await is_there(hub, other, timedelta(hours=1))


async def test_who_logs_out_on_it_ends_his_own_session_and_no_colleagues(
    hub: Running, desk: AuditSettings, devices: StoredDevices
) -> None:
    secret = await devices.enrol((await add_device(desk, URA, "12-112"))["code"], asked(hub))
    found = await devices.of(secret, hub.clock())
    first, second = await begun_on(hub, found), await begun_on(hub, found)

    await sessions_of(hub).end(first)

    assert [await is_there(hub, one) for one in (first, second)] == [False, True]
    assert await devices.of(secret, hub.clock()) is not None


async def test_it_is_registered_for_a_year_under_the_name_that_it_was_given(
    hub: Running, desk: AuditSettings, devices: StoredDevices
) -> None:
    secret = await devices.enrol((await add_device(desk, URA, "12-105"))["code"], asked(hub))
    now = hub.clock()

    assert (await devices.of(secret, now)).device == Device(ura=URA, name="12-105")
    assert await devices.of(secret, now + LASTS + timedelta(hours=1)) is None
    assert "12-105" in {one["name"] for one in await list_devices(desk)}


async def test_nothing_is_registered_without_a_name_or_for_no_organisation(
    desk: AuditSettings,
) -> None:
    for name in ("", " ", "x" * 101, "a\x00b", "a\nb"):
        with pytest.raises(InvalidDevice):
            await add_device(desk, URA, name)
    with pytest.raises(InvalidIdentifier):
        await add_device(desk, "x", "12-106")


async def test_all_of_it_is_in_the_ledger_and_neither_code_nor_secret_is(
    hub: Running, desk: AuditSettings, devices: StoredDevices
) -> None:
    told = await add_device(desk, URA, "12-107")
    secret = await devices.enrol(told["code"], asked(hub))
    await devices.enrol(told["code"], asked(hub))
    await revoke_device(desk, told["device"])

    rows = await hub.left_behind(most=80)

    about = [row for row in rows if row["detail"].get("device") == told["device"]]
    assert [row["interaction"] for row in about] == ["configuration", "enrol", "configuration"]
    assert [row["rule"] for row in rows if row["interaction"] == "enrol"][-1] == "no-such-code"
    assert not [row for row in rows if told["code"] in str(row) or secret in str(row)]


async def test_the_page_registers_the_browser_and_tells_it_how(
    desk: AuditSettings, typing: Callable[..., httpx.AsyncClient]
) -> None:
    told = await add_device(desk, URA, "12-108")
    browser = typing("https://hub.example.nl")
    sent = {**OURS, "origin": "https://hub.example.nl"}

    page = await browser.get("/viewer/apparaat")
    typed = told["code"].lower().replace("-", " ")
    answer = await browser.post("/viewer/apparaat", data={"code": typed}, headers=sent)

    assert '<label for="code">' in page.text
    assert answer.status_code == 200
    cookie = {one.strip().lower() for one in answer.headers["set-cookie"].split(";")}
    assert {"secure", "httponly", "path=/", "samesite=lax", "max-age=31536000"} <= cookie
    assert answer.headers["set-cookie"].startswith("__Host-apparaat=")
    assert "domain" not in answer.headers["set-cookie"].lower()
    assert answer.headers["cache-control"] == "no-store"


async def test_another_site_registers_no_browser(
    desk: AuditSettings, typing: Callable[..., httpx.AsyncClient]
) -> None:
    told = await add_device(desk, URA, "12-109")
    browser = typing()

    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elders.example"},
    ):
        sent = OURS | headers
        data = {"code": told["code"]}
        answer = await browser.post("/viewer/apparaat", data=data, headers=sent)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    right = await browser.post("/viewer/apparaat", data={"code": told["code"]}, headers=OURS)
    assert right.status_code == 200


async def test_codes_are_tried_so_many_times_and_then_none_counts(
    desk: AuditSettings, typing: Callable[..., httpx.AsyncClient]
) -> None:
    told = await add_device(desk, URA, "12-110")
    browser = typing(tries=Buckets(0.001, 3))

    async def typed(code: str) -> httpx.Response:
        return await browser.post("/viewer/apparaat", data={"code": code}, headers=OURS)

    assert [(await typed("x")).status_code for _ in range(3)] == [403] * 3
    late = await typed(told["code"])
    assert late.status_code == 429
    assert "set-cookie" not in late.headers


def test_a_shift_is_of_the_devices_own_organisation_alone() -> None:
    found = Registered(Device(ura=URA, name="x"), uuid4())

    assert shift_on(None, URA) is None
    assert shift_on(found, "90000108") is None
    assert shift_on(found, "") is None
    device, limits = shift_on(found, URA)
    assert (device, limits.absolute) == (found.name, timedelta(hours=12))
    # Without a limit of its own for who does nothing.
    assert limits.idle == limits.absolute


def test_a_code_is_read_whatever_stands_between_and_for_look_alikes() -> None:
    code = new_code()

    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    assert code != new_code()
    for typed in (code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert as_typed(typed) == code
    assert as_typed("0I1O-AAAA") == "OIIO-AAAA"
