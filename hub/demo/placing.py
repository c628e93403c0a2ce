"""A GP asks the transfer point for a place, and all that comes of it, by the calls of its systems.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from hub.demo import place_sought as sought
from hub.demo.failure import DemoFailed
from hub.demo.organizations import INHABITANTS, REGION, TRANSFER_POINT
from hub.demo.person import doctor
from hub.demo.place import DemoClient
from hub.demo.token import asking
from hub.demo.wishes import patients
from profiles.systems import URA_SYSTEM

WHO = INHABITANTS[1]
GP = "gp-de-sluis"
CANDIDATES = ("vvt-zorggroep", "homecare-dijk", "hospice-ooievaar")
ORGANIZATIONS = {one.client: one for one in REGION}
_GP = {"ihe_iua": doctor("900000503", "01.015", purpose="COC").claims()}
_NURSE = {"ihe_iua": doctor("900000502", "30.000", purpose="COC").claims()}
Resource = dict[str, Any]


@contextmanager
def placing(url: str, clients: Mapping[str, DemoClient]) -> Iterator["Placing"]:
    """A case that is still to begin. Raises DemoFailed where a call of it goes wrong."""
    try:
        with ExitStack() as open_:
            gp = open_.enter_context(asking(url, clients[GP], _GP))
            nurses = {
                name: open_.enter_context(asking(url, clients[name], _NURSE))
                for name in (TRANSFER_POINT, *CANDIDATES)
            }
            yield Placing(gp, nurses.pop(TRANSFER_POINT), nurses)
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise DemoFailed(f"a place was not found: {type(error).__name__}: {error}") from None


@dataclass(slots=True)
class Placing:
    """One case, with who has to do with it; `lead`, `request` and `offers` are addresses."""

    gp: httpx.Client
    desk: httpx.Client
    candidates: Mapping[str, httpx.Client]
    patient: str = ""
    request: str = ""
    lead: str = ""
    offers: dict[str, str] = field(default_factory=dict)

    def ask(self) -> None:
        """The GP asks for a bed, of the transfer point."""
        own, desk = ORGANIZATIONS[GP].ura, ORGANIZATIONS[TRANSFER_POINT].ura
        [name] = patients(self.gp, WHO.bsn)
        self.patient, named = f"Patient/{name}", f"urn:uuid:{uuid4()}"
        word = good(self.gp.get(self.patient)).json()
        lead = sought.lead(own, desk, self.patient, named)
        _, self.request, self.lead = _sent(
            self.gp,
            _entry(word, "PUT", self.patient),
            _entry(sought.full_request(own, self.patient), "POST", "ServiceRequest", named),
            _entry(lead, "POST", "Task"),
        )

    def triage(self) -> None:
        """The transfer point picks it up, and settles what care fits."""
        self.change(self.desk, self.lead, status="received", businessStatus=_phase("triage"))
        fits = {"status": "accepted", "output": [sought.advised()]}
        self.change(self.desk, self.lead, **fits, businessStatus=_phase("matching"))

    def offer(self) -> None:
        """To all candidates in one transaction, with what they may know."""
        opened, own = self._opened(), ORGANIZATIONS[TRANSFER_POINT].ura
        request, notice = opened
        told = {"type": sought.NOTICE, "valueReference": {"reference": notice}}
        more = {"input": [told], "partOf": [{"reference": self.lead}]}
        made = [
            sought.offer(own, ORGANIZATIONS[name].ura, self.lead, request) | more
            for name in CANDIDATES
        ]
        entries = [_entry(one, "POST", one["resourceType"], urn) for urn, one in opened.items()]
        places = _sent(self.desk, *entries, *(_entry(one, "POST", "Task") for one in made))
        self.offers = dict(zip(CANDIDATES, places[len(entries) :], strict=True))

    def _opened(self) -> dict[str, Resource]:
        """What candidates may know of the request, each under the urn that names it."""
        answer = good(self.desk.get(f"{self.request}/$open"))
        said = {one["name"]: one.get("resource") for one in answer.json()["parameter"]}
        found = [said["request"], said["notice"]]
        if any(one in str(found) for one in (WHO.bsn, WHO.name, self.patient)):
            raise DemoFailed("an open request says who it is about")
        return {f"urn:uuid:{one['id']}": one for one in found}

    def listed(self, name: str) -> Resource:
        """The offer, in the list of what this candidate was offered."""
        owner = {"owner:identifier": f"{URA_SYSTEM}|{ORGANIZATIONS[name].ura}"}
        found = good(self.candidates[name].get("Task", params=owner)).json()["entry"]
        own = self.offers[name].partition("/")[2]
        task: Resource = next(one["resource"] for one in found if one["resource"]["id"] == own)
        if "for" in task:
            raise DemoFailed("an offer says who it is about")
        return task

    def accept(self, name: str) -> None:
        """This candidate has a place, and keeps it."""
        self.change(
            self.candidates[name], self.offers[name], status="accepted", output=sought.place(24)
        )

    def decline(self, name: str) -> None:
        """This one has none."""
        reason = sought.code("rejection-reason", "no-capacity")
        self.change(
            self.candidates[name], self.offers[name], status="rejected", statusReason=reason
        )

    def choose(self, name: str) -> None:
        """The inhabitant chose, and his GP says so."""
        self.change(self.gp, self.offers[name], businessStatus=_phase("selected"))

    def hand_over(self) -> str:
        """The GP puts the handoff, of this address, into the case."""
        made = sought.handoff(ORGANIZATIONS[GP].ura, self.patient)
        handoff = f"Composition/{good(self.gp.post('Composition', json=made)).json()['id']}"
        said = good(self.gp.get(self.lead)).json()["input"]
        self.change(self.gp, self.lead, input=[*said, _handoff(handoff)])
        return handoff

    def begin(self, name: str, handoff: str) -> None:
        """The transfer to the chosen one begins; from now on he may know who it is."""
        told = good(self.desk.get(self.offers[name])).json()["input"]
        who = {"for": {"reference": self.patient}, "basedOn": [{"reference": self.request}]}
        self.change(
            self.desk,
            self.offers[name],
            **{"status": "in-progress", "businessStatus": None, **who},
            input=[*told, _handoff(handoff)],
        )

    def arrive(self, name: str) -> None:
        """The chosen one says that the inhabitant has come."""
        came = {"executionPeriod": {"start": sought.soon(0)}}
        self.change(self.candidates[name], self.offers[name], **came)

    def take_over(self, name: str) -> None:
        """The chosen one has the record, and the case ends."""
        self.change(self.candidates[name], self.offers[name], status="completed")

    def change(self, client: httpx.Client, address: str, **changes: Any) -> None:
        """The Task, as this caller reads it but for this; None takes an element away."""
        task = good(client.get(address)).json() | changes
        sent = {name: one for name, one in task.items() if one is not None}
        version = task["meta"]["versionId"]
        good(client.put(address, json=sent, headers={"If-Match": f'W/"{version}"'}))


def good(answer: httpx.Response) -> httpx.Response:
    """The answer. Raises DemoFailed where it is none of success."""
    if not answer.is_success:
        raise DemoFailed(f"the transfer stopped at {answer.status_code}: {answer.text[:300]}")
    return answer


def _sent(client: httpx.Client, *entries: Resource) -> list[str]:
    """The addresses of what was kept in one transaction."""
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}
    answer = good(client.post("", json=bundle)).json()
    return [one["response"]["location"].partition("/_history")[0] for one in answer["entry"]]


def _entry(resource: Resource, method: str, url: str, full: str | None = None) -> Resource:
    named = {"fullUrl": full} if full else {}
    return {**named, "resource": resource, "request": {"method": method, "url": url}}


def _phase(one: str) -> Resource:
    return sought.code("transfer-status", one)


def _handoff(address: str) -> Resource:
    return {"type": sought.HANDOFF, "valueReference": {"reference": address}}
