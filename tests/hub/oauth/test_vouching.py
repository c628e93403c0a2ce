"""Who a person behind a token request is, and whose word that is: over HTTP, on PostgreSQL."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from hub.oauth.dezi import dezi
from hub.outbound.fetch import Fetch
from hub.security.places import TOGETHER as TURNS
from hub.security.requester import Mandate, Requester
from hub.security.tokens import TokenVerifier
from tests.hub.oauth.token_exchange import Exchange, exchange
from tests.hub.security.systems import DOCTOR, NOW, PUBLIC_URL, System, elliptic_system, hub_key
from tests.stubs.ministry import Ministry

pytestmark = pytest.mark.anyio
SECONDS = int(NOW.timestamp())
IUA = DOCTOR.claims()
CLINICIAN = {"national_provider_identifier": "900000502", "subject_role": ["01.015"]}
TREAT = {"purpose_of_use": ["TREAT"]}
HIGH = "http://eidas.europa.eu/LoA/high"


@pytest.fixture
async def hub(database_url: str, owner_url: str, ministry: Ministry) -> AsyncIterator[Exchange]:
    believed = dezi(ministry.jku, ministry.host, Fetch(ministry.authorities), PUBLIC_URL)
    async with exchange(database_url, owner_url, dezi=believed) as running:
        yield running


async def asked(hub: Exchange, system: System, extensions: Any, **claims: Any) -> httpx.Response:
    signed = system.sign(system.claims(extensions=extensions, **claims))
    return await hub.ask(system.form(signed))


async def refused(
    hub: Exchange, answer: httpx.Response, error: str, reason: str, status: int = 400
) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert "access_token" not in answer.json()
    row = await hub.audited(answer)
    assert (row["status"], row["rule"]) == (status, reason)
    assert row["who"].number is None


def requester(hub: Exchange, answer: httpx.Response) -> Requester:
    assert answer.status_code == 200, answer.text
    return TokenVerifier(hub_key(), PUBLIC_URL).verify(answer.json()["access_token"], hub.now)


@pytest.mark.parametrize(
    "said",
    [
        {"subject_role": ["01.015"]},
        {"subject_role": "30.000"},
        {"national_provider_identifier": "900000999"},
        {"subject_name": "Somebody Else"},
        {"subject_name": None},
    ],
)
async def test_an_assertion_that_says_otherwise_than_the_statement_in_it(
    hub: Exchange, ministry: Ministry, said: dict
) -> None:
    system = await hub.register()
    statement = ministry.statement(ministry.claims(rol_code="30.000"))
    answer = await asked(hub, system, {"dezi": statement, "ihe_iua": TREAT | said})
    await refused(hub, answer, "invalid_grant", "statement-differs")


async def test_a_withdrawn_statement_gives_no_token(hub: Exchange, ministry: Ministry) -> None:
    system = await hub.register()
    ministry.status = (200, b'{"status": "ingetrokken"}')
    answer = await asked(hub, system, {"dezi": ministry.statement(), "ihe_iua": TREAT})
    await refused(hub, answer, "invalid_grant", "statement-withdrawn")


async def test_a_status_that_can_not_be_had_gives_no_token(
    hub: Exchange, ministry: Ministry
) -> None:
    system = await hub.register()
    ministry.status = (500, b"")
    answer = await asked(hub, system, {"dezi": ministry.statement(), "ihe_iua": TREAT})
    await refused(hub, answer, "temporarily_unavailable", "statement-unchecked", 503)


async def test_for_a_stranger_nobody_else_is_asked_anything(
    hub: Exchange, ministry: Ministry
) -> None:
    stranger, known = elliptic_system(), await hub.register()
    before = len(ministry.asked)
    extensions = {"dezi": ministry.statement(), "ihe_iua": TREAT}
    for system, signer in ((stranger, stranger), (known, stranger)):
        signed = signer.sign(system.claims(extensions=extensions))
        assert (await hub.ask(system.form(signed))).status_code == 401
    assert len(ministry.asked) == before


async def test_where_no_issuer_is_set_a_statement_gives_no_token(
    database_url: str, owner_url: str, ministry: Ministry
) -> None:
    async with exchange(database_url, owner_url) as hub:
        system = await hub.register()
        answer = await asked(hub, system, {"dezi": ministry.statement(), "ihe_iua": IUA})
        await refused(hub, answer, "invalid_grant", "statement-issuer")


async def test_who_waits_for_the_ministry_takes_no_turn_and_no_connection(
    database_url: str, owner_url: str, ministry: Ministry
) -> None:
    """More than there are turns, and connections, are waiting; another has his token meanwhile."""
    patient = dezi(ministry.jku, ministry.host, Fetch(ministry.authorities, 60), PUBLIC_URL)
    async with exchange(database_url, owner_url, dezi=patient) as hub:
        system, other = await hub.register(), await hub.register()
        extensions = {"dezi": ministry.statement(), "ihe_iua": TREAT}
        assert (await asked(hub, system, extensions)).status_code == 200  # it has the keys
        ministry.holds = True
        waiting = [asyncio.create_task(asked(hub, system, extensions)) for _ in range(TURNS + 8)]
        try:
            for _ in waiting:
                assert await asyncio.to_thread(ministry.arrived.acquire, timeout=30)
            meanwhile = await asked(hub, other, {"ihe_iua": IUA})
        finally:
            ministry.open.set()
        answers = await asyncio.gather(*waiting)
    assert meanwhile.status_code == 200
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("iua", [None, {}, {"purpose_of_use": []}, {"purpose_of_use": ["X"]}])
async def test_a_statement_without_one_purpose_gives_no_token(
    hub: Exchange, ministry: Ministry, iua: object
) -> None:
    system = await hub.register()
    extensions = {"dezi": ministry.statement()} | ({} if iua is None else {"ihe_iua": iua})
    answer = await asked(hub, system, extensions)
    await refused(hub, answer, "invalid_request", "professional-invalid")


@pytest.mark.parametrize(
    "more",
    [
        {"mandated_by": CLINICIAN | {"subject_role": ["00.000"]}},
        {"mandated_by": CLINICIAN | {"subject_role": ["83.000"]}},
        {"mandated_by": CLINICIAN | {"subject_role": ["01.015", "01.016"]}},
        {"mandated_by": CLINICIAN | {"national_provider_identifier": "dokter"}},
        {"mandated_by": CLINICIAN | {"national_provider_identifier": "900025039"}},
        {"mandated_by": {"subject_role": ["01.015"]}},
        {"mandated_by": {"national_provider_identifier": "900000502"}},
        {"mandated_by": True},
        {"mandated_by": None},
    ],
)
async def test_a_mandate_names_another_clinician_or_gives_no_token(
    hub: Exchange, more: dict
) -> None:
    system = await hub.register()
    answer = await asked(hub, system, {"ihe_iua": IUA | {"subject_role": ["00.000"]}} | more)
    await refused(hub, answer, "invalid_request", "professional-invalid")


async def test_where_nobody_treats_nobody_gives_a_mandate(hub: Exchange) -> None:
    system = await hub.register(organization_type="L1")
    answer = await asked(hub, system, {"ihe_iua": IUA, "mandated_by": CLINICIAN})
    await refused(hub, answer, "invalid_request", "professional-invalid")


@pytest.mark.parametrize("name", ["mandated_by", "emergency", "treatment_relation"])
async def test_a_system_alone_has_no_mandate_no_emergency_and_no_relation(
    hub: Exchange, name: str
) -> None:
    system = await hub.register()
    answer = await asked(hub, system, {name: CLINICIAN})
    await refused(hub, answer, "invalid_request", "professional-invalid")


@pytest.mark.parametrize(
    "iua", [IUA | {"purpose_of_use": ["HRESCH"]}, {"purpose_of_use": ["ETREAT"]}]
)
async def test_ct_008_and_056_no_token_for_another_purpose_nor_for_a_system_with_one(
    hub: Exchange, iua: dict
) -> None:
    answer = await asked(hub, await hub.register(), {"ihe_iua": iua})
    await refused(hub, answer, "invalid_request", "professional-invalid")


@pytest.mark.parametrize("said", ["false", 0, None, [], {}])
async def test_a_relation_is_asserted_or_not_or_there_is_no_token(
    hub: Exchange, said: object
) -> None:
    extensions = {"ihe_iua": IUA, "treatment_relation": said}
    answer = await asked(hub, await hub.register(), extensions)
    await refused(hub, answer, "invalid_request", "professional-invalid")


@pytest.mark.parametrize("said", [{}, {"treatment_relation": True}, {"treatment_relation": False}])
async def test_who_does_not_treat_whom_he_asks_about_says_so_in_his_token(
    hub: Exchange, said: dict[str, bool]
) -> None:
    answer = await asked(hub, await hub.register(), {"ihe_iua": IUA} | said)
    assert requester(hub, answer).relation is said.get("treatment_relation", True)


async def test_beside_a_statement_of_the_ministry_the_relation_counts_too(
    hub: Exchange, ministry: Ministry
) -> None:
    said = {"dezi": ministry.statement(), "ihe_iua": TREAT, "treatment_relation": False}
    answer = await asked(hub, await hub.register(), said)
    assert requester(hub, answer).relation is False


EMERGENCY = {"code": "life-threatening", "reason": "Bewusteloos gevonden, geen naasten bereikbaar"}


@pytest.mark.parametrize(
    "said",
    [
        {"reason": "two\r\nlines"},
        {"reason": "\x1b[2J red"},
        {"reason": "right\u202eleft"},
        {"reason": "x" * 501},
        {"reason": 5},
        {"reason": None},
        {"reason": "   "},
        {"code": "two\nlines"},
        {"code": "x" * 65},
        {"code": ["x"]},
    ],
)
async def test_a_reason_that_controls_anything_gives_no_token(hub: Exchange, said: dict) -> None:
    system = await hub.register()
    iua = IUA | {"purpose_of_use": ["ETREAT"]}
    answer = await asked(hub, system, {"ihe_iua": iua, "emergency": EMERGENCY | said})
    await refused(hub, answer, "invalid_request", "professional-invalid")


async def test_an_emergency_goes_with_no_other_purpose(hub: Exchange) -> None:
    system = await hub.register()
    answer = await asked(hub, system, {"ihe_iua": IUA, "emergency": EMERGENCY})
    await refused(hub, answer, "invalid_request", "professional-invalid")


@pytest.mark.parametrize("moment", [SECONDS + 61, -1, "now", True, None, float("nan"), 10**400])
async def test_a_log_in_that_was_never_gives_no_token(hub: Exchange, moment: object) -> None:
    system = await hub.register()
    claims = system.claims(extensions={"ihe_iua": IUA}) | {"auth_time": moment}
    answer = await hub.ask(system.form(system.sign(claims)))
    await refused(hub, answer, "invalid_request", "professional-invalid")


@pytest.mark.parametrize(
    ("most", "said", "level"),
    [
        ("substantial", HIGH, "substantial"),
        ("low", HIGH, "low"),
        ("low", None, "low"),
        ("substantial", None, "substantial"),
        ("high", None, "substantial"),
        ("substantial", "http://eidas.europa.eu/LoA/low", "low"),
        ("high", "very", "low"),
        ("high", [HIGH], "low"),
        ("high", HIGH, "high"),
    ],
)
async def test_an_organisation_vouches_no_further_than_it_may(
    hub: Exchange, most: str, said: object, level: str
) -> None:
    system = await hub.register(vouches=most)
    found = requester(hub, await asked(hub, system, {"ihe_iua": IUA}, acr=said))
    assert found.practitioner is not None
    assert (found.practitioner.assurance, found.practitioner.vouched_by) == (level, "organization")
    assert found.asker.assurance == level


async def test_an_organisation_does_not_raise_what_the_ministry_states(
    hub: Exchange, ministry: Ministry
) -> None:
    system = await hub.register(vouches="high")
    statement = ministry.statement(ministry.claims(loa_dezi="unknown"))
    extensions = {"dezi": statement, "ihe_iua": TREAT}
    found = requester(hub, await asked(hub, system, extensions, acr=HIGH, auth_time=SECONDS))
    assert found.practitioner is not None
    assert found.practitioner.assurance == "low"
    assert found.practitioner.authenticated_at is None


async def test_what_the_ministry_states_stands_in_token_and_ledger(
    hub: Exchange, ministry: Ministry
) -> None:
    system = await hub.register()
    statement = ministry.statement(ministry.claims(auth_time=SECONDS - 60))
    extensions = {
        "dezi": {"type": "DeziIDJWT07", "jwt": statement},
        "ihe_iua": TREAT | {"subject_role": ["01.015"]},
    }
    answer = await asked(hub, system, extensions)
    found = requester(hub, answer)
    person = found.practitioner
    assert person is not None
    assert (person.number, person.name) == ("900000501", "B.B. van der Voorbeeld")
    assert (person.assurance, person.vouched_by) == ("high", ministry.jku)
    assert person.authenticated_at == datetime.fromtimestamp(SECONDS - 60, UTC)
    assert (found.asker.assurance, found.asker.authenticated_at) == (
        "high",
        person.authenticated_at,
    )
    row = await hub.audited(answer)
    assert (row["who"].vouched_by, row["who"].assurance) == (ministry.jku, "high")
    assert row["detail"]["authenticated"].startswith("2026-03-01T11:59:00")


async def test_a_mandate_stands_in_token_and_ledger(hub: Exchange) -> None:
    system = await hub.register()
    clerk = IUA | {"subject_role": ["00.000"]}
    answer = await asked(hub, system, {"ihe_iua": clerk, "mandated_by": CLINICIAN})
    found = requester(hub, answer)
    assert found.practitioner == replace(
        DOCTOR.practitioner, role="00.000", mandate=Mandate("900000502", "01.015")
    )
    assert found.asker.mandated
    who = (await hub.audited(answer))["who"]
    assert (who.mandated_by, who.mandating_role) == ("900000502", "01.015")


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (EMERGENCY, EMERGENCY["code"], EMERGENCY["reason"]),
        ({}, "", ""),
        ({"code": "life-threatening"}, "life-threatening", ""),
    ],
)
async def test_a_declared_emergency_reaches_the_errand_and_no_log(
    hub: Exchange, caplog: pytest.LogCaptureFixture, said: dict, code: str, words: str
) -> None:
    system = await hub.register()
    iua = IUA | {"purpose_of_use": ["ETREAT"]}
    answer = await asked(hub, system, {"ihe_iua": iua, "emergency": said})
    declared = requester(hub, answer).errand(NOW, "request").emergency
    assert declared is not None
    assert (declared.code, declared.words) == (code, words)
    assert not words or words not in caplog.text
    assert not words or words not in json.dumps((await hub.audited(answer))["detail"])


async def test_an_emergency_without_a_reason_is_for_the_resource_to_refuse(hub: Exchange) -> None:
    system = await hub.register()
    found = requester(
        hub, await asked(hub, system, {"ihe_iua": IUA | {"purpose_of_use": ["ETREAT"]}})
    )
    assert (found.purpose, found.emergency) == ("ETREAT", None)


async def test_a_statement_may_be_used_again_but_not_its_assertion(
    hub: Exchange, ministry: Ministry
) -> None:
    system, statement = await hub.register(), ministry.statement()
    extensions = {"dezi": statement, "ihe_iua": TREAT}
    form = system.form(system.sign(system.claims(extensions=extensions)))
    assert (await hub.ask(form)).status_code == 200
    assert (await hub.ask(form)).status_code == 401
    assert (await asked(hub, system, extensions)).status_code == 200
