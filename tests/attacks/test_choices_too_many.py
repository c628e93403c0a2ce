"""A source that records choices without end makes every decision about an inhabitant slow.

`hub/write/bounded.py` has the two numbers.
"""

from typing import Any

import pytest

from hub.write import bounded
from hub.write.bounded import MOST_CHOICES, MOST_STATEMENTS
from profiles import systems
from tests.builders import a_bsn, a_privacy_consent, a_transaction, an_actor
from tests.hub.access.test_transfer import a_receiver, a_task
from tests.hub.dossier import a_dossier, address, fault, kept_by
from tests.hub.offers import offered
from tests.hub.places import sought
from tests.hub.write.home import Home
from tests.hub.write.test_handoff import supplements
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


HOLDERS = 20


def a_wide_one(patient: str, actors: int) -> dict[str, Any]:
    """Says of so many actors the same about each of twenty holders."""
    consent = a_privacy_consent(patient)
    consent["organization"] = [
        {"identifier": {"system": systems.URA_SYSTEM, "value": f"{90_100_000 + one}"}}
        for one in range(HOLDERS)
    ]
    consent["provision"]["actor"] = [an_actor(f"{90_000_000 + one}", None) for one in range(actors)]
    return consent


def said_once(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return a_transaction(*[(one, "POST Consent") for one in choices])


@pytest.mark.parametrize("who", ["source", "person"])
async def test_a_choice_that_says_more_than_anybody_reads_is_refused(
    region: Region, who: str
) -> None:
    home = await Home.of(region)
    asker = home.holder if who == "source" else home.himself
    most = MOST_STATEMENTS // HOLDERS

    refused = await asker.post(a_wide_one(home.patient, most + 1))

    assert refused.status_code == 422
    assert fault(refused)["code"] == "too-costly"
    assert fault(refused)["expression"] == ["Consent.provision"]
    assert (await asker.post(a_wide_one(home.patient, most))).status_code == 201


async def test_of_one_inhabitant_a_source_records_so_many_and_takes_each_of_them_back(
    region: Region,
) -> None:
    dossier, other = await a_dossier(region), await a_dossier(region)
    choices = [
        a_privacy_consent(dossier.patient, user=f"{91_000_000 + one}", holder=dossier.source.ura)
        for one in range(MOST_CHOICES)
    ]
    stored = await dossier.source.transaction(said_once(choices[:-1]))
    assert stored.status_code == 200
    last = choices[-1]

    both = await dossier.source.transaction(said_once([last, a_privacy_consent(dossier.patient)]))
    assert both.status_code == 422
    assert fault(both)["code"] == "too-costly"
    mine = address(await dossier.source.post(last))
    assert fault(await dossier.source.post(last))["code"] == "too-costly"

    withdrawn = {**last, "id": mine.partition("/")[2], "status": "inactive"}
    assert (await dossier.source.put(withdrawn, if_match='W/"1"')).status_code == 200
    assert (await other.source.post(a_privacy_consent(other.patient))).status_code == 201


async def test_what_one_recorded_leaves_others_room(region: Region) -> None:
    dossier = await a_dossier(region, bsn=a_bsn())
    choices = [
        a_privacy_consent(dossier.patient, user=f"{92_000_000 + one}", holder=dossier.source.ura)
        for one in range(MOST_CHOICES)
    ]
    assert (await dossier.source.transaction(said_once(choices))).status_code == 200

    other = await kept_by(await region.organization("Z3"), dossier.bsn)
    assert (await other.source.post(a_privacy_consent(other.patient))).status_code == 201


async def test_a_transfer_hands_over_no_more_than_anybody_takes(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "MOST_NAMED", 3)
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    goals = [await dossier.goal() for _ in range(3)]

    refused = await dossier.source.post(a_task(dossier, receiver.ura, *goals))

    assert refused.status_code == 422
    assert fault(refused)["code"] == "too-costly"
    assert fault(refused)["expression"] == ["Task.input"]
    taken = await dossier.source.post(a_task(dossier, receiver.ura, *goals[1:]))
    assert taken.status_code == 201


async def test_nor_does_an_offer_that_begins(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await offered(region)
    for done in (await case.accept(), await case.select()):
        assert done.status_code == 200, done.text
    goals = [await case.dossier.goal() for _ in range(8)]
    monkeypatch.setattr(bounded, "MOST_NAMED", 8)

    refused = await case.begin(more=supplements(*goals))

    assert (refused.status_code, fault(refused)["code"]) == (422, "too-costly")
    assert (await case.read(case.placer))["status"] == "accepted"
    taken = await case.begin(more=supplements(*goals[:2]))
    assert taken.status_code == 200, taken.text


async def test_nor_does_a_case(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await sought(region)
    lead = await case.read(case.requester)
    goals = [await case.dossier.goal() for _ in range(8)]
    monkeypatch.setattr(bounded, "MOST_NAMED", 8)

    refused = await case.send(
        case.requester, read=lead, input=[*lead["input"], *supplements(*goals)]
    )

    assert (refused.status_code, fault(refused)["code"]) == (422, "too-costly")
