"""What holds of the caller, whoever the inhabitant is. docs/decisions, tokens and consent."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consent.asker import Asker, Inhabitant, Professional
from consent.decision import Deny
from hub.access.caller import TOLD, refusal, require_caller
from hub.errors import FhirError, Forbidden, Required, Unauthenticated
from hub.security.errand import Client, Errand
from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient
from tests.hub.dossier import a_dossier, by_bsn, fault, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

DOCTOR = Professional(
    ura="90000202", organization_type="V4", number="900000009", name="A. Arts", role="01.015"
)

CALLS = [
    ("GET", "Goal/1", "r"),
    ("GET", "Goal/1/_history", "r"),
    ("GET", "Goal/1/_history/1", "r"),
    ("GET", "Goal?_id=1", "s"),
    ("POST", "Goal", "c"),
    ("PUT", "Goal/1", "u"),
    ("PUT", "Goal?identifier=https://example.org/numbers|1", "u"),
    ("DELETE", "Goal/1", "d"),
]


@pytest.mark.parametrize(("method", "path", "letter"), CALLS)
async def test_a_call_without_its_scope_is_refused_before_anything_else(
    region: Region, method: str, path: str, letter: str
) -> None:
    others = "".join(one for one in "cruds" if one != letter)
    caller = await region.organization(scopes=(f"system/Goal.{others}", "system/Patient.cruds"))

    answer = await caller(method, path, b"not even JSON" if method in {"POST", "PUT"} else None)

    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope"'
    assert fault(answer)["code"] == "forbidden"


@pytest.mark.parametrize(
    "scope",
    ["user/*.cruds", "patient/*.cruds", "system/Goal.rs?status=active", "system/Observation.cruds"],
)
async def test_a_scope_of_another_kind_opens_nothing(region: Region, scope: str) -> None:
    caller = await region.organization(scopes=(scope,))

    assert (await caller.get("Goal/1")).status_code == 403


@pytest.mark.parametrize("role", ["00.000", "99.000", "90.000"])
async def test_who_is_no_clinician_is_told_so_the_same_for_everyone(
    region: Region, role: str
) -> None:
    dossier = await a_dossier(region)
    clerk = await region.organization(role=role)
    await dossier.open_to(clerk)

    known, unknown = await by_bsn(clerk, dossier.bsn), await by_bsn(clerk, a_bsn())

    assert known.status_code == 403
    assert fault(known)["code"] == "forbidden"
    assert known.content == unknown.content
    for path in (dossier.patient, f"{dossier.patient}/_history", f"{dossier.patient}/_history/1"):
        assert (await clerk.get(path)).content == known.content


@pytest.mark.parametrize("purpose", ["PATRQT", "HRESCH"])
async def test_another_purpose_than_care_is_told_so_the_same_for_everyone(
    region: Region, purpose: str
) -> None:
    dossier, hurried = await a_dossier(region), await region.doctor(purpose=purpose)
    await dossier.open_to(hurried)

    known, unknown = await by_bsn(hurried, dossier.bsn), await by_bsn(hurried, a_bsn())

    assert known.status_code == 403
    assert known.content == unknown.content
    [row] = await region.left_behind(known)
    assert row["rule"] == "A-PURPOSE"


@pytest.mark.parametrize(
    ("purpose", "rule"), [("TREAT", "A-ROLE"), ("COC", "A-ROLE"), ("BTG", "A-BTG-NEEDS-PERSON")]
)
async def test_a_system_that_states_a_purpose_sees_nothing_by_it(
    region: Region, purpose: str, rule: str
) -> None:
    """No token is given for that; one that was all the same opens nothing."""
    dossier, system = await a_dossier(region), await region.organization("V4", purpose=purpose)
    await dossier.open_to(system)

    known, unknown = await by_bsn(system, dossier.bsn), await by_bsn(system, a_bsn())

    assert known.status_code == 403
    assert known.content == unknown.content
    assert [row["rule"] for row in await region.left_behind(known)] == [rule]


async def test_who_says_that_he_does_not_treat_him_sees_nothing_though_he_just_did(
    region: Region,
) -> None:
    """What was decided for the same person a moment ago is not held for this question."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    goal = await dossier.goal()
    outsider = replace(doctor, relation=False)
    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]

    assert names(await outsider.find("Goal", patient=dossier.patient)) == []
    assert (await outsider.get(goal)).status_code == 404
    assert names(await by_bsn(outsider, dossier.bsn)) == []
    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]


async def test_of_what_his_own_organisation_keeps_too(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    own = replace(dossier.source, role="01.015")

    assert names(await own.find("Goal", patient=dossier.patient)) == [goal]
    assert (await replace(own, relation=False).get(goal)).status_code == 404


def an_errand(asker: Asker, purpose: str) -> Errand:
    client = Client(client_id="c", name="c", scopes=(), token_id="t")
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return Errand(asker=asker, purpose=purpose, now=now, request_id="r", client=client)


def test_a_person_who_has_to_log_in_better_is_told_so() -> None:
    with pytest.raises(Unauthenticated) as refused:
        require_caller(an_errand(Inhabitant(whose="p"), "PATRQT"))
    assert refused.value.rule == "A-LOA"
    assert "insufficient_user_authentication" in refused.value.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("reason", "http", "kind"),
    [
        ("A-BTG-NO-REASON", 400, Required),
        ("A-BTG-REAUTH", 401, Unauthenticated),
        ("A-BTG-ROLE", 403, Forbidden),
        ("A-BTG-NEEDS-PERSON", 403, Forbidden),
    ],
)
def test_every_told_reason_has_its_status_and_its_words(
    reason: str, http: int, kind: type[FhirError]
) -> None:
    told = refusal(Deny("planted", reason, http))
    assert type(told) is kind
    assert str(told) == TOLD[reason]


@pytest.mark.parametrize(("kind", "role"), [("PGO", "01.015"), ("L1", "01.015"), ("J8", "30.000")])
async def test_a_role_that_does_not_read_there_is_told_so(
    region: Region, kind: str, role: str
) -> None:
    dossier, reader = await a_dossier(region), await region.organization(kind, role=role)
    await dossier.open_to(reader)

    assert (await by_bsn(reader, dossier.bsn)).status_code == 403


async def test_a_permission_to_treat_does_not_open_for_continuity_of_care(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    nurse = await region.doctor(purpose="COC")
    await dossier.open_to(nurse)
    await dossier.goal()

    assert names(await nurse.find("Goal", patient=dossier.patient)) == []


async def test_what_is_pushed_without_a_choice_is_kept_and_closed(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()

    goal = await dossier.goal()

    assert (await dossier.source.get(goal)).status_code == 200
    assert (await doctor.get(goal)).status_code == 404


async def test_a_source_pushes_under_its_own_name_only(region: Region) -> None:
    dossier, other = await a_dossier(region), await region.organization()
    forged = a_goal(dossier.patient, meta={"source": f"{systems.URA_SYSTEM}#{other.ura}"})

    goal = await dossier.add(forged)

    source = (await dossier.source.get(goal)).json()["meta"]["source"]
    assert source == f"{systems.URA_SYSTEM}#{dossier.source.ura}"
    assert (await other.get(goal)).status_code == 404


async def test_a_push_needs_no_role(region: Region) -> None:
    clerk = await region.organization(role="00.000")

    assert (await clerk.post(a_patient())).status_code == 201
