"""The page asks as a token of the same professional would, and sees what that sees, and no more.

docs/decisions/0049-the-viewer.md
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from msgspec import structs

from consent.asker import Professional
from consent.declaration import Declaration
from hub.oauth.people.launched import Launched
from hub.oauth.people.viewer import SCOPES, WRITES, app_of
from hub.pages.viewer import PAGES
from hub.query.search import Limits
from hub.query.wishes import wishes_of_number
from hub.security.errand import Errand
from hub.security.professional_request import About, AskedNow, Opened, ProfessionalRequest
from hub.security.requester import Mandate, Practitioner
from hub.security.scopes import BY_NAME_ONLY, READING, parse_scope
from hub.storage.pseudonym import inhabitant
from profiles.identifiers import BSN
from tests.builders import a_bsn, a_goal, a_privacy_consent, a_treatment_directive
from tests.hub.dossier import found
from tests.hub.persons import known
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
AT = AskedNow(now=NOW, request_id="r", token_id="t", address="127.0.0.1")
PERSON = Practitioner("900000501", "A. Arts", "01.015", "high", NOW, "https://dezi.example")
BSN_SAID = "999940107"


def spoken() -> About:
    """An emergency."""
    said = Declaration(code="other", words="tien letters of meer")
    return About(bsn=BSN_SAID, purpose="ETREAT", relation=True, emergency=said)


def alone(**changes: Any) -> ProfessionalRequest:
    """Who logged in himself."""
    right = ProfessionalRequest(
        practitioner=PERSON, ura="90000106", organization_type="N6", name="Post", scopes=SCOPES
    )
    return structs.replace(right, **changes)


def opened(**changes: Any) -> ProfessionalRequest:
    """Whose EHR opened the page."""
    about = About(bsn=BSN_SAID, relation=True)
    return alone(opened=Opened(client_id="ehr", whose=uuid4(), about=about), **changes)


@pytest.mark.parametrize(
    "person",
    [
        PERSON,
        replace(PERSON, mandate=Mandate("900000602", "01.015")),
        replace(PERSON, assurance="low"),
    ],
)
@pytest.mark.parametrize(("purpose", "relation"), [("TREAT", True), ("COC", False)])
def test_the_errand_of_a_page_that_was_opened_is_that_of_a_launched_token(
    person: Practitioner, purpose: str, *, relation: bool
) -> None:
    about = About(bsn=BSN_SAID, purpose=purpose, relation=relation)
    who = opened(practitioner=person)
    assert who.opened is not None
    who = structs.replace(who, opened=structs.replace(who.opened, about=about))
    launched = Launched(
        bsn=BSN_SAID,
        whose=who.opened.whose,
        client_id="ehr",
        name=who.name,
        ura=who.ura,
        organization_type=who.organization_type,
        scopes=("system/*.rs",),
        practitioner=person,
        purpose=purpose,
        relation=relation,
    )
    scopes = [parse_scope(one) for one in SCOPES]
    token = launched.requester("viewer", scopes, NOW).errand(NOW, "r", "127.0.0.1")

    page = who.errand("viewer", None, AT)

    assert same(page) == same(token)
    assert same(who.errand("viewer", structs.replace(about, bsn=a_bsn()), AT)) == same(token)


def same(errand: Errand) -> Errand:
    """But for the name of the token."""
    return structs.replace(errand, client=structs.replace(errand.client, token_id=""))


def test_the_errand_of_who_logged_in_himself_differs_in_that_no_inhabitant_bounds_it() -> None:
    about = About(bsn=BSN_SAID, relation=True)
    one, other = opened().errand("viewer", about, AT), alone().errand("viewer", about, AT)
    assert isinstance(one.asker, Professional)
    assert replace(one.asker, only=None) == other.asker
    assert structs.replace(one, asker=other.asker) == other
    assert other.client.level == "user"


def test_what_is_asked_about_nobody_has_no_purpose_and_no_relation() -> None:
    errand = alone().errand("viewer", None, AT)
    assert (errand.purpose, errand.asserts_relation, errand.emergency) == (None, False, None)


def test_no_page_that_was_opened_asks_in_an_emergency_whatever_its_address_says() -> None:
    errand = opened().errand("viewer", spoken(), AT)
    assert (errand.purpose, errand.emergency) == ("TREAT", None)
    assert alone().errand("viewer", spoken(), AT).emergency == spoken().emergency


def test_the_client_of_the_page_reads_what_its_pages_read_and_writes_talks_alone() -> None:
    asked = {one for page in PAGES.values() for one in (*page.reads, *page.writes)}
    assert asked == set(SCOPES)
    assert {*SCOPES, *WRITES} == set(app_of("").scopes.split())
    for one in map(parse_scope, SCOPES):
        assert READING.issuperset(one.letters)
        assert one.resource_type not in BY_NAME_ONLY


def test_it_is_the_same_person_in_the_same_role_at_the_same_place_or_another() -> None:
    who = alone()
    assert who.is_same(alone(practitioner=replace(PERSON, assurance="low")))
    for other in (
        alone(ura="90000101"),
        alone(practitioner=replace(PERSON, number="900000602")),
        alone(practitioner=replace(PERSON, role="30.000")),
    ):
        assert not who.is_same(other)


async def test_what_the_page_is_given_is_what_searches_of_his_token_bring(region: Region) -> None:
    home, doctor = await region.organization("H1"), await region.doctor()
    bsn = a_bsn()
    patient = await known(home, bsn)
    for one in (a_goal(patient), a_treatment_directive(patient)):
        await home.post(one)
    await home.post(a_privacy_consent(patient, holder=home.ura, user=doctor.ura))
    token = await by_token(doctor, bsn)

    whose = inhabitant(region.running.access.keyring, BSN(bsn)).pat
    about = About(bsn=bsn, relation=True)
    for who in (asks(doctor), asks(doctor, whose=whose, bsn=bsn)):
        page = await by_page(region, who, about)
        assert page == token
        assert len(token) == 3
    denied = About(bsn=bsn, relation=False)
    assert await by_page(region, asks(doctor), denied) == set()
    other = asks(doctor, whose=uuid4(), bsn=bsn)
    assert await by_page(region, other, about) == set(), "it was opened for somebody else"


def asks(doctor: Caller, whose: Any = None, bsn: str = "") -> ProfessionalRequest:
    """He at the page, alone or opened for somebody."""
    person = Practitioner(doctor.number, "A. Arts", str(doctor.role), "substantial")
    about = About(bsn=bsn, relation=True)
    return ProfessionalRequest(
        practitioner=person,
        ura=doctor.ura,
        organization_type=doctor.organization_type,
        name="x",
        scopes=SCOPES,
        opened=Opened(client_id="ehr", whose=whose, about=about) if whose else None,
    )


async def by_page(region: Region, who: ProfessionalRequest, about: About) -> set[str]:
    """What the page reads, by type and content."""
    asked = structs.replace(AT, now=region.running.clock())
    errand = who.errand("viewer", about, asked)
    running = region.running
    limits = Limits(f"{running.settings.public_url}/fhir", 100, 100)
    shown = await wishes_of_number(running.access, errand, limits, BSN(about.bsn))
    return {_key(one) for one in shown.resources() if one["resourceType"] in KINDS}


KINDS = ("Patient", "Goal", "Consent")


async def by_token(doctor: Caller, bsn: str) -> set[str]:
    """What searches bring, without choices about exchange."""
    patients = found(await doctor.find("Patient", identifier=f"{SYSTEM}|{bsn}"))
    [patient] = patients
    shown = [patient]
    for kind in ("Goal", "Consent"):
        shown += found(await doctor.get(f"{kind}?patient={patient['id']}"))
    return {_key(one) for one in shown if "patient-privacy" not in json.dumps(one)}


SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn"


def _key(one: dict[str, Any]) -> str:
    return f"{one['resourceType']}/{one['id']}"
