"""A case at a transfer point: who asks, the desk that looks for a place, and candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from hub.demo import place_sought
from tests.builders import a_bsn, a_transaction, urn
from tests.hub.dossier import Dossier, addresses, kept_by
from tests.hub.offers import (
    a_candidate,
    a_full_request,
    a_handoff,
    an_open_request,
    coded,
    moment,
    outputs,
)
from tests.plugins.hub import Caller, Region

said = place_sought.said


@dataclass(frozen=True, slots=True)
class Sought:
    """A place that `requester` asked `desk` for; `lead` and `request` are addresses."""

    region: Region
    dossier: Dossier
    desk: Caller
    lead: str
    request: str

    @property
    def requester(self) -> Caller:
        """Who asked."""
        return self.dossier.source

    @property
    def at_desk(self) -> Caller:
        """Somebody who works at the desk."""
        return person_of(self.desk)

    async def read(self, caller: Caller, what: str | None = None) -> dict[str, Any]:
        """The case, or an offer of it, as this one reads it now."""
        answer = await caller.get(what or self.lead)
        assert answer.status_code == 200, answer.text
        task: dict[str, Any] = answer.json()
        return task

    async def send(
        self, caller: Caller, what: str | None = None, *, read: Any = None, **changes: Any
    ) -> httpx.Response:
        """The Task with these changes, by who has read it; None takes an element away."""
        task = read or await self.read(caller, what)
        sent = {name: one for name, one in (task | changes).items() if one is not None}
        return await caller.put(sent, if_match=f'W/"{task["meta"]["versionId"]}"')

    async def step(self, caller: Caller, status: str, phase: str | None, **more: Any) -> Any:
        """The case stands so from now on."""
        to = coded("transfer-status", phase) if phase else None
        return await self.send(caller, status=status, businessStatus=to, **more)

    async def triaged(self) -> None:
        """The desk picked it up, and a person there settled what care fits."""
        answer = await self.step(self.desk, "received", "triage")
        assert answer.status_code == 200, answer.text
        answer = await self.step(self.at_desk, "accepted", "matching", output=[advised()])
        assert answer.status_code == 200, answer.text

    async def offer(self, *candidates: Caller, **members: Any) -> list[str]:
        """The desk offers it to these; the addresses of the offers."""
        answer = await self.desk.transaction(self.offers(*candidates, **members))
        _, *offers = addresses(answer)
        return offers

    def offers(self, *candidates: Caller, **members: Any) -> dict[str, Any]:
        """The transaction that does so."""
        own = self.desk.ura
        part = {"partOf": [{"reference": self.lead}], **members}
        tasks = [place_sought.offer(own, one.ura, self.lead, urn(0)) | part for one in candidates]
        return a_transaction(
            (an_open_request(own), "POST ServiceRequest"), *((one, "POST Task") for one in tasks)
        )


def advised(care: str = "elv-hoog") -> dict[str, Any]:
    """What care fits."""
    return {
        "type": coded("case-element", "care-type"),
        "valueCodeableConcept": coded("care-type", care),
    }


def person_of(caller: Caller) -> Caller:
    """Somebody who works there."""
    return Caller(
        caller.running, caller.ura, caller.organization_type, role="01.015", purpose="COC"
    )


async def a_requester(region: Region) -> Caller:
    """A GP who reads what others keep of a transfer that he asked for."""
    return await region.organization("Z3", role="01.015", purpose="COC")


async def a_desk(region: Region, name: str = "almere", role: str | None = "30.000") -> Caller:
    """A transfer point of this sub-region; a system of it where nobody's `role` is said."""
    desk = await region.organization("Z3", role=role, purpose="COC" if role else None)
    region.running.access.transfer_points[desk.ura] = name
    return desk


async def sought(
    region: Region, *, desk: Caller | None = None, dossier: Dossier | None = None, **members: Any
) -> Sought:
    """A case that a new GP asked a new desk for."""
    dossier = dossier or await kept_by(await a_requester(region), a_bsn())
    desk = desk or await a_desk(region)
    answer = await dossier.source.transaction(asked(dossier, desk, **members))
    _, request, lead = addresses(answer)
    return Sought(region, dossier, desk, lead, request)


def asked(dossier: Dossier, desk: Caller, **members: Any) -> dict[str, Any]:
    """The transaction that asks for it."""
    lead = place_sought.lead(dossier.source.ura, desk.ura, dossier.patient, urn(1))
    return a_transaction(
        (dossier.word | {"id": dossier.id}, f"PUT {dossier.patient}"),
        (a_full_request(dossier), "POST ServiceRequest"),
        (lead | members, "POST Task"),
    )


async def chosen(case: Sought, region: Region, **members: Any) -> tuple[Caller, str]:
    """A candidate that was chosen, and its offer."""
    candidate = await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate, **members)
    output = outputs(available_from=moment(24), held_until=moment(8))
    answer = await case.send(candidate, offer, status="accepted", output=output)
    assert answer.status_code == 200, answer.text
    selected = coded("transfer-status", "selected")
    answer = await case.send(person_of(case.requester), offer, businessStatus=selected)
    assert answer.status_code == 200, answer.text
    return candidate, offer


async def begun(case: Sought, region: Region, **members: Any) -> tuple[Caller, str, str]:
    """One whose transfer is under way: its candidate, its offer, and the handoff."""
    candidate, offer = await chosen(case, region, **members)
    handed = await case.dossier.add(a_handoff(case.dossier))
    answer = await hand_over(case, handed)
    assert answer.status_code == 200, answer.text
    answer = await begin(case, case.desk, offer, handed)
    assert answer.status_code == 200, answer.text
    return candidate, offer, handed


async def hand_over(case: Sought, handed: str) -> Any:
    """The requester puts the handoff into its case."""
    lead = await case.read(case.requester)
    handoff = {"type": a_handoff(case.dossier)["type"], "valueReference": {"reference": handed}}
    return await case.send(case.requester, read=lead, input=[*lead["input"], handoff])


async def begin(
    case: Sought, who: Caller, offer: str, handed: str, more: Sequence[Any] = (), **members: Any
) -> Any:
    """The transfer to the one that was chosen begins; `more` are inputs that it has already."""
    kind = a_handoff(case.dossier)["type"]
    return await case.send(
        who,
        offer,
        status="in-progress",
        businessStatus=None,
        basedOn=[{"reference": case.request}],
        input=[*more, {"type": kind, "valueReference": {"reference": handed}}],
        **{"for": {"reference": case.dossier.patient}, **members},
    )
