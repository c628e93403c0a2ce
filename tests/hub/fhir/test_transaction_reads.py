"""What a transaction reads: last, all of it or nothing. https://hl7.org/fhir/R4/http.html#trules."""

from typing import Any

import httpx
import pytest

from consent.declaration import Declaration
from hub.fhir.entry_reads import MOST
from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier, fault, kept_by, names
from tests.plugins.hub import Region
from tests.plugins.mitz import Asking

pytestmark = pytest.mark.anyio


@pytest.fixture
async def dossier(region: Region) -> Dossier:
    return await a_dossier(region)


def statuses(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["response"]["status"] for one in answer.json()["entry"]]


async def goals(dossier: Dossier) -> list[str]:
    return names(await dossier.source.get(f"Goal?patient={dossier.patient}"))


def epochs(region: Region) -> set[int]:
    """By which something is decided that is held."""
    return {one.reach.epoch for one in region.running.access.held.values()}


async def refused(dossier: Dossier, url: str, **more: Any) -> dict[str, Any]:
    """Why a transaction that writes a goal and reads this is refused, as $validate says too."""
    before = await goals(dossier)
    bundle = a_transaction((a_goal(dossier.patient), "POST Goal"), (None, f"GET {url}"))
    bundle["entry"][1]["request"] |= more

    said = (await dossier.source("POST", "Bundle/$validate", bundle)).json()["issue"]
    answer = await dossier.source.transaction(bundle)

    assert answer.json()["issue"] == said
    assert await goals(dossier) == before
    told = fault(answer)
    assert told["expression"] == ["Bundle.entry[1]"]
    return {**told, "status": answer.status_code}


async def test_a_read_of_what_is_not_there_undoes_the_whole(dossier: Dossier) -> None:
    told = await refused(dossier, "Goal/never-was")

    assert (told["status"], told["code"]) == (404, "not-found")


async def test_what_another_keeps_closed_looks_like_nothing(
    region: Region, dossier: Dossier
) -> None:
    other = await kept_by(await region.organization(), dossier.bsn)
    closed = await other.goal()

    told, none = await refused(dossier, closed), await refused(dossier, "Goal/never-was")

    assert told == none


async def test_of_a_read_that_undid_all_the_ledger_says_why_and_what_became_of_it(
    region: Region, dossier: Dossier
) -> None:
    other = await kept_by(await region.organization(), dossier.bsn)
    closed = await other.goal()
    bundle = a_transaction(
        (a_goal(dossier.patient), "POST Goal"),
        (None, f"GET {dossier.patient}"),
        (None, f"GET {closed}"),
    )

    answer = await dossier.source.transaction(bundle)

    assert answer.status_code == 404
    rows = await region.left_behind(answer)
    assert [(row["interaction"], row["status"]) for row in rows] == [
        ("read", 404),
        ("transaction", 404),
    ]


async def test_what_is_read_sees_what_was_written_wherever_it_stands(dossier: Dossier) -> None:
    own = f"own-{dossier.source.ura}"
    old = await dossier.goal()

    answer = await dossier.source.transaction(
        a_transaction(
            (None, f"GET Goal/{own}"),
            (None, f"GET Goal?patient={dossier.patient}"),
            (None, f"GET {old}/_history"),
            (a_goal(dossier.patient, id=own), f"PUT Goal/{own}"),
            (None, f"DELETE {old}"),
            (None, f"GET Goal/{own}/_history/1"),
            (None, f"GET {dossier.patient}/Goal?_elements=lifecycleStatus"),
        )
    )

    ok, created, gone = "200 OK", "201 Created", "204 No Content"
    assert statuses(answer) == [ok, ok, ok, created, gone, ok, ok]
    read, searched, past, _, _, version, inside = answer.json()["entry"]
    assert read["resource"] == version["resource"]
    assert (read["resource"]["id"], read["response"]["etag"]) == (own, 'W/"1"')
    assert [one["resource"]["id"] for one in searched["resource"]["entry"]] == [own]
    assert past["resource"]["total"] == 2
    assert inside["resource"]["entry"][0]["resource"]["meta"]["tag"][0]["code"] == "SUBSETTED"


async def test_the_record_of_whom_it_brings_is_read_too(region: Region) -> None:
    source = await region.organization()
    own = f"own-{source.ura}"

    answer = await source.transaction(
        a_transaction(
            (a_patient(id=own), f"PUT Patient/{own}"),
            (a_goal(urn(0)), "POST Goal"),
            (None, f"GET Goal?patient=Patient/{own}"),
            (None, f"GET Patient/{own}"),
        )
    )

    assert statuses(answer)[2:] == ["200 OK", "200 OK"]
    assert answer.json()["entry"][2]["resource"]["total"] == 1


async def test_each_read_has_its_row_beside_that_of_the_whole(
    region: Region, dossier: Dossier
) -> None:
    goal = await dossier.goal()

    answer = await dossier.source.transaction(
        a_transaction(
            (a_goal(dossier.patient), "POST Goal"),
            (None, f"GET {goal}"),
            (None, f"GET Goal?patient={dossier.patient}"),
        )
    )

    assert statuses(answer)[1:] == ["200 OK", "200 OK"]
    rows = await region.left_behind(answer)
    assert sorted((row["interaction"], row["found"]) for row in rows) == [
        ("read", 1),
        ("search-type", 2),
        ("transaction", 1),
    ]
    assert len({row["pat"] for row in rows}) == 1


async def test_a_transaction_may_read_and_nothing_else(dossier: Dossier) -> None:
    goal = await dossier.goal()

    answer = await dossier.source.transaction(a_transaction((None, f"GET {goal}")))

    assert statuses(answer) == ["200 OK"]
    assert answer.json()["entry"][0]["resource"]["id"] == goal.partition("/")[2]


async def test_head_says_that_it_is_there_and_no_more(dossier: Dossier) -> None:
    goal = await dossier.goal()

    answer = await dossier.source.transaction(a_transaction((None, f"HEAD {goal}")))

    assert answer.json()["entry"] == [{"response": {"status": "200 OK", "etag": 'W/"1"'}}]


async def test_who_has_it_already_is_told_so_and_nothing_fails(dossier: Dossier) -> None:
    bundle = a_transaction((None, f"GET {await dossier.goal()}"))
    bundle["entry"][0]["request"]["ifNoneMatch"] = 'W/"1"'

    answer = await dossier.source.transaction(bundle)

    assert statuses(answer) == ["304 Not Modified"]


async def test_what_is_sent_again_is_read_again(dossier: Dossier) -> None:
    known = [{"system": "https://zeekraal.example/nummers", "value": dossier.source.ura}]
    at = f"Goal?identifier={known[0]['system']}|{known[0]['value']}"
    bundle = a_transaction(
        (a_goal(dossier.patient, identifier=known), f"PUT {at}"),
        (None, f"GET Goal?patient={dossier.patient}"),
    )
    totals = []
    for _ in range(3):
        answer = await dossier.source.transaction(bundle)
        totals.append(answer.json()["entry"][1]["resource"]["total"])
    await dossier.goal()

    answer = await dossier.source.transaction(bundle)

    assert totals == [1, 1, 1]
    assert answer.json()["entry"][1]["resource"]["total"] == 2


async def test_nothing_that_was_decided_in_what_was_undone_is_held(
    region: Region, dossier: Dossier
) -> None:
    """An epoch that was undone is given again, and would be taken for what was decided in it."""
    own = f"own-{dossier.source.ura}"
    bundle = a_transaction(
        (a_privacy_consent(dossier.patient, holder=dossier.source.ura), "POST Consent"),
        (a_goal(dossier.patient, id=own), f"PUT Goal/{own}"),
        (None, f"GET Goal?patient={dossier.patient}"),
        (None, "GET Goal/never-was"),
    )
    region.running.forget()
    await goals(dossier)
    [stands] = epochs(region)

    assert (await dossier.source.transaction(bundle)).status_code == 404

    assert epochs(region) == {stands}
    assert await goals(dossier) == []
    assert (await dossier.source.get(f"Goal/{own}")).status_code == 404


async def test_a_number_stays_out_of_the_url_of_an_entry(dossier: Dossier) -> None:
    told = await refused(dossier, f"Patient?identifier={systems.BSN_SYSTEM}|{dossier.bsn}")

    assert told["status"] == 405
    assert dossier.bsn not in str(told)


async def test_each_read_needs_its_own_scope(region: Region) -> None:
    source = await region.organization(scopes=("system/*.cud", "system/Patient.r"))
    dossier = await kept_by(source, a_bsn())

    answer = await source.transaction(
        a_transaction((None, f"GET {dossier.patient}"), (None, "GET Goal/1"))
    )

    assert answer.status_code == 403
    assert fault(answer)["expression"] == ["Bundle.entry[1]"]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("Goal?colour=red", 400),
        ("Goal/1?colour=red", 400),
        ("Goal/a_b", 400),
        ("NoSuchType/1", 404),
        ("Patient/1/$everything", 400),
        ("Goal/1/2/3/4", 400),
        ("AuditEvent", 400),
        ("_history?_since=long-ago", 400),
    ],
)
async def test_what_can_not_be_read_undoes_the_whole(
    dossier: Dossier, url: str, status: int
) -> None:
    assert (await refused(dossier, url))["status"] == status


async def test_what_is_deleted_is_not_there_to_be_read(dossier: Dossier) -> None:
    goal = await dossier.goal()
    bundle = a_transaction((None, f"DELETE {goal}"), (None, f"GET {goal}"))

    said = (await dossier.source("POST", "Bundle/$validate", bundle)).json()["issue"]
    answer = await dossier.source.transaction(bundle)

    assert (answer.status_code, answer.json()["issue"]) == (410, said)
    assert (await dossier.source.get(goal)).status_code == 200


async def test_validate_agrees_with_a_transaction_that_is_done(dossier: Dossier) -> None:
    own = f"own-{dossier.source.ura}"
    bundle = a_transaction(
        (a_goal(dossier.patient, id=own), f"PUT Goal/{own}"),
        (None, f"GET Goal/{own}"),
        (None, f"GET {dossier.patient}"),
    )

    said = (await dossier.source("POST", "Bundle/$validate", bundle)).json()["issue"]

    assert [one["severity"] for one in said] == ["information"]
    assert statuses(await dossier.source.transaction(bundle))[1:] == ["200 OK", "200 OK"]


async def test_more_reads_than_a_write_may_wait_for_are_refused(dossier: Dossier) -> None:
    reads = [(None, f"GET {dossier.patient}")] * (MOST + 1)

    answer = await dossier.source.transaction(a_transaction(*reads))

    assert answer.status_code == 413
    assert "batch" in fault(answer)["diagnostics"]


async def test_no_write_waits_for_a_word_of_mitz(asking: Asking) -> None:
    dossier, doctor = await a_dossier(asking), await asking.doctor()
    bundle = a_transaction((None, f"GET {await dossier.goal()}"))
    before = len(asking.stub.taken)

    answer = await doctor.transaction(bundle)

    assert (answer.status_code, fault(answer)["code"]) == (400, "not-supported")
    assert len(asking.stub.taken) == before


async def test_no_emergency_is_declared_within_a_write(region: Region) -> None:
    said = Declaration(code="unconscious", words="Bewusteloos op straat gevonden")
    hurried = await region.organization("V4", role="01.015", purpose="ETREAT", emergency=said)
    dossier = await a_dossier(region)

    answer = await hurried.transaction(a_transaction((None, f"GET {await dossier.goal()}")))

    assert (answer.status_code, fault(answer)["code"]) == (400, "not-supported")


async def test_a_doctor_reads_by_what_is_open_to_him(region: Region, dossier: Dossier) -> None:
    doctor = await region.doctor()
    goal = await dossier.goal()
    reads = a_transaction((None, f"GET {goal}"))
    closed = await doctor.transaction(reads)

    await dossier.open_to(doctor)

    assert closed.status_code == 404
    assert statuses(await doctor.transaction(reads)) == ["200 OK"]
