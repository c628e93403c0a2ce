"""A place that was told free and refused, and the task of the transfer point about that."""

from dataclasses import dataclass
from typing import Any

from profiles import systems
from tests.hub.dossier import names
from tests.hub.offers import coded
from tests.hub.places import Sought, sought
from tests.hub.sites import Site, a_site
from tests.plugins.hub import Caller, Region

RTP = "https://example.org/rtp/CodeSystem/"
CODE = f"{RTP}task-code|correct-capacity"
NO_CAPACITY = coded("rejection-reason", "no-capacity")


def listing(caller: Caller) -> dict[str, str]:
    return {"owner:identifier": f"{systems.URA_SYSTEM}|{caller.ura}", "code": CODE}


async def listed(caller: Caller, **parameters: str) -> list[str]:
    """The tasks that this transfer point finds."""
    return names(await caller.find("Task", **listing(caller), **parameters))


def finding(code: str = "wrongly-told", **members: Any) -> list[dict[str, Any]]:
    """What was found out, as a Task says it."""
    one = {
        "type": coded("promise-element", "finding"),
        "valueCodeableConcept": coded("promise-finding", code),
    }
    return [one | members]


@dataclass
class Broken:
    """A place at `site` that was told free, and refused to `case`; `task` is about that."""

    site: Site
    case: Sought
    offer: str
    task: str

    @property
    def desk(self) -> Caller:
        return self.case.desk

    async def send(self, *, if_match: str | None = 'W/"1"', **changes: Any) -> Any:
        read = (await self.desk.get(self.task)).json()
        headers = {"if_match": if_match} if if_match else {}
        return await self.desk.put(read | changes, **headers)


async def refused(region: Region, desk: Caller | None = None) -> Broken:
    """One that a case of this desk came upon, or of a new one."""
    provider = await region.organization("X3", role="30.000", purpose="COC")
    site = await a_site(region, provider)
    await site.says(available=2)
    case = await sought(region, desk=desk)
    await case.triaged()
    [offer] = await case.offer(provider)
    before = await listed(case.desk)
    answer = await case.send(provider, offer, status="rejected", statusReason=NO_CAPACITY)
    assert answer.status_code == 200, answer.text
    [task] = [one for one in await listed(case.desk) if one not in before]
    return Broken(site, case, offer, task)
