"""What a demo leaves for who opens /rtp: a case that is open, with an offer to answer.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping

from hub.demo.free_places import tell_places
from hub.demo.organizations import TRANSFER_POINT
from hub.demo.place import DemoClient
from hub.demo.placing import CANDIDATES, ORGANIZATIONS, Placing, good, placing
from profiles.systems import URA_SYSTEM

TO_ANSWER, DECLINES, ACCEPTS = CANDIDATES


def leave_open(url: str, clients: Mapping[str, DemoClient]) -> None:
    """One, unless an earlier start left an offer that can be answered still. Raises DemoFailed."""
    with placing(url, clients) as case:
        if _has_one(case):
            return
        for name, client in case.candidates.items():
            tell_places(client, ORGANIZATIONS[name], ORGANIZATIONS[TRANSFER_POINT].seeks)
        case.ask()
        case.triage()
        case.offer()
        case.decline(DECLINES)
        case.accept(ACCEPTS)


def _has_one(case: Placing) -> bool:
    owner = f"{URA_SYSTEM}|{ORGANIZATIONS[TO_ANSWER].ura}"
    asked = {"owner:identifier": owner, "status": "requested,received"}
    found = good(case.candidates[TO_ANSWER].get("Task", params=asked)).json()
    return bool(found.get("entry"))
