"""What stands written in the Task of an offer: by whom, when, and what may be added to it.

https://hl7.org/fhir/R4/datatypes.html#Annotation, docs/decisions/0096-questions-about-an-offer.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.transfer.refused import Refused
from profiles.instant import instant
from profiles.resource.read import element, objects, words
from profiles.systems import URA_SYSTEM

NOTE = "note"
LONGEST = 1000
"""Characters of one note."""
MOST = 40
"""Notes of one offer: who has more to say calls."""
_PLACE = "Task.note"
_ONE = "send what stands there as you read it, and behind it one note with its text alone"
_BEGINS = "an offer begins without a note: what is asked stands in the request, without a name"
_LONG = f"a note has {LONGEST} characters at most: be brief, or call"
_MANY = f"{MOST} notes are enough: call each other"


@dataclass(frozen=True, slots=True)
class Written:
    """One note: the URA of whose it is, when, and its words."""

    by: str
    at: str
    text: str


def added(seen: Mapping[str, Any], sent: Mapping[str, Any]) -> str | None:
    """The words that are added to what stands in the Task, None where nothing is.

    Raises:
        Refused: T-NOTE, what stands there changes, or more is added than one text.
    """
    before, after = seen.get(NOTE, []), sent.get(NOTE, [])
    if after == before:
        return None
    new = after[len(before) :]
    if len(new) != 1 or after[: len(before)] != before or set(new[0]) != {"text"}:
        raise Refused("T-NOTE", _ONE, _PLACE)
    if len(after) > MOST:
        raise Refused("T-NOTE", _MANY, _PLACE)
    text = str(new[0]["text"]).strip()
    if len(text) > LONGEST:
        raise Refused("T-NOTE", _LONG, _PLACE)
    return text


def require_none(task: Mapping[str, Any]) -> None:
    """Raise Refused where an offer that is made has a note."""
    if NOTE in task:
        raise Refused("T-NOTE", _BEGINS, _PLACE)


def with_note(
    task: Mapping[str, Any], text: str, *, by_candidate: bool, now: datetime
) -> Sequence[Any]:
    """The notes of the Task with this one behind them.

    It is told as the candidate's or as his who made the offer, and by no other name: who asked the
    transfer point for a place may say much about the patient.
    """
    side = task.get("owner" if by_candidate else "requester", {})
    author = {"type": "Organization", "identifier": side.get("identifier")}
    note = {"authorReference": author, "time": instant(now), "text": text}
    return [*objects(task.get(NOTE)), note]


def written(task: Mapping[str, Any]) -> list[Written]:
    """What stands there, in order."""
    return [
        Written(_ura(one), words(one, "time"), words(one, "text"))
        for one in objects(task.get(NOTE))
    ]


def _ura(note: Mapping[str, Any]) -> str:
    author = element(element(note, "authorReference"), "identifier")
    return words(author, "value") if author.get("system") == URA_SYSTEM else ""
