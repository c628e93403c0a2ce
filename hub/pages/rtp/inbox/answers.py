"""What somebody says to an offer by a form, as elements of its Task.

https://hl7.org/fhir/R4/task.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from hub.pages.days import AMSTERDAM, day_of
from hub.transfer.notes import LONGEST, NOTE
from hub.transfer.reading import ELEMENT, OTHER_DATE, REJECTION_REASON
from profiles.resource.read import element, has, objects

SEE, ASK, YES, NO, LATER, DONE = "zie", "vraag", "ja", "nee", "later", "klaar"
CAME, LOST, STOP, GO_ON = "binnen", "mis", "stop", "door"
TEXT = "tekst"
"""The field of what somebody writes, which comes back where it was not sent."""
HOURS = (4, 8, 24, 48)
USUAL = 24
"""Hours that a place may be kept, and for how many it is unless somebody says otherwise."""
REASONS = (
    *("no-capacity", "no-staff", "care-not-offered", "too-complex", "too-light", "no-indication"),
    *("behaviour", "infection", "equipment", "outside-area", "contract", "date", "incomplete"),
    "patient-declined",
)
"""Of the list those that a candidate has himself."""
_FROM, _HELD = (ELEMENT, "available-from"), (ELEMENT, "held-until")
Changes = Mapping[str, Any]


class Wrong(Exception):
    """Something typed can't be so: which field, as the words of the page name it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Said:
    """What was pressed, with the fields of that form, at this moment."""

    act: str
    fields: Mapping[str, str]
    now: datetime

    def changes(self, task: Mapping[str, Any]) -> Changes:
        """What becomes of the Task; None of what goes away.

        Raises:
            Wrong: nothing of ours was pressed, or a field can't be so.
        """
        match self.act:
            case "zie":
                return {"status": "received", "businessStatus": None}
            case "vraag":
                return {NOTE: note_added(task, self.fields)}
            case "ja":
                return {"status": "accepted", "businessStatus": None, "output": self._place(task)}
            case "later":
                other = _output(OTHER_DATE, self._day("datum").isoformat())
                return {"status": "on-hold", "output": [*_but(task, OTHER_DATE), other]}
            case "nee":
                return {"status": "rejected", "businessStatus": None, "statusReason": self._why()}
        return self._under_way(task)

    def _under_way(self, task: Mapping[str, Any]) -> Changes:
        """What is said of a transfer that goes ahead; raises Wrong."""
        match self.act:
            case "binnen":
                period = element(task, "executionPeriod")
                return {"executionPeriod": {**period, "start": self._now()}}
            case "klaar":
                return {"status": "completed"}
            case "mis":
                return {"status": "failed", "statusReason": self._why()}
            case "stop":
                return {"status": "cancelled", "businessStatus": None}
            case "door":
                return {"businessStatus": None, "statusReason": None}
        raise Wrong("doe")

    def _now(self) -> str:
        return self.now.astimezone(AMSTERDAM).isoformat(timespec="seconds")

    def _place(self, task: Mapping[str, Any]) -> Sequence[Any]:
        """From when there is one, and until when it is kept."""
        day, held = self._day("vanaf"), self.fields.get("uren", "")
        if held not in {str(one) for one in HOURS}:
            raise Wrong("uren")
        begins = datetime.combine(day, time(), AMSTERDAM)
        until = self.now + timedelta(hours=int(held))
        return [
            *_but(task, _FROM, _HELD),
            _output(_FROM, begins.isoformat()),
            _output(_HELD, until.astimezone(AMSTERDAM).isoformat(timespec="seconds")),
        ]

    def _why(self) -> Any:
        reason = self.fields.get("reden", "")
        if reason not in REASONS:
            raise Wrong("reden")
        return _coded(REJECTION_REASON, reason)

    def _day(self, name: str) -> date:
        """A day that is still to come, or today."""
        try:
            day = date.fromisoformat(self.fields.get(name, "").strip()[:10])
        except ValueError:
            raise Wrong(name) from None
        today = day_of(self.now)
        if not today <= day <= today + timedelta(days=366):
            raise Wrong(name)
        return day


def note_added(task: Mapping[str, Any], fields: Mapping[str, str]) -> Sequence[Any]:
    """What stands written in the Task, with what was typed behind it; raises Wrong."""
    text = fields.get(TEXT, "").strip()
    if not text or len(text) > LONGEST:
        raise Wrong(TEXT)
    return [*objects(task.get(NOTE)), {"text": text}]


def _coded(system: str, code: str) -> Any:
    return {"coding": [{"system": system, "code": code}]}


def _output(kind: tuple[str, str], moment: str) -> Any:
    return {"type": _coded(*kind), "valueDateTime": moment}


def _but(task: Mapping[str, Any], *kinds: tuple[str, str]) -> Sequence[Any]:
    """What was answered before, beside this."""
    return [
        one
        for one in objects(task.get("output"))
        if not any(has(one.get("type"), kind) for kind in kinds)
    ]
