"""A source had the BSN of somebody else: what it delivered goes to the right one, nothing stays."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.query.masked import without
from hub.storage.stored import Stored
from hub.write.carrying import mended
from tests.builders import a_bsn, a_goal, a_privacy_consent, a_transaction, urn
from tests.hub.dossier import Dossier, address, addresses, by_bsn, found, kept_by, names
from tests.hub.write.merged import bsn_of, merge, merged, of
from tests.hub.write.unnumbered import number
from tests.plugins.hub import WHOLE, Caller, Region

pytestmark = pytest.mark.anyio
LOCAL = number("pi-7")


@dataclass(frozen=True, slots=True)
class Mistaken:
    """A source that keeps somebody under the BSN of another."""

    source: Caller
    wrong: str
    right: str
    patient: str
    goal: str

    async def correct(self, **more: Any) -> dict[str, Any]:
        """What is answered."""
        result = of(self.source, self.right, LOCAL)
        more.setdefault("result", result)
        said = bsn_of(self.wrong), bsn_of(self.right), "bsn-corrected"
        return await merged(self.source, *said, **more)


async def a_mistake(region: Region, wrong: str | None = None) -> Mistaken:
    source, wrong = await region.organization(), wrong or a_bsn()
    patient = address(await source.post(of(source, wrong, LOCAL)))
    goal = address(await source.post(a_goal(patient)))
    return Mistaken(source, wrong, a_bsn(), patient, goal)


async def shared(region: Region) -> tuple[Mistaken, Dossier, Caller]:
    """The wrong one is really somebody, whom another source knows; a reader may see both."""
    other = await kept_by(await region.organization(), a_bsn())
    mistake, reader = await a_mistake(region, other.bsn), await region.doctor()
    for holder in (mistake.source, other.source):
        consent = a_privacy_consent(mistake.patient, holder=holder.ura, user=reader.ura)
        address(await holder.post(consent))
    return mistake, other, reader


async def test_what_it_delivered_is_the_right_ones_at_once(region: Region) -> None:
    mistake, _, reader = await shared(region)
    assert names(await reader.find("Goal", patient=mistake.patient)) == [mistake.goal]

    said = await mistake.correct()

    assert said["target-patient"] != mistake.patient
    assert not names(await reader.find("Goal", patient=mistake.patient))
    goal = (await mistake.source.get(mistake.goal)).json()
    assert goal["subject"] == {"reference": said["target-patient"]}
    assert names(await by_bsn(mistake.source, mistake.right)) == [said["target-patient"]]


async def test_the_other_person_stays_as_others_know_him(region: Region) -> None:
    mistake, other, _ = await shared(region)
    theirs = await other.goal()
    before = (await other.source.get(other.patient)).json()

    await mistake.correct()

    assert (await other.source.get(other.patient)).json() == before
    assert names(await other.source.find("Goal", patient=other.patient)) == [theirs]
    assert names(await by_bsn(other.source, mistake.wrong)) == [other.patient]
    assert not found(await by_bsn(mistake.source, mistake.wrong))


async def test_where_only_this_source_spoke_of_him_nothing_is_left(region: Region) -> None:
    mistake = await a_mistake(region)

    await mistake.correct()

    assert not found(await by_bsn(mistake.source, mistake.wrong))
    assert (await mistake.source.get(mistake.patient)).status_code == 404
    everything = await mistake.source.find("Goal", patient=mistake.patient)
    assert not found(everything)


async def test_the_past_goes_along_and_who_sees_the_wrong_one_sees_nothing_of_it(
    region: Region,
) -> None:
    mistake, _, reader = await shared(region)
    await mistake.source.put({**a_goal(mistake.patient), "id": mistake.goal.partition("/")[2]})
    assert (await reader.get(f"{mistake.goal}/_history/1")).status_code == 200

    said = await mistake.correct()

    for place in (f"{mistake.goal}/_history/1", f"{mistake.goal}/_history", mistake.goal):
        assert (await reader.get(place)).status_code == 404, place
    words = (await reader.get(f"{mistake.patient}/_history")).json()["entry"]
    sources = {one["resource"]["meta"]["source"][-8:] for one in words if "resource" in one}
    assert mistake.source.ura not in sources
    # To who may see the right one his past is open, without whom he was taken for.
    survivor = said["target-patient"]
    consent = a_privacy_consent(survivor, holder=mistake.source.ura, user=reader.ura)
    address(await mistake.source.post(consent))
    first = await reader.get(f"{mistake.goal}/_history/1")
    assert first.status_code == 200
    assert mistake.patient not in first.text
    words = await reader.get(f"{mistake.patient}/_history")
    assert words.status_code == 200
    assert mistake.source.ura not in words.text
    own = (await mistake.source.get(f"{mistake.goal}/_history/1")).json()
    assert own["subject"] == {"reference": mistake.patient}


async def test_the_wrong_one_follows_his_own_record_and_meets_nothing_of_it(
    region: Region,
) -> None:
    mistake, other, reader = await shared(region)
    at = (await mistake.source.get(mistake.goal)).json()["meta"]["lastUpdated"]
    await mistake.correct()

    history = await reader.get(f"{other.patient}/_history")

    assert at
    assert mistake.source.ura not in history.text


async def test_a_permission_of_the_wrong_one_opens_nothing_of_the_right_ones(
    region: Region,
) -> None:
    mistake, _, reader = await shared(region)
    said = await mistake.correct()
    assert not found(await reader.find("Goal", patient=said["target-patient"]))
    assert (await reader.get(mistake.goal)).status_code == 404
    assert not found(await by_bsn(reader, mistake.right))


async def test_a_refusal_that_another_wrote_down_of_the_wrong_one_closes_it_too(
    region: Region,
) -> None:
    mistake, other, reader = await shared(region)
    right = await kept_by(mistake.source, mistake.right)
    await right.open_to(reader)
    desk = Caller(other.source.running, other.source.ura, "Z3", desk=True)
    refusal = a_privacy_consent(
        other.patient, holder=mistake.source.ura, user=reader.ura, permit=False
    )
    kept = address(await desk.post(refusal))

    said = await mistake.correct()

    assert "a refusal to share" in str(said["outcome"])
    assert not found(await reader.find("Goal", patient=right.patient))
    # It is the wrong one's own, and stays his.
    assert (await other.source.get(kept)).json()["patient"] == {"reference": other.patient}
    status = await right.source.find("Consent", patient=right.patient)
    assert kept not in status.text


@pytest.mark.parametrize("way", ["with the number", "without"])
async def test_what_still_comes_with_the_wrong_bsn_goes_to_the_right_one_by_his_number(
    region: Region, way: str
) -> None:
    mistake = await a_mistake(region)
    survivor = (await mistake.correct())["target-patient"]
    numbers = [LOCAL] if way == "with the number" else []
    late = of(mistake.source, mistake.wrong, *numbers)

    answer = await mistake.source.transaction(
        a_transaction((late, "POST Patient"), (a_goal(urn(0)), "POST Goal")), Prefer=WHOLE
    )

    patient, goal = addresses(answer)
    if numbers:
        assert patient == survivor
        assert "replaced by another" in answer.text
        assert (await mistake.source.get(goal)).json()["subject"] == {"reference": survivor}
    else:  # somebody else, whose BSN that is
        assert patient != survivor


def test_what_names_the_wrong_bsn_names_the_right_one() -> None:
    wrong, right, other = a_bsn(), a_bsn(), a_bsn()
    subject = {"reference": "Patient/1", "identifier": bsn_of(wrong)}
    tree = {"subject": subject, "performer": [{"identifier": bsn_of(other)}]}

    made = mended(tree, (), {wrong: right})

    assert made["subject"]["identifier"] == bsn_of(right)
    assert made["performer"] == tree["performer"]


def test_the_wrong_bsn_in_words_is_the_right_one_and_another_number_stays() -> None:
    wrong, right, other = a_bsn(), a_bsn(), a_bsn()
    tree = {"note": [{"text": f"BSN {wrong}, niet {other}; zie id a{wrong}"}]}

    made = mended(tree, (), {wrong: right})

    assert made == {"note": [{"text": f"BSN {right}, niet {other}; zie id a{wrong}"}]}


def test_a_bsn_in_words_is_not_told_of_a_version_that_was_kept_of_another() -> None:
    number = a_bsn()
    body = json.dumps({"note": [{"text": f"BSN {number}, telefoon 0123456789"}]}).encode()
    stored = Stored("Goal/1", 1, "1", datetime.now(UTC), body)

    told = without(stored, lambda _: False)

    assert json.loads(told.body) == {"note": [{"text": "BSN *********, telefoon 0123456789"}]}


async def test_a_reference_into_the_others_record_is_not_taken_along(region: Region) -> None:
    mistake, other, _ = await shared(region)
    consent = a_privacy_consent(other.patient, holder=other.source.ura, user=mistake.source.ura)
    address(await other.source.post(consent))
    theirs = await other.goal()
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": mistake.patient},
        "goal": [{"reference": theirs}, {"reference": mistake.goal}],
    }
    doctor = Caller(mistake.source.running, mistake.source.ura, "Z3", role="01.015")
    planned = await doctor.post(plan)

    await mistake.correct()

    goals = (await mistake.source.get(address(planned))).json()["goal"]
    assert goals[1] == {"reference": mistake.goal}
    assert theirs not in str(goals)


async def test_without_the_right_one_it_asks_for_him(region: Region) -> None:
    mistake = await a_mistake(region)
    said = bsn_of(mistake.wrong), bsn_of(mistake.right), "bsn-corrected"
    answer = await merge(mistake.source, *said)
    assert answer.status_code == 422
    assert "result-patient" in answer.text


async def test_the_wrong_one_may_become_its_patient_after_all(region: Region) -> None:
    mistake = await a_mistake(region)
    survivor = (await mistake.correct())["target-patient"]

    real = address(await mistake.source.post(of(mistake.source, mistake.wrong, number("pi-8"))))
    goal = address(await mistake.source.post(a_goal(real)))

    assert real != survivor
    assert names(await mistake.source.find("Goal", patient=real)) == [goal]
    assert names(await mistake.source.find("Goal", patient=survivor)) == [mistake.goal]
