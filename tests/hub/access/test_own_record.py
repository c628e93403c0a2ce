"""A person reads what is kept of himself, whoever keeps it, and nothing of anybody else."""

from uuid import uuid4

import httpx
import pytest

from profiles import systems
from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    registered_with,
)
from tests.hub.dossier import a_practitioner, address, an_observation, fault, found, names
from tests.hub.persons import Person, born, known, person
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
NOBODY = "nobody-has-this-id"


class Two:
    """An inhabitant who asks, and another; each with a goal at the same practice."""

    asker: Person
    holder: Caller
    mine: str
    goal: str
    others: str
    others_goal: str
    others_bsn: str

    @classmethod
    async def of(cls, region: Region) -> "Two":
        """New ones."""
        two = cls()
        two.holder = await region.organization("H1")
        bsn, two.others_bsn = a_bsn(), a_bsn()
        two.mine, two.others = await known(two.holder, bsn), await known(two.holder, two.others_bsn)
        two.goal = address(await two.holder.post(a_goal(two.mine)))
        two.others_goal = address(await two.holder.post(a_goal(two.others)))
        two.asker = person(region.running, bsn)
        return two


def told(answer: httpx.Response) -> tuple[int, object]:
    """All of an answer that could tell one from another."""
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in {"x-request-id", "date", "content-length"}
    }
    return answer.status_code, (headers, answer.json())


ASKED = (
    "Goal?patient={patient}",
    "Goal?subject={patient}",
    "Goal?patient={patient}&_include=Goal:subject",
    "Patient?_id={id}",
    "Patient?_id={id}&_revinclude=Goal:patient",
    "{patient}",
    "{patient}/_history",
    "{patient}/_history/1",
    "{goal}",
    "{goal}/_history",
    "Goal?_id={goal_id}",
    "AuditEvent?patient={patient}",
)


@pytest.mark.parametrize("asked", ASKED)
async def test_th_36_anothers_record_is_forbidden_as_one_of_nobody_is(
    region: Region, asked: str
) -> None:
    two = await Two.of(region)

    def of(patient: str, goal: str) -> str:
        ids = {"id": patient.split("/")[1], "goal_id": goal.split("/")[1]}
        return asked.format(patient=patient, goal=goal, **ids)

    another = await two.asker.get(of(two.others, two.others_goal))
    nobody = await two.asker.get(of(f"Patient/{NOBODY}", f"Goal/{NOBODY}"))

    assert another.status_code == 403
    assert fault(another)["code"] == "forbidden"
    assert told(another) == told(nobody)


async def test_a_form_and_a_batch_are_no_way_around_it(region: Region) -> None:
    two = await Two.of(region)
    form = await two.asker.find("Goal", patient=two.others)
    by_number = await two.asker.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{two.others_bsn}")
    of_nobody = await two.asker.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{a_bsn()}")
    batch = await two.asker.transaction(
        {
            "resourceType": "Bundle",
            "type": "batch",
            "entry": [
                {"request": {"method": "GET", "url": url}}
                for url in (two.others_goal, f"Goal?patient={two.others}", two.goal)
            ],
        }
    )

    assert form.status_code == by_number.status_code == 403
    assert told(by_number) == told(of_nobody)
    statuses = [entry["response"]["status"] for entry in batch.json()["entry"]]
    assert statuses == ["403 Forbidden", "403 Forbidden", "200 OK"]
    assert two.others_goal.split("/")[1] not in batch.text


async def test_the_ledger_knows_who_tried_and_whose_record_it_was(region: Region) -> None:
    two = await Two.of(region)
    [row] = await region.left_behind(await two.asker.get(two.others))
    whose = person(region.running, two.others_bsn).whose

    assert (row["rule"], row["status"], row["pat"]) == ("S-NOT-ENTITLED", 403, whose)
    assert row["who"].subject == str(two.asker.whose)
    assert row["who"].stands == "self"


async def test_two_people_at_once_are_no_search(region: Region) -> None:
    two = await Two.of(region)
    both = await two.asker.get(f"Goal?patient={two.mine}&subject={two.others}")
    mixed = await two.asker.get(
        f"Goal?_id={two.goal.split('/')[1]},{two.others_goal.split('/')[1]}"
    )

    assert both.status_code == 400
    assert names(mixed) == [two.goal]


async def test_who_is_not_sure_enough_logs_in_again(region: Region) -> None:
    two = await Two.of(region)
    two.asker.level = "low"
    for url in (two.goal, two.others_goal, f"Goal?patient={two.mine}", "AuditEvent"):
        answer = await two.asker.get(url)
        challenge = answer.headers["WWW-Authenticate"]

        assert answer.status_code == 401
        assert 'error="insufficient_user_authentication"' in challenge
        assert 'acr_values="http://eidas.europa.eu/LoA/substantial' in challenge
    choice = await two.asker.post(a_privacy_consent(two.mine))
    assert choice.status_code == 401


@pytest.mark.parametrize(
    ("ground", "age"),
    [(None, 11), ("parent", 12), ("parent", 40), ("mentor", 40), ("guardian", 17), (None, None)],
)
async def test_who_is_not_entitled_is_told_what_a_stranger_is(
    region: Region, ground: str | None, age: int | None
) -> None:
    holder, bsn = await region.organization("H1"), a_bsn()
    members = {"birthDate": born(age)} if age is not None else {}
    patient = address(await holder.post(a_patient(bsn, **members, **registered_with(holder.ura))))
    asker = person(region.running, bsn, ground=ground)
    stranger = person(region.running, a_bsn())

    for url in (f"Goal?patient={patient}", patient, "AuditEvent"):
        answer = await asker.get(url)
        assert answer.status_code == 403
        assert told(answer) == told(await stranger.get(url))


@pytest.mark.parametrize("age", [12, 14, 15])
@pytest.mark.parametrize("ground", ["parent", "guardian"])
async def test_for_a_child_of_twelve_to_sixteen_a_parent_does_not_read_until_that_is_agreed(
    region: Region, age: int, ground: str
) -> None:
    """On purpose: by BW 7:457 a parent may look unless the child objects; a region has to agree."""
    holder, bsn = await region.organization("H1"), a_bsn()
    patient = await known(holder, bsn, age)
    goal = address(await holder.post(a_goal(patient)))
    parent, child = person(region.running, bsn, ground=ground), person(region.running, bsn)

    for url in (f"Goal?patient={patient}", goal, patient, "AuditEvent"):
        assert (await child.get(url)).status_code == 200
        assert (await parent.get(url)).status_code == 403


async def test_of_who_died_nothing_is_read_here(region: Region) -> None:
    holder, bsn = await region.organization("H1"), a_bsn()
    patient = await known(holder, bsn, deceasedBoolean=True)
    asker = person(region.running, bsn)

    answer = await asker.get(f"Goal?patient={patient}")

    assert answer.status_code == 403
    [row] = await region.left_behind(answer)
    assert row["rule"] == "C-DECEASED"


@pytest.mark.parametrize("scopes", [("system/*.cruds",), ("user/*.rs",), ("patient/Consent.rs",)])
async def test_only_a_scope_of_a_patient_counts(region: Region, scopes: tuple[str, ...]) -> None:
    two = await Two.of(region)
    two.asker.scopes = scopes

    answer = await two.asker.get(two.goal)

    assert answer.status_code == 403
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


async def test_the_list_of_professionals_is_no_inhabitants_to_harvest(region: Region) -> None:
    two = await Two.of(region)
    doctor = address(await two.holder.post(a_practitioner("900012347")))

    assert (await two.asker.get("Practitioner?name=Zorgverlener")).status_code == 400
    assert (await two.asker.get(doctor)).status_code == 200


@pytest.mark.parametrize("age", [12, 16, 78])
async def test_an_inhabitant_reads_all_of_his_whoever_keeps_it(region: Region, age: int) -> None:
    gp, hospital, bsn = await region.organization("H1"), await region.organization("V4"), a_bsn()
    patient = await known(gp, bsn, age)
    objection = address(await gp.post(a_privacy_consent(patient, holder=gp.ura, permit=False)))
    goal = address(await gp.post(a_goal(patient)))
    await known(hospital, bsn, age)
    seen = address(await hospital.post(an_observation(patient)))
    asker, doctor = person(region.running, bsn), await region.doctor()

    assert names(await doctor.get(f"Goal?patient={patient}")) == []
    assert names(await asker.get(f"Goal?patient={patient}")) == [goal]
    assert names(await asker.get(f"Observation?patient={patient}")) == [seen]
    assert names(await asker.get(f"Consent?patient={patient}")) == [objection]
    assert (await asker.get(seen)).status_code == 200
    by_number = await asker.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{bsn}")
    assert names(by_number) == [patient]
    answer = await asker.get(f"Goal?patient={patient}&_include=Goal:subject")
    assert names(answer, "include") == [patient]
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["pat"], row["found"]) == ("S-OWN-DATA", asker.whose, 1)


async def test_a_parent_reads_for_a_child_until_it_is_twelve(region: Region) -> None:
    holder, bsn = await region.organization("H1"), a_bsn()
    patient = await known(holder, bsn, 8)
    goal = address(await holder.post(a_goal(patient)))
    parent = person(region.running, bsn, ground="parent")

    answer = await parent.get(f"Goal?patient={patient}")
    assert names(answer) == [goal]
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["who"].stands) == ("S-OWN-DATA", "parent")

    await known(holder, bsn, 12)
    assert (await parent.get(f"Goal?patient={patient}")).status_code == 403
    await known(holder, bsn, 11)  # what was refused is decided anew, too
    assert names(await parent.get(f"Goal?patient={patient}")) == [goal]


async def test_what_he_holds_of_a_page_opens_nothing_of_another(region: Region) -> None:
    two = await Two.of(region)
    await two.holder.post(a_goal(two.mine))
    page = await two.asker.get(f"Goal?patient={two.mine}&_count=1")
    following = next(one["url"] for one in page.json()["link"] if one["relation"] == "next")
    path = following.partition("/fhir/")[2]
    other = person(region.running, two.others_bsn)

    assert (await other.get(path)).status_code == 403
    assert len(found(await two.asker.get(path))) == 1


async def test_a_person_pushes_nothing(region: Region) -> None:
    two = await Two.of(region)
    two.asker.scopes = ("patient/*.cruds",)
    pushes = [
        await two.asker.post(a_goal(two.mine)),
        await two.asker.transaction(a_transaction((a_goal(two.mine), "POST Goal"))),
        await two.asker.transaction(a_transaction((a_goal(two.mine, note="none"), "POST Goal"))),
        await two.asker("PUT", two.goal, a_goal(two.mine, id=two.goal.split("/")[1])),
        await two.asker("DELETE", two.goal),
        await two.asker("DELETE", f"Consent/{uuid4()}"),
    ]

    assert {answer.status_code for answer in pushes} == {403}
    assert names(await two.asker.get(f"Goal?patient={two.mine}")) == [two.goal]
