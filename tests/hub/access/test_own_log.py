"""A person reads who looked at his record: his own log, all of it, and nobody else's."""

from typing import Any

import pytest

from tests.builders import a_bsn, a_goal, a_privacy_consent
from tests.hub.dossier import address, fault, found
from tests.hub.persons import known, person
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def asker_of(event: dict[str, Any]) -> list[str]:
    """How the log calls the persons in it."""
    return [one["who"]["display"] for one in event["agent"] if one["who"].keys() == {"display"}]


async def test_th_64_another_persons_log_is_forbidden_as_one_of_nobody_is(region: Region) -> None:
    holder, mine, yours = await region.organization("H1"), a_bsn(), a_bsn()
    await known(holder, mine)
    other = await known(holder, yours)
    himself, neighbour = person(region.running, yours), person(region.running, mine)
    [event, *_] = found(await himself.get("AuditEvent"))

    for asked, nobody in (
        (f"AuditEvent?patient={other}", "AuditEvent?patient=Patient/nobody"),
        (f"AuditEvent?patient={other.split('/')[1]}", "AuditEvent?patient=nobody"),
        (f"AuditEvent/{event['id']}", "AuditEvent/3fa85f64-5717-4562-b3fc-2c963f66afa6"),
        (f"AuditEvent/{event['id']}", "AuditEvent/no-such-event"),
    ):
        refused, of_nobody = await neighbour.get(asked), await neighbour.get(nobody)
        assert refused.status_code == of_nobody.status_code == 403
        assert fault(refused) == fault(of_nobody)
    [row] = await region.left_behind(await neighbour.get(f"AuditEvent?patient={other}"))
    assert (row["rule"], row["pat"]) == ("S-NOT-ENTITLED", himself.whose)


async def test_without_a_patient_it_is_his_own_and_nobody_elses(region: Region) -> None:
    holder, mine, yours = await region.organization("H1"), a_bsn(), a_bsn()
    patient, other = await known(holder, mine), await known(holder, yours)
    goal = address(await holder.post(a_goal(patient)))
    hidden = address(await holder.post(a_goal(other)))
    doctor = await region.doctor()
    await doctor.get(f"Goal?patient={patient}")
    himself = person(region.running, mine)
    await himself.get(goal)

    answer = await himself.get("AuditEvent?_count=50")

    events = found(answer)
    assert goal in answer.text
    assert hidden not in answer.text
    assert doctor.ura in answer.text
    assert [asker_of(one) for one in events[:1]] == [["de inwoner zelf"]]
    assert found(await himself.get(f"AuditEvent?patient={patient}&_count=1"))
    again = found(await himself.get(f"AuditEvent?patient={patient}&_count=50"))
    # That he looked is in it too.
    assert {one["id"] for one in events} < {one["id"] for one in again}
    assert (await himself.get(f"AuditEvent/{events[-1]['id']}")).json()["id"] == events[-1]["id"]


async def test_who_else_asked_is_not_named_to_him(region: Region) -> None:
    holder, mine, yours = await region.organization("H1"), a_bsn(), a_bsn()
    patient = await known(holder, mine)
    await known(holder, yours)
    neighbour, himself = person(region.running, yours), person(region.running, mine)
    await neighbour.get(f"Goal?patient={patient}")
    await person(region.running, mine, ground="sibling").get(patient)

    answer = await himself.get("AuditEvent")

    called = [name for event in found(answer) for name in asker_of(event)]
    assert called == ["broer of zus", "iemand anders"]
    assert str(neighbour.whose) not in answer.text


async def test_his_choice_stands_in_it(region: Region) -> None:
    holder, mine = await region.organization("H1"), a_bsn()
    patient = await known(holder, mine)
    himself = person(region.running, mine)
    made = await himself.post(a_privacy_consent(patient, user=holder.ura))

    [event, *_] = found(await himself.get("AuditEvent"))

    assert event["outcomeDesc"] == "201 S-CONSENT-RECORDED"
    said = [
        one["what"]["reference"] for one in event["entity"] if "reference" in one.get("what", {})
    ]
    assert said == [f"{address(made)}/_history/1", patient]


async def test_a_scope_for_all_data_is_none_for_the_log(region: Region) -> None:
    holder, mine = await region.organization("H1"), a_bsn()
    await known(holder, mine)

    asker = person(region.running, mine, scopes=("patient/*.rs",))

    assert (await asker.get("AuditEvent")).status_code == 403
