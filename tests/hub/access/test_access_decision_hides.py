"""$access-decision tells nothing of what is closed, not even that it is there."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.declaration import Declaration
from hub.storage.pseudonym import inhabitant
from profiles import systems
from profiles.identifiers import BSN
from tests.builders import a_bsn, a_privacy_consent
from tests.hub.access.explaining import in_short, of_bsn, of_patient, parts, timeless, told, value
from tests.hub.dossier import Dossier, a_dossier, fault, kept_by
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

ABSENT = "0b9a47e6-1a86-4b0c-9d55-4c1f9a1f8a11"
UNCONSCIOUS = Declaration(code="unconscious", words="Bewusteloos op straat gevonden")
FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def test_what_is_closed_looks_like_nobody(region: Region) -> None:
    """The attack: whoever asks why something is closed learns that it is there."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.goal()
    await dossier.choose(permit=False)

    known = [await of_patient(doctor, dossier.patient), await of_bsn(doctor, dossier.bsn)]
    unknown = [await of_patient(doctor, f"Patient/{ABSENT}"), await of_bsn(doctor, a_bsn())]

    assert {repr(timeless(answer)) for answer in known} == {
        repr(timeless(answer)) for answer in unknown
    }
    assert told(known[0]) == []
    assert {answer.headers["Content-Length"] for answer in [*known, *unknown]} == {
        known[0].headers["Content-Length"]
    }


CLOSED = st.lists(
    st.sampled_from(["nothing said", "objection", "withdrawn", "other reader", "one resource"]),
    min_size=1,
    max_size=4,
    unique=True,
)
Case = Callable[[list[str]], Awaitable[None]]


@pytest.fixture
def hidden_beside_open(region: Region) -> Case:
    """A function, for hypothesis prints what it is given."""

    async def case(closed: list[str]) -> None:
        doctor, open_source = await region.doctor(), await region.organization("X3")
        answers = []
        for more in (closed, []):
            bsn = a_bsn()
            shown = await kept_by(open_source, bsn)
            await shown.open_to(doctor)
            for how in more:
                await _closed(region, how, bsn, doctor, shown)
            answers.append([await of_bsn(doctor, bsn), await of_patient(doctor, shown.patient)])
        plain = [[_without_ids(one) for one in pair] for pair in answers]
        assert plain[0] == plain[1]
        assert [in_short(one)[0] for one in told(answers[0][0])] == [open_source.ura]

    return case


async def _closed(region: Region, how: str, bsn: str, doctor: Caller, shown: Dossier) -> None:
    """Another source's, closed in this way to the doctor."""
    other = await kept_by(await region.organization(), bsn)
    goal = await other.goal()
    if how == "objection":
        await other.choose(user=doctor.ura, permit=False)
    elif how == "other reader":
        await other.choose(user=(await region.doctor()).ura)
    elif how == "withdrawn":
        said = (await other.source.get(await other.open_to(doctor))).json()
        assert (await other.source.put(said | {"status": "inactive"})).status_code == 200
    elif how == "one resource":
        hidden = await shown.goal()
        for one, named in ((other, goal), (shown, hidden)):
            consent = a_privacy_consent(
                one.patient, holder=one.source.ura, user=doctor.ura, permit=False
            )
            instance = {"meaning": "instance", "reference": {"reference": named}}
            consent["provision"]["data"] = [instance]
            await one.add(consent)


def _without_ids(answer: httpx.Response) -> Any:
    def plain(said: Any) -> Any:
        match said:
            case {"reference": str()}:
                return "a reference"
            case {"name": "recorded"}:
                return "recorded"
            case dict():
                return {key: plain(one) for key, one in said.items()}
            case list():
                return [plain(one) for one in said]
        return said

    return plain(timeless(answer))


@FEW
@given(closed=CLOSED)
async def test_with_something_open_what_is_closed_beside_it_is_not_there(
    hidden_beside_open: Case, closed: list[str]
) -> None:
    await hidden_beside_open(closed)


async def test_a_resource_that_is_open_alone_tells_only_of_who_keeps_it(region: Region) -> None:
    """A choice about one resource matches every section of its kind, not only who keeps it."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    other = await a_dossier(region, bsn=dossier.bsn)
    await other.goal()
    shown = await dossier.goal()
    dossier.source.desk = True
    consent = a_privacy_consent(dossier.patient, user=doctor.ura)
    consent["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": shown}}]
    await dossier.add(consent)

    [section] = told(await of_bsn(doctor, dossier.bsn))

    assert value(section, "custodian") == dossier.source.ura
    assert parts(section["part"], "decision") == []
    [single] = parts(section["part"], "resource")
    assert value(single, "reference") == shown
    assert value(single, "reason") == "C-EXPLICIT-PERMIT"


async def test_a_section_of_which_each_resource_is_closed_is_not_told(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    consent = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, permit=False
    )
    named = {"meaning": "instance", "reference": {"reference": dossier.patient}}
    consent["provision"]["data"] = [named]
    await dossier.add(consent)

    assert told(await of_bsn(doctor, dossier.bsn)) == []


async def test_what_an_organisation_does_not_keep_is_not_its_to_know(region: Region) -> None:
    """Though the choice names it: before it keeps anything it learns of no choice."""
    dossier, stranger = await a_dossier(region), await region.organization()
    await dossier.choose(holder=stranger.ura)

    assert told(await of_bsn(stranger, dossier.bsn)) == []


async def test_a_caller_who_may_ask_nothing_is_told_the_same_of_everybody(region: Region) -> None:
    dossier = await a_dossier(region)
    clerk = await region.organization("V4", role="00.000")

    for bsn in (dossier.bsn, a_bsn()):
        answer = await of_bsn(clerk, bsn)
        assert answer.status_code == 403
        assert "the role in your token" in fault(answer)["diagnostics"]


async def test_a_purpose_for_which_it_may_not_ask_is_refused(region: Region) -> None:
    dossier, system = await a_dossier(region), await region.organization()

    assert (await of_patient(system, dossier.patient, "?purpose=TREAT")).status_code == 403
    for purpose in ("ETREAT", "HRESCH", "TREAT&purpose=COC"):
        doctor = await region.doctor()
        answer = await of_patient(doctor, dossier.patient, f"?purpose={purpose}")
        assert answer.status_code == 400


async def test_an_emergency_is_declared_before_it_explains_anything(region: Region) -> None:
    dossier = await a_dossier(region)
    region.running.access.emergencies.alive.clear()
    hurried = await region.organization(
        "V4", role="01.015", purpose="ETREAT", emergency=UNCONSCIOUS
    )

    answer = await of_bsn(hurried, dossier.bsn)

    assert [in_short(one)[2] for one in told(answer)] == ["C-BTG"]
    rows = await region.left_behind(answer)
    assert [row["interaction"] for row in rows] == ["emergency", "operation"]


async def test_a_bsn_is_taken_in_the_body_alone(region: Region) -> None:
    doctor, bsn = await region.doctor(), a_bsn()
    said = f"identifier={systems.BSN_SYSTEM}%7C{bsn}"

    by_url = await doctor(
        "POST", f"Patient/$access-decision?{said}", {"resourceType": "Parameters"}
    )
    by_get = await doctor.get(f"Patient/$access-decision?{said}")

    assert (by_url.status_code, by_get.status_code) == (405, 405)
    assert bsn not in by_url.text + by_get.text


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [{"name": "identifier", "valueIdentifier": {"value": "999990019"}}],
        [{"name": "identifier", "valueString": "999990019"}],
        [{"name": "patient", "valueString": "1"}],
        [{"name": "identifier"}],
        ["identifier"],
        {"name": "identifier"},
        [{"name": "purpose", "valueCode": {}}],
        [
            {
                "name": "identifier",
                "valueIdentifier": {"system": systems.BSN_SYSTEM, "value": "123456789"},
            }
        ],
    ],
)
async def test_what_says_not_whose_record_it_is_about_is_refused(
    region: Region, listed: object
) -> None:
    doctor = await region.doctor()
    body = {"resourceType": "Parameters", "parameter": listed}

    answer = await doctor("POST", "Patient/$access-decision", body)

    assert answer.status_code == 400
    assert "999990019" not in answer.text
    assert "123456789" not in answer.text


async def test_other_types_have_no_such_operation(region: Region) -> None:
    doctor = await region.doctor()

    assert (await doctor.get("Goal/1/$access-decision")).status_code == 400
    assert (await doctor.get("Patient/1/2/$access-decision")).status_code == 400


async def test_it_takes_a_scope_to_see_patients(region: Region) -> None:
    doctor = await region.doctor(scopes=("system/Goal.rs",))

    answer = await of_patient(doctor, "Patient/1")

    assert answer.status_code == 403
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


async def test_a_record_that_was_tampered_with_is_not_explained(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    number = dossier.bsn
    async with region.running.tampering() as connection:
        pat = await _pat(region, number)
        await connection.execute("UPDATE inhabitant SET facts = '\\x00' WHERE pat = $1", pat)

    answer = await of_bsn(doctor, number)

    assert answer.status_code == 500
    [row] = await region.left_behind(answer)
    assert (row["status"], row["pat"]) == (500, pat)


async def _pat(region: Region, bsn: str) -> Any:
    return inhabitant(region.running.access.keyring, BSN(bsn)).pat
