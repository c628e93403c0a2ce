"""A transfer that its sender keeps here: both routes, who may do what, and what is open when."""

import asyncio
import base64

import pytest

from profiles import systems
from tests.builders import a_bsn
from tests.hub.dossier import an_organization
from tests.hub.stu3.asking import Ecd
from tests.hub.stu3.transfers import (
    BEFORE,
    HANDOFF,
    NOTICE,
    Sending,
    a_receiver,
    a_sending,
    an_input,
    by,
)
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def offered(sending: Sending) -> str:
    return await sending.sent(sending.task("requested", an_input(NOTICE, await sending.notice())))


async def test_another_than_who_takes_over_reads_nothing(region: Region) -> None:
    sending, other = await a_sending(region), Ecd(await a_receiver(region))
    handoff = await sending.handoff(await sending.condition())
    task = await sending.sent(sending.task("in-progress", an_input(HANDOFF, handoff)))
    read = await sending.receiver.task(task)

    answer = await other.put(read | {"status": "completed"})

    for what in (task, handoff, f"{handoff}/$document"):
        assert (await other.get(what)).status_code == 404
    assert answer.status_code == 404
    assert (await sending.sender.task(task))["status"] == "in-progress"


async def test_who_declines_reads_nothing_more_from_the_next_call_on(region: Region) -> None:
    sending = await a_sending(region)
    task = await offered(sending)
    read = await sending.receiver.task(task)
    notice = read["input"][0]["valueReference"]["reference"]
    assert (await sending.receiver.get(notice)).status_code == 200

    answer = await sending.receiver.answer(
        task, status="rejected", statusReason={"text": "Geen plaats"}
    )
    again = await sending.receiver.put(read | {"status": "accepted"})

    assert answer.status_code == 200, answer.text
    assert again.status_code == 404
    for what in (task, notice):
        assert (await sending.receiver.get(what)).status_code == 404
    kept = await sending.sender.task(task)
    assert (kept["status"], kept["statusReason"]) == ("rejected", {"text": "Geen plaats"})


@pytest.mark.parametrize("wanted", ["in-progress", "completed", "cancelled", "failed", "draft"])
async def test_who_is_asked_sets_no_status_that_is_not_his(region: Region, wanted: str) -> None:
    sending = await a_sending(region)
    task = await offered(sending)

    answer = await sending.receiver.answer(task, status=wanted)

    assert answer.status_code in {403, 422}, answer.text
    assert (await sending.sender.task(task))["status"] == "requested"


@pytest.mark.parametrize("wanted", ["accepted", "rejected", "completed", "in-progress"])
async def test_the_sender_answers_not_himself(region: Region, wanted: str) -> None:
    sending = await a_sending(region)
    task = await offered(sending)

    answer = await sending.sender.answer(task, status=wanted)

    assert answer.status_code in {403, 422}, answer.text
    assert (await sending.receiver.task(task))["status"] == "requested"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("owner", by("90000001")),
        ("for", {"reference": "Patient/somebody"}),
        ("requester", {"agent": {"display": "iemand"}}),
        ("input", []),
        ("code", {"text": "iets anders"}),
    ],
)
async def test_an_answer_changes_nothing_else(region: Region, name: str, value: object) -> None:
    sending = await a_sending(region)
    task = await offered(sending)

    answer = await sending.receiver.answer(task, status="accepted", **{name: value})

    assert answer.status_code == 422
    assert f"Task.{name}" in answer.text


async def test_the_sender_hands_one_task_to_no_other(region: Region) -> None:
    sending, other = await a_sending(region), await a_receiver(region)
    task = await offered(sending)

    answer = await sending.sender.answer(task, owner=by(other.ura))

    assert answer.status_code == 422
    assert "Task.owner" in answer.text
    assert (await Ecd(other).get(task)).status_code == 404


async def test_a_handoff_is_not_named_before_the_choice(region: Region) -> None:
    sending = await a_sending(region)
    handoff = await sending.handoff()

    for kind in (HANDOFF, NOTICE):  # never by the word of the input alone
        early = sending.task("requested", an_input(kind, handoff))
        answer = await sending.sender("POST", "Task", early)
        assert answer.status_code == 422, answer.text
        assert "Task.input[0]" in answer.text


@pytest.mark.parametrize("status", ["accepted", "completed", "rejected", "draft"])
async def test_a_transfer_begins_at_its_beginning(region: Region, status: str) -> None:
    sending = await a_sending(region)

    answer = await sending.sender("POST", "Task", sending.task(status))

    assert answer.status_code == 422


async def test_nobody_sends_for_another(region: Region) -> None:
    sending = await a_sending(region)
    agent = {"display": "Verpleegkundige"}
    other = {"agent": agent, "onBehalfOf": by("90000404")}

    answer = await sending.sender("POST", "Task", sending.task("requested", requester=other))

    assert answer.status_code == 403
    assert "Task.requester" in answer.text


async def test_who_takes_over_is_known_by_number_and_another(region: Region) -> None:
    sending = await a_sending(region)
    for owner in ({"display": "Verpleeghuis"}, by(sending.sender.ura)):
        answer = await sending.sender("POST", "Task", sending.task("requested", owner=owner))
        assert answer.status_code == 422
        assert "Task.owner" in answer.text


async def test_before_the_choice_nobody_is_told_for_whom_it_is(region: Region) -> None:
    sending = await a_sending(region)
    words = {**an_input(NOTICE, await sending.notice())}
    words["valueReference"] |= {"display": "Aanmeldbericht van iemand"}
    named = {"reference": sending.dossier.patient, "display": "Mevrouw Iemand"}
    task = await sending.sent(sending.task("requested", words, **{"for": named}))

    read = await sending.receiver.task(task)

    assert sending.dossier.id not in str(read)
    assert "display" not in read["for"] | read["input"][0]["valueReference"]
    assert (await sending.receiver.get(read["for"]["reference"])).status_code == 404
    assert (await sending.sender.task(task))["for"] == named


async def test_nor_is_he_told_so_at_the_door_of_r4(region: Region) -> None:
    sending = await a_sending(region)
    words = {**an_input(NOTICE, await sending.notice())}
    words["valueReference"] |= {"display": "Aanmeldbericht van iemand"}
    named = {"reference": sending.dossier.patient, "display": "Mevrouw Iemand"}
    more = {"for": named, "description": "Mevrouw Iemand", "note": [{"text": "Mevrouw Iemand"}]}
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Mevrouw Iemand</div>'
    more |= {"text": {"status": "generated", "div": div}, "reason": {"text": "Mevrouw Iemand"}}
    task = await sending.sent(sending.task("requested", words, **more))
    receiver = sending.receiver.caller

    told = [await receiver.get(one) for one in (task, f"{task}/_history/1", f"{task}/_history")]

    assert [one.status_code for one in told] == [200, 200, 200]
    for one in told:
        assert "iemand" not in one.text.lower()
        assert sending.dossier.id not in one.text
    assert "Mevrouw Iemand" in (await sending.sender.caller.get(task)).text


async def test_the_long_route(region: Region) -> None:
    sending = await a_sending(region)
    sender, receiver = sending.sender, sending.receiver
    task = await offered(sending)

    assert (await receiver.answer(task, status="accepted")).status_code == 200
    confirmed = await sender.answer(task, status="in-progress")
    assert confirmed.status_code == 200, confirmed.text
    assert (await receiver.task(task))["for"] == {"reference": sending.dossier.patient}
    condition = await sending.condition()
    handoff = await sending.handoff(condition)
    inputs = [*(await sender.task(task))["input"], an_input(HANDOFF, handoff)]
    assert (await sender.answer(task, input=inputs)).status_code == 200
    document = await receiver.get(f"{handoff}/$document")
    kinds = [one["resource"]["resourceType"] for one in document.json()["entry"]]
    assert {"Composition", "Patient", "Condition"} <= set(kinds)
    assert "REDACTED" not in document.text
    done = await receiver.answer(task, status="completed")

    assert done.status_code == 200, done.text
    for what in (f"{handoff}/$document", condition, sending.dossier.patient):
        assert (await receiver.get(what)).status_code == 404
    assert (await sender.task(task))["status"] == "completed"


async def test_who_proposes_another_date_may_still_answer(region: Region) -> None:
    sending = await a_sending(region)
    task = await offered(sending)
    kind = {"coding": [{"system": systems.SNOMED, "code": "146851000146105"}]}
    output = [{"type": kind, "valueDateTime": "2026-12-09"}]

    put_off = await sending.receiver.answer(task, status="on-hold", output=output)
    seen = await sending.sender.task(task)
    agreed = await sending.sender.answer(task, status="in-progress")

    assert put_off.status_code == 200, put_off.text
    assert seen["output"] == output
    assert agreed.status_code == 200, agreed.text
    assert (await sending.receiver.task(task))["status"] == "in-progress"


async def test_a_file_of_the_handoff_is_fetched_by_itself(region: Region) -> None:
    sending = await a_sending(region)
    paper = base64.b64encode(b"%PDF-1.7 brief").decode()
    patient = {"reference": sending.dossier.patient}
    file = await sending.stored(
        {
            "resourceType": "Binary",
            "contentType": "application/pdf",
            "securityContext": patient,
            "content": paper,
        }
    )
    attachment = {"contentType": "application/pdf", "url": file}
    reference = await sending.stored(
        {
            "resourceType": "DocumentReference",
            "status": "current",
            "type": {"text": "brief"},
            "subject": patient,
            "indexed": "2026-12-01T10:00:00Z",
            "content": [{"attachment": attachment}],
        }
    )
    handoff = await sending.handoff(reference)
    task = await sending.sent(sending.task("in-progress", an_input(HANDOFF, handoff)))

    read = await sending.receiver.get(file)
    resource = await sending.receiver.get(file, Accept="application/fhir+json")
    await sending.receiver.answer(task, status="completed")

    assert (read.status_code, read.content) == (200, b"%PDF-1.7 brief")
    assert resource.json()["content"] == paper
    assert (await sending.receiver.get(file)).status_code == 404


@pytest.mark.parametrize("kind", [NOTICE, HANDOFF])
async def test_both_codes_of_a_document_are_taken(region: Region, kind: str) -> None:
    sending = await a_sending(region)
    system, code = BEFORE[kind]
    named = await (sending.notice() if kind == NOTICE else sending.handoff())
    status = "requested" if kind == NOTICE else "in-progress"

    task = await sending.sent(sending.task(status, an_input(code, named, system)))

    assert (await sending.receiver.get(named)).status_code == 200
    assert (await sending.receiver.task(task))["input"][0]["type"]["coding"][0]["code"] == code


async def test_both_forms_of_who_asks_are_taken(region: Region) -> None:
    sending = await a_sending(region)
    own = await sending.stored(an_organization(sending.sender.ura))
    other = await sending.stored(an_organization(sending.receiver.ura))
    nurse = {"display": "Verpleegkundige"}
    forms = [{"agent": nurse, "onBehalfOf": {"reference": own}}, {"agent": nurse}]
    for requester in forms:
        task = sending.task("requested", requester=requester, owner={"reference": other})
        made = await sending.sent(task)
        assert (await sending.receiver.task(made))["requester"]["agent"] == nurse
        assert (await sending.sender.answer(made, status="cancelled")).status_code == 200


async def test_what_is_not_known_is_kept_and_shown(region: Region) -> None:
    sending = await a_sending(region)
    url = "http://nictiz.nl/fhir/StructureDefinition/preadopted"
    profiles = ["http://nictiz.nl/fhir/StructureDefinition/eOverdracht-Task", f"{url}-profile"]
    extra = [{"url": url, "valueString": "x"}]
    task = await sending.sent(
        sending.task("requested", meta={"profile": profiles}, extension=extra)
    )

    read = await sending.receiver.task(task)

    assert (read["meta"]["profile"], read["extension"]) == (profiles, extra)


async def test_under_its_own_id_a_sender_begins_it_once(region: Region) -> None:
    sending = await a_sending(region)
    name = f"overdracht-{a_bsn()[::-1]}"
    task = sending.task("requested", an_input(NOTICE, await sending.notice()), id=name)

    first = await sending.sender.put(task)
    again = await sending.sender.put(task)

    assert (first.status_code, again.status_code) == (201, 200), again.text
    assert (await sending.receiver.task(f"Task/{name}"))["status"] == "requested"


async def test_a_transfer_that_is_a_copy_is_answered_at_its_sender(region: Region) -> None:
    sending = await a_sending(region)
    copy = sending.task("requested") | {"requester": by(sending.sender.ura)}
    del copy["meta"]
    task = await sending.dossier.add(copy)

    answer = await sending.receiver.answer(task, status="accepted")

    assert answer.status_code == 403
    assert (await sending.sender.task(task))["status"] == "requested"


async def test_of_two_answers_at_once_one_is_kept(region: Region) -> None:
    sending = await a_sending(region)
    task = await offered(sending)
    read = await sending.receiver.task(task)
    del read["meta"]

    answers = await asyncio.gather(
        *(sending.receiver.put(read | {"status": one}) for one in ("accepted", "rejected") * 4)
    )

    kept = (await sending.sender.task(task))["status"]
    done = [one for one in answers if one.status_code == 200]
    assert kept in {"accepted", "rejected"}
    assert {one.status_code for one in answers} <= {200, 404, 409, 412, 422}
    assert done[-1].json()["status"] in {"accepted", "rejected"}
    rows = await sending.dossier.source.get(f"{task}/_history")
    versions = [one["resource"]["status"] for one in rows.json()["entry"]]
    assert len(versions) == len(done) + 1
    assert versions[0] == kept


async def test_who_takes_over_lists_what_goes_on_of_it_page_by_page(region: Region) -> None:
    sending, other = await a_sending(region), await a_sending(region)
    receiver = sending.receiver
    tasks = [await offered(sending) for _ in range(3)]
    await offered(other)
    assert (await receiver.answer(tasks[2], status="accepted")).status_code == 200
    assert (await receiver.answer(tasks[1], status="rejected")).status_code == 200
    own = f"Task?owner:identifier={systems.URA_SYSTEM}%7C{receiver.ura}"

    async def listed(path: str) -> tuple[list[str], str]:
        answer = (await receiver.get(path)).json()
        links = {one["relation"]: one["url"] for one in answer["link"]}
        names = [f"Task/{one['resource']['id']}" for one in answer.get("entry", [])]
        assert all(set(one["resource"]["for"]) == {"reference"} for one in answer.get("entry", []))
        return names, links.get("next", "").partition("/stu3/")[2]

    first, more = await listed(f"{own}&_count=1")
    second, _ = await listed(more)

    assert [*first, *second] == [tasks[0], tasks[2]]
    assert (await listed(f"{own}&status=accepted"))[0] == [tasks[2]]
    in_r4 = await receiver.caller.get(own)
    assert in_r4.json().get("entry", []) == [], "these are offers alone, as they always were"
    code = f"{systems.TRANSFER_OF_CARE[0]}%7C{systems.TRANSFER_OF_CARE[1]}"
    asked = (await receiver.caller.get(f"{own}&code={code}")).json()
    assert len(asked["entry"]) == 2
    foreign = own.replace(receiver.ura, other.receiver.ura)
    assert (await receiver.get(foreign)).status_code == 403
