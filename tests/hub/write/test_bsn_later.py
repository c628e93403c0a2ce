"""The BSN of who was kept without one comes later: his record becomes the inhabitant's."""

from typing import Any

import pytest

from tests.builders import a_bsn, a_goal, a_privacy_consent, a_transaction, urn
from tests.hub.dossier import address, addresses, by_bsn, fault, found, kept_by, names
from tests.hub.write.merged import bsn_of, merge, merged, of
from tests.hub.write.unnumbered import SYSTEM, Unnumbered, kept_without_bsn, number, without_bsn
from tests.plugins.hub import WHOLE, Region

pytestmark = pytest.mark.anyio


async def comes(kept: Unnumbered, bsn: str, event: str = "1") -> dict[str, Any]:
    """His BSN; what is answered."""
    local = number(kept.number)
    result = of(kept.source, bsn, local)
    return await merged(kept.source, local, bsn_of(bsn), "bsn-later", event, result)


async def test_what_was_kept_without_a_bsn_is_the_inhabitants_once_it_comes(
    region: Region,
) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    source, goal = kept.source, await kept.goal()

    said = await comes(kept, bsn)

    survivor = said["target-patient"]
    assert (said["moved"], said["source-patient"]) == (1, kept.patient)
    moved = (await source.get(goal)).json()
    assert moved["subject"] == {"reference": survivor}
    assert moved["meta"]["versionId"] == "2"
    assert names(await by_bsn(source, bsn)) == [survivor]
    assert names(await source.find("Goal", patient=survivor)) == [goal]
    assert not names(await source.find("Goal", patient=kept.patient))


async def test_he_becomes_the_patient_that_others_know_and_their_word_stays(
    region: Region,
) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    other = await kept_by(await region.organization(), bsn)
    theirs = await other.goal()
    before = (await other.source.get(other.patient)).json()

    said = await comes(kept, bsn)

    assert said["target-patient"] == other.patient
    assert (await other.source.get(other.patient)).json() == before
    assert names(await other.source.find("Goal", patient=other.patient)) == [theirs]
    assert not found(await kept.source.find("Goal", patient=other.patient, _id="nothing"))


async def test_the_survivor_says_whom_he_replaces_and_the_prior_by_whom(region: Region) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    source = kept.source

    survivor = (await comes(kept, bsn))["target-patient"]
    prior, now = [(await source.get(one)).json() for one in (kept.patient, survivor)]

    assert prior["active"] is False
    assert prior["link"] == [{"other": {"reference": survivor}, "type": "replaced-by"}]
    assert now["link"] == [{"other": {"reference": kept.patient}, "type": "replaces"}]
    assert names(await source.find("Patient", identifier=f"{SYSTEM}|{kept.number}")) == [survivor]


async def test_who_pushes_the_survivor_anew_keeps_what_he_replaces(region: Region) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    source = kept.source
    survivor = (await comes(kept, bsn))["target-patient"]

    again = await source.post(of(source, bsn, number(kept.number)))
    changed = await source.post({**of(source, bsn, number(kept.number)), "gender": "female"})

    assert again.headers["ETag"] == 'W/"1"'
    assert changed.headers["ETag"] == 'W/"2"'
    now = (await source.get(survivor)).json()
    assert now["link"] == [{"other": {"reference": kept.patient}, "type": "replaces"}]


@pytest.mark.parametrize("way", ["create", "id", "condition", "transaction", "reference"])
async def test_what_still_comes_without_the_bsn_goes_to_the_inhabitant_with_a_warning(
    region: Region, way: str
) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    source, local = kept.source, number(kept.number)
    survivor = (await comes(kept, bsn))["target-patient"]
    before = (await source.get(survivor)).json()
    late = without_bsn(local, name=[{"family": "Oudenaam"}])
    by_number = f"Patient?identifier={SYSTEM}|{kept.number}"

    match way:
        case "create":
            answer = await source.post(late)
        case "id":
            answer = await source.put({**late, "id": kept.id})
        case "condition":
            answer = await source("PUT", by_number, late)
        case "transaction":
            bundle = a_transaction((late, "POST Patient"), (a_goal(urn(0)), "POST Goal"))
            answer = await source.transaction(bundle, Prefer=WHOLE)
        case _:
            answer = await source.post(a_goal(kept.patient))

    assert answer.status_code in {200, 201}, answer.text
    assert "replaced Patient" in answer.headers.get("Warning", "") or "replaced by" in answer.text
    assert (await source.get(survivor)).json() == before
    if way == "transaction":
        goals = addresses(answer)[1:]
    elif way == "reference":
        goals = [address(answer)]
    else:
        goals = []
    assert names(await source.find("Goal", patient=survivor)) == goals
    assert not names(await source.find("Goal", patient=kept.patient))


async def test_the_source_may_call_the_survivor_as_it_called_the_prior(region: Region) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    survivor = (await comes(kept, bsn))["target-patient"]

    put = await kept.source.put({**of(kept.source, bsn, number(kept.number)), "id": kept.id})

    assert address(put) == survivor


async def test_the_same_event_again_changes_nothing_and_is_answered_alike(region: Region) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    goal = await kept.goal()
    first = await comes(kept, bsn)

    again = await comes(kept, bsn)
    by_another_message = await comes(kept, bsn, event="2")

    assert again == first
    assert by_another_message["merge"] == first["merge"]
    assert by_another_message["target-patient"] == first["target-patient"]
    assert by_another_message["moved"] == 0
    assert (await kept.source.get(goal)).json()["meta"]["versionId"] == "2"


async def test_a_prior_that_was_replaced_is_not_deleted(region: Region) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    await comes(kept, bsn)
    answer = await kept.source("DELETE", kept.patient)
    assert answer.status_code == 409
    assert (await kept.source.get(kept.patient)).status_code == 200


async def test_the_past_goes_along_and_names_to_others_nobody_whom_he_was_taken_for(
    region: Region,
) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    goal = await kept.goal()
    reader = await region.doctor()
    survivor = (await comes(kept, bsn))["target-patient"]
    permit = a_privacy_consent(survivor, holder=kept.source.ura, user=reader.ura)
    address(await kept.source.post(permit))

    history = (await kept.source.get(f"{goal}/_history")).json()["entry"]
    theirs = await reader.get(goal)
    before = await reader.get(f"{goal}/_history/1")

    assert [one["resource"]["subject"]["reference"] for one in history] == [survivor, kept.patient]
    assert theirs.status_code == 200
    assert before.status_code == 200
    assert kept.id not in before.text
    assert (await reader.get(kept.patient)).status_code == 404


async def test_whose_birth_date_is_another_is_not_merged(region: Region) -> None:
    kept, bsn = await kept_without_bsn(region, birthDate="1941-03-02"), a_bsn()
    goal, local = await kept.goal(), number(kept.number)
    result = {**of(kept.source, bsn, local), "birthDate": "1951-03-02"}

    answer = await merge(kept.source, local, bsn_of(bsn), "bsn-later", result=result)

    assert answer.status_code == 422
    assert "birthDate" in fault(answer)["expression"][0]
    assert (await kept.source.get(goal)).json()["subject"] == {"reference": kept.patient}


async def test_a_provenance_tells_of_the_merge(region: Region) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    goal = await kept.goal()
    survivor = (await comes(kept, bsn))["target-patient"]

    [provenance] = found(await kept.source.find("Provenance", target=survivor, patient=survivor))

    assert {"reference": goal} in provenance["target"]
    assert provenance["activity"]["coding"][0]["code"] == "merge"


async def test_a_target_of_whom_nothing_was_delivered_is_sent_along(region: Region) -> None:
    kept = await kept_without_bsn(region)
    nobody = await merge(kept.source, number(kept.number), bsn_of(a_bsn()), "bsn-later")
    assert nobody.status_code == 422
    assert "result-patient" in nobody.text


async def test_of_a_number_that_was_never_delivered_what_comes_later_is_his(
    region: Region,
) -> None:
    source, bsn, local = await region.organization(), a_bsn(), number("held-until-now")

    said = await merged(source, local, bsn_of(bsn), "bsn-later", result=of(source, bsn, local))
    late = await source.post(without_bsn(local))

    assert said["moved"] == 0
    assert address(late) == said["target-patient"]
    assert names(await by_bsn(source, bsn)) == [said["target-patient"]]
