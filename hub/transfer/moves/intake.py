"""From a draft to a case that the transfer point looks for a place for."""

from dataclasses import dataclass, replace

from hub.transfer.case import Case
from hub.transfer.moves.rules import in_status, reasoned
from hub.transfer.party import DESK, REQUESTER, Roles
from hub.transfer.refused import Refused
from hub.transfer.step import Setting

INCOMPLETE = (
    "a request says that the inhabitant permits it, what care is asked for, from when, and whom to "
    "call: complete it"
)
CARE_TYPE = "say what kind of care fits: a code of the list of care types"


@dataclass(frozen=True, slots=True)
class Request:
    """The requester sends it to the transfer point."""

    roles: Roles = REQUESTER
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        in_status(at.case, "draft")
        wanted = at.case.wanted
        said = (wanted.permission, wanted.care, wanted.start, wanted.contact)
        if not all(said):
            raise Refused("T-REQUEST-INCOMPLETE", INCOMPLETE)
        return replace(at.case, status="requested", phase=None)


@dataclass(frozen=True, slots=True)
class PickUp:
    """Somebody at the desk takes it on."""

    roles: Roles = DESK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        in_status(at.case, "requested")
        return replace(at.case, status="received", phase="triage")


@dataclass(frozen=True, slots=True)
class Triage:
    """What care fits is settled, by a person and by no rule."""

    care_type: str
    roles: Roles = DESK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        in_status(at.case, "received", "accepted")
        if not at.actor.is_person:
            raise Refused("T-PERSON", "what care fits is confirmed by a person", "Task.requester")
        if not self.care_type:
            raise Refused("T-CARE-TYPE", CARE_TYPE, "Task.input")
        return replace(at.case, status="accepted", phase="matching", care_type=self.care_type)


@dataclass(frozen=True, slots=True)
class Refuse:
    """It is not for the transfer point."""

    reason: str | None
    roles: Roles = DESK
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        in_status(at.case, "requested", "received")
        return replace(at.case, status="rejected", phase=None, reason=reasoned(self.reason))
