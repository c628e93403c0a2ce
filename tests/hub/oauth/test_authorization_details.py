"""authorization_details: what is asked in it is looked at, said back, and widens nothing."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.fhir.discovery import smart_configuration
from hub.oauth.authorization_details import MOST, TYPE, InvalidDetails, granted
from hub.security.announced import Announced
from hub.security.tokens import TokenVerifier
from tests.hub.oauth.token_exchange import Exchange, exchange
from tests.hub.security.systems import DOCTOR, PUBLIC_URL, hub_key

pytestmark = pytest.mark.anyio
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
GIS = {"type": TYPE}
WHOLE = {
    "type": TYPE,
    "purpose_of_use": f"{REASON}|TREAT",
    "locations": [f"{PUBLIC_URL}/fhir", f"{PUBLIC_URL}/"],
    "locations_organization_id": "urn:oid:2.16.528.1.1007.3.3.90000101",
}
OTHERWISE = WHOLE | {"locations_organization_id": "http://fhir.nl/fhir/NamingSystem/ura|90000101"}


@pytest.fixture
async def hub(database_url: str, owner_url: str) -> AsyncIterator[Exchange]:
    async with exchange(database_url, owner_url) as running:
        yield running


async def asked(hub: Exchange, details: Any, *, person: bool = True) -> httpx.Response:
    """A token request with these, and in its assertion a doctor or nobody."""
    system = await hub.register()
    said = {"extensions": {"ihe_iua": DOCTOR.claims()}} if person else {}
    text = details if isinstance(details, str) else json.dumps(details)
    form = system.form(system.sign(system.claims(**said)), authorization_details=text)
    return await hub.ask(form)


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ("nonsense", "details-malformed"),
        ("[" * 9_000, "details-malformed"),
        ("[]", "details-malformed"),
        (GIS, "details-malformed"),
        ([GIS] * (MOST + 1), "details-malformed"),
        ([{}], "details-malformed"),
        ([{"type": None}], "details-malformed"),
        ([GIS | {"subject_role": "01.015"}], "details-malformed"),
        ([GIS | {"locations": f"{PUBLIC_URL}/fhir"}], "details-malformed"),
        ([GIS | {"purpose_of_use": ["TREAT"]}], "details-malformed"),
        ([{"type": "payment_initiation"}], "details-type"),
        ([GIS, {"type": "nl-gis-v2"}], "details-type"),
        ([GIS | {"purpose_of_use": f"{REASON}|ETREAT"}], "details-purpose"),
        ([GIS | {"purpose_of_use": "TREAT"}], "details-purpose"),
        ([GIS | {"purpose_of_use": "urn:x|TREAT"}], "details-purpose"),
        ([GIS | {"locations": ["https://evil.example/fhir"]}], "details-locations"),
        ([GIS | {"locations": [f"{PUBLIC_URL}/fhir", f"{PUBLIC_URL}.evil"]}], "details-locations"),
        ([GIS | {"locations_organization_id": "90000101"}], "details-holder"),
        ([WHOLE | {"locations_organization_id": "urn:oid:1.2.90000101"}], "details-holder"),
        ([WHOLE | {"locations_organization_id": ""}], "details-holder"),
    ],
)
async def test_what_is_not_granted_is_refused_whole(
    hub: Exchange, details: Any, reason: str
) -> None:
    answer = await asked(hub, details)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_authorization_details")
    assert "access_token" not in answer.json()
    row = await hub.audited(answer)
    assert (row["status"], row["rule"]) == (400, reason)


async def test_a_purpose_that_nobody_signed_gives_nothing(hub: Exchange) -> None:
    answer = await asked(hub, [WHOLE], person=False)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_authorization_details")
    assert (await hub.audited(answer))["rule"] == "details-purpose"


async def test_a_system_that_names_no_purpose_stays_a_system(hub: Exchange) -> None:
    answer = await asked(hub, [GIS], person=False)

    assert answer.json()["authorization_details"] == [GIS]
    found = TokenVerifier(hub_key(), PUBLIC_URL).verify(answer.json()["access_token"], hub.now)
    assert (found.practitioner, found.purpose) == (None, None)


@pytest.mark.parametrize("details", [[WHOLE], [OTHERWISE], [WHOLE, GIS], [GIS]])
async def test_what_is_granted_is_said_back_and_the_token_is_as_without(
    hub: Exchange, details: list[dict[str, Any]]
) -> None:
    answer = await asked(hub, details)

    assert answer.status_code == 200, answer.text
    assert answer.json()["authorization_details"] == details
    found = TokenVerifier(hub_key(), PUBLIC_URL).verify(answer.json()["access_token"], hub.now)
    assert (found.practitioner, found.purpose) == (DOCTOR.practitioner, "TREAT")


async def test_who_asks_none_is_told_of_none(hub: Exchange) -> None:
    system = await hub.register()

    answer = await hub.ask(system.form(system.sign(system.claims())))

    assert "authorization_details" not in answer.json()


def test_the_type_can_be_found_out() -> None:
    found = smart_configuration(Announced(PUBLIC_URL))
    assert found["authorization_details_types_supported"] == [TYPE]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([GIS, WHOLE]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_any_json_is_said_back_as_it_is_or_refused(value: Any) -> None:
    try:
        said = granted(json.dumps(value), "TREAT", PUBLIC_URL)
    except InvalidDetails:
        return
    assert said == value
    assert {one["type"] for one in said} == {TYPE}
