"""A hospital looks for a place: three are asked, one is chosen, as the check walks it.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from hub.demo import place_sought as sought
from hub.demo.failure import DemoFailed
from hub.demo.hospital import HOSPITAL
from hub.demo.organizations import INHABITANTS, REGION
from hub.demo.person import doctor
from hub.demo.place import DemoClient
from hub.demo.token import asking
from hub.demo.wishes import patients
from profiles.systems import URA_SYSTEM

WHO = INHABITANTS[4]
CANDIDATES = ("vvt-zorggroep", "homecare-dijk", "hospice-ooievaar")
_URAS = {one.client: one.ura for one in REGION}
_NAMES = {one.client: one.name for one in REGION}
_NURSE = {"ihe_iua": doctor("900000502", "30.000", purpose="COC").claims()}
_DOCTOR = {"ihe_iua": doctor("900000503", "01.015").claims()}
_OPEN, _CLOSED = 200, 404
Resource = dict[str, Any]


def check_transfer(url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints who says what. Raises DemoFailed where more or less is seen than should be."""
    print("Het ziekenhuis zoekt een plaats:")
    try:
        with ExitStack() as open_:
            hospital = open_.enter_context(asking(url, clients[HOSPITAL]))
            person = open_.enter_context(asking(url, clients[HOSPITAL], _DOCTOR))
            candidates = {
                name: open_.enter_context(asking(url, clients[name], _NURSE)) for name in CANDIDATES
            }
            _Walk(hospital, person, candidates).walk()
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise DemoFailed(f"a place was not found: {type(error).__name__}: {error}") from None


@dataclass(slots=True)
class _Walk:
    """One case, from the request to the record that was taken over."""

    hospital: httpx.Client
    person: httpx.Client
    candidates: Mapping[str, httpx.Client]
    tasks: dict[str, str] = field(default_factory=dict)
    word: Resource = field(default_factory=dict)
    full: str = ""

    def walk(self) -> None:
        """All of it."""
        chosen, declines, other = CANDIDATES
        own = _URAS[HOSPITAL]
        [name] = patients(self.hospital, WHO.bsn)
        self.word = _good(self.hospital.get(f"Patient/{name}")).json()
        self._offer(own)
        for each in CANDIDATES:
            self._listed(each)
        print(f"  {len(self.tasks)} aanbieders gevraagd, zonder naam")
        for each in (chosen, other):
            self._says(each, status="accepted", output=sought.place(24))
        reason = sought.code("rejection-reason", "no-capacity")
        self._says(declines, status="rejected", statusReason=reason)
        print(f"  {_NAMES[declines]}: geen plaats; {_NAMES[chosen]} en {_NAMES[other]}: ja")
        selected = {"businessStatus": sought.code("transfer-status", "selected")}
        self._change(self.person, chosen, selected)
        self._must_see(chosen)
        handoff = self._begin(own, chosen)
        self._must_read(chosen, handoff, _OPEN)
        self._says(chosen, status="completed")
        self._must_read(chosen, handoff, _CLOSED)
        print(f"  {_NAMES[chosen]} las de overdracht en nam over; de anderen zien niets")

    def _must_read(self, name: str, handoff: str, expected: int) -> None:
        if self.candidates[name].get(handoff).status_code != expected:
            raise DemoFailed("a handoff is open to another than who takes over, or not to him")

    def _offer(self, own: str) -> None:
        """To all in one transaction, with what they may know."""
        open_, group = self._opened(own), f"urn:uuid:{uuid4()}"
        request, notice = open_
        told = {"type": sought.NOTICE, "valueReference": {"reference": notice}}
        made = [
            sought.offer(own, _URAS[name], group, request) | {"input": [told]}
            for name in CANDIDATES
        ]
        named = open_ | {f"urn:uuid:{uuid4()}": one for one in made}
        entries = [_entry(self.word, "PUT", f"Patient/{self.word['id']}")]
        entries += [_entry(one, "POST", one["resourceType"], url) for url, one in named.items()]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        answer = _good(self.hospital.post("", json=bundle)).json()
        places = [one["response"]["location"].partition("/_history")[0] for one in answer["entry"]]
        self.tasks = dict(zip(CANDIDATES, places[3:], strict=True))

    def _opened(self, own: str) -> dict[str, Resource]:
        """What candidates may know of the full request, each under the urn that names it."""
        request = sought.full_request(own, f"Patient/{self.word['id']}")
        self.full = self._kept(request)
        answer = _good(self.hospital.get(f"{self.full}/$open"))
        said = {one["name"]: one.get("resource") for one in answer.json()["parameter"]}
        found = [said["request"], said["notice"]]
        if any(one in str(found) for one in (WHO.bsn, self.word["id"])):
            raise DemoFailed("an open request says who it is about")
        return {f"urn:uuid:{one['id']}": one for one in found}

    def _kept(self, one: Resource) -> str:
        """Its address at the hub."""
        kind = one["resourceType"]
        return f"{kind}/{_good(self.hospital.post(kind, json=one)).json()['id']}"

    def _listed(self, name: str) -> Resource:
        """The offer, in the list of what this candidate was offered."""
        owner = {"owner:identifier": f"{URA_SYSTEM}|{_URAS[name]}"}
        found = _good(self.candidates[name].get("Task", params=owner)).json()["entry"]
        own = self.tasks[name].partition("/")[2]
        task: Resource = next(one["resource"] for one in found if one["resource"]["id"] == own)
        if "for" in task:
            raise DemoFailed("an offer says who it is about")
        return task

    def _says(self, name: str, **changes: Any) -> None:
        """A candidate answers."""
        self._change(self.candidates[name], name, changes)

    def _change(self, client: httpx.Client, name: str, changes: Mapping[str, Any]) -> None:
        task = _good(client.get(self.tasks[name])).json() | changes
        version = task["meta"]["versionId"]
        sent = {element: one for element, one in task.items() if one is not None}
        _good(client.put(self.tasks[name], json=sent, headers={"If-Match": f'W/"{version}"'}))

    def _must_see(self, chosen: str) -> None:
        for name, client in self.candidates.items():
            expected = _OPEN if name == chosen else _CLOSED
            if client.get(self.tasks[name]).status_code != expected:
                raise DemoFailed("another than the chosen one still sees an offer, or he does not")

    def _begin(self, own: str, chosen: str) -> str:
        """The address of the handoff."""
        patient = f"Patient/{self.word['id']}"
        handoff = self._kept(sought.handoff(own, patient))
        told = _good(self.hospital.get(self.tasks[chosen])).json()["input"]
        changes = {
            "status": "in-progress",
            "businessStatus": None,
            "for": {"reference": patient},
            "basedOn": [{"reference": self.full}],
            "input": [*told, {"type": sought.HANDOFF, "valueReference": {"reference": handoff}}],
        }
        self._change(self.hospital, chosen, changes)
        return handoff


def _entry(resource: Resource, method: str, url: str, full: str | None = None) -> Resource:
    named = {"fullUrl": full} if full else {}
    return {**named, "resource": resource, "request": {"method": method, "url": url}}


def _good(answer: httpx.Response) -> httpx.Response:
    if not answer.is_success:
        raise DemoFailed(f"the transfer stopped at {answer.status_code}: {answer.text[:300]}")
    return answer
