"""The demo's own issuer states what its hub believes, and no other hub does."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.demo.issuer import local_keys, local_statement
from hub.demo.person import Person, doctor
from hub.demo.place import DemoClient, Place
from hub.oauth.dezi import Dezi, dezi
from hub.oauth.dezi_keys import InvalidIssuers
from hub.oauth.dezi_statement import Statement
from hub.oauth.refusals import InvalidGrant
from hub.outbound.fetch import Fetch
from hub.security.statements import LOCAL

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLIENT = DemoClient("gp-post", "a-client", "90000106", "N6", "system/*.rs", "unused.jwk")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path)
    found.make()
    return found


def believing(place: Place, url: str = "http://127.0.0.1:8000") -> Dezi:
    return dezi(local_keys(place), "", Fetch(), url)


@pytest.mark.parametrize("url", ["https://hub.example.org", "http://10.0.0.1:8000"])
def test_no_hub_that_others_reach_believes_it(place: Place, url: str) -> None:
    with pytest.raises(InvalidIssuers):
        believing(place, url)


def test_another_demos_issuer_is_not_believed(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    other.make()
    statement = local_statement(other, doctor("900000501", "01.015").practitioner, "90000106", NOW)
    found = asyncio.run(believing(place).outcome(statement, NOW))
    assert isinstance(found, InvalidGrant)
    assert found.reason == "statement-signature"


def test_it_states_a_sure_and_fresh_log_in_for_minutes(place: Place) -> None:
    statement = local_statement(place, doctor("900000501", "01.015").practitioner, "90000106", NOW)
    verifier = believing(place)
    found = asyncio.run(verifier.outcome(statement, NOW))
    assert isinstance(found, Statement)
    person = found.practitioner
    assert (person.number, person.name, person.role, found.ura) == (
        "900000501",
        "Demo Zorgverlener",
        "01.015",
        "90000106",
    )
    assert (person.assurance, person.authenticated_at, person.vouched_by) == ("high", NOW, LOCAL)
    late = asyncio.run(verifier.outcome(statement, NOW + timedelta(minutes=6)))
    assert isinstance(late, InvalidGrant)


@pytest.mark.parametrize(
    ("purpose", "carrier", "named"),
    [
        ("TREAT", None, {"ihe_iua"}),
        ("ETREAT", None, {"ihe_iua", "dezi"}),
        ("ETREAT", "organization", {"ihe_iua"}),
        ("TREAT", "local", {"ihe_iua", "dezi"}),
    ],
)
def test_an_emergency_is_told_by_the_issuer_all_else_by_the_organisation(
    place: Place, purpose: str, carrier: str | None, named: set[str]
) -> None:
    who = Person(doctor("900000501", "01.015", purpose=purpose), carrier)
    assert set(who.extensions(place, CLIENT, NOW)) == named
