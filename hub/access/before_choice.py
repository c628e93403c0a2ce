"""A transfer that is offered, as others than its sender are told: before the choice, of nobody.

docs/decisions/0091-the-door-for-stu3.md
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import structs

from hub.storage.body import with_members
from hub.storage.stored import Stored
from profiles.resource.read import element, objects
from profiles.systems import HUB_KEPT
from profiles.transfer.choice import NOT_CHOSEN, is_kept_here

_SIGNS = (HUB_KEPT.encode(), b"\\")
"""By what such a Task is told, or what may hide it: most have none of it."""
_OF_HIM = ("for", "description", "note", "text", "contained", "reasonCode", "identifier")
_PARTS = ("input", "output")


def before_choice(stored: Stored, custodian: str, own: str | None) -> Stored:
    """The same, to `own`; whole to who keeps it, and to a person.

    What names him is left out, and what is written beside a reference, which tends to be a name.
    """
    if stored.type != "Task" or own in {None, custodian}:
        return stored
    if not any(sign in stored.body for sign in _SIGNS):
        return stored
    task: dict[str, Any] = msgspec.json.decode(stored.body)
    if not is_kept_here(task) or task.get("status") not in NOT_CHOSEN:
        return stored
    return structs.replace(stored, body=with_members(stored.body, dict(_otherwise(task))))


def _otherwise(task: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in _OF_HIM:
        if name in task:
            yield name, None
    for name in _PARTS:
        if name in task:
            yield name, [_without_words(one) for one in objects(task[name])]


def _without_words(part: Mapping[str, Any]) -> dict[str, Any]:
    named = element(part, "valueReference")
    bare = {name: said for name, said in named.items() if name == "reference"}
    return {**part, "valueReference": bare} if named else dict(part)
