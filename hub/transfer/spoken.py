"""On whose word the transfer point writes a version: who can't do it himself says it by phone."""

from collections.abc import Mapping
from typing import Any

from hub.transfer.refused import Refused
from profiles.resource.read import element, objects
from profiles.systems import URA_SYSTEM

ON_BEHALF_OF = "https://example.org/rtp/StructureDefinition/on-behalf-of"
_EXTENSION = "extension"


def spoken_for(task: Mapping[str, Any]) -> str | None:
    """The URA of whose word this is, None where it is the sender's own; raises Refused."""
    said = [one for one in objects(task.get(_EXTENSION)) if one.get("url") == ON_BEHALF_OF]
    if not said:
        return None
    found = element(element(said[0], "valueReference"), "identifier")
    if len(said) > 1 or found.get("system") != URA_SYSTEM or not found.get("value"):
        why = "say by one URA on whose word this is"
        raise Refused("T-FOR-WHOM", why, "Task.extension")
    return str(found["value"])


def without_word(task: Mapping[str, Any]) -> dict[str, Any]:
    """The extensions of the next version, which is not on the word of who spoke for the last one.

    Nothing where there was no such word.
    """
    said = objects(task.get(_EXTENSION))
    others = [one for one in said if one.get("url") != ON_BEHALF_OF]
    return {_EXTENSION: others or None} if len(others) != len(said) else {}


def unspoken(task: Mapping[str, Any]) -> dict[str, Any]:
    """The same Task, as it is compared: without whose word it is."""
    same = {**task, **without_word(task)}
    return {name: value for name, value in same.items() if value is not None}
