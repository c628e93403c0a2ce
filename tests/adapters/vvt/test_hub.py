"""What an ECD hands over, at a real hub: kept once, opened to who takes over, closed at the end."""

import json
from typing import Any

from adapters.core.json import dump
from adapters.vvt.ecd.envelope import Envelope, Fetched
from adapters.vvt.ecd.transfer import transferred
from tests.adapters.vvt.stu3 import (
    BSN,
    RECEIVER,
    SENDER,
    Tree,
    a_document,
    a_patient,
    a_task,
    an_organization,
)
from tests.builders import a_bsn
from tests.plugins.hub import Caller, Region

BASE = "https://ecd.example/fhir"


class Ecd:
    """What is fetched of one transfer, between two organisations that the hub knows."""

    def __init__(self, sender: Caller, receiver: Caller) -> None:
        self.bsn = a_bsn()
        self.uras = {SENDER: sender.ura, RECEIVER: receiver.ura, BSN: self.bsn}
        self.known: dict[str, str] = {}

    def fetched(self, status: str, *kinds: str, people: bool = True) -> tuple[Tree, ...]:
        who = (a_patient(), an_organization("org-1", SENDER), an_organization("org-2", RECEIVER))
        envelope = Envelope(
            self._at(f"{BASE}/Task/overdracht-1", a_task(status, "notice", "handoff")),
            tuple(
                self._at(f"{BASE}/Composition/{kind}-1", a_document(BASE, kind)) for kind in kinds
            ),
            tuple(self._at(f"{BASE}/{one['resourceType']}/{one['id']}", one) for one in who)
            if people
            else (),
            known=dict(self.known),
        )
        found = transferred(envelope)
        self.known |= found.known
        return tuple(json.loads(dump(bundle)) for bundle in found.bundles)

    def _at(self, address: str, tree: Tree) -> Fetched:
        text = json.dumps(tree)
        for invented, real in self.uras.items():
            text = text.replace(invented, real)
        return Fetched(address, text.encode(), "application/fhir+json")


async def _push(source: Caller, bundles: tuple[Tree, ...]) -> list[Any]:
    answers = []
    for bundle in bundles:
        answer = await source.transaction(bundle)
        assert answer.status_code == 200, answer.text
        answers.append(answer.json())
    return answers


async def _total(caller: Caller, query: str) -> int:
    answer = await caller.get(query)
    assert answer.status_code == 200, answer.text
    return len(answer.json().get("entry", []))


async def test_a_transfer_is_kept_once_from_its_offer_to_its_end(region: Region) -> None:
    sender, receiver = await region.organization(), await region.organization()
    ecd = Ecd(sender, receiver)

    await _push(sender, ecd.fetched("requested", "notice"))
    chosen = ecd.fetched("in-progress", "notice", "handoff")
    await _push(sender, chosen)
    again = await _push(sender, chosen)
    await _push(sender, ecd.fetched("completed", people=False))

    [task] = [one for one in chosen[-1]["entry"] if one["resource"]["resourceType"] == "Task"]
    read = await sender.get(task["request"]["url"])
    patient = read.json()["for"]["reference"].rsplit("/", 1)[-1]
    statuses = [one["response"]["status"] for answer in again for one in answer["entry"]]
    assert {one.split()[0] for one in statuses} == {"200"}
    assert read.json()["status"] == "completed"
    assert await _total(sender, f"Task?patient={patient}") == 1
    assert await _total(sender, f"Composition?patient={patient}") == 2
    pointers = await sender.get(f"DocumentReference?patient={patient}")
    for entry in pointers.json()["entry"]:
        for content in entry["resource"]["content"]:
            url = content["attachment"]["url"]
            held = await sender.get(url)
            assert held.status_code == 200, url
