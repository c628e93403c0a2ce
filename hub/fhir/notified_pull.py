"""Offers as the R4 draft of notified pull has them, where the region switched it on.

docs/decisions/0093-notified-pull-in-r4.md
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import structs

from hub.fhir.body import MEDIA_TYPES
from hub.fhir.call import Answer, Call
from profiles.text.parse import Malformed, parse
from profiles.transfer.notified_pull import OURS, SELECTED, STATUS, taken, told

Tree = dict[str, Any]
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_TRANSFER = b"308292007"
_PART = b"SUBSETTED"
_FULFILL = "http://hl7.org/fhir/CodeSystem/task-code|fulfill"
_SEARCHED: Mapping[tuple[str, str], str] = {
    ("business-status", f"{STATUS}|{SELECTED}"): f"{OURS}|{SELECTED}",
    ("code", _FULFILL): f"{_FULFILL},http://snomed.info/sct|308292007",
}
"""What is asked for in a code of the draft, by how it is kept."""


def as_kept(call: Call, base: str) -> Call:
    """The same call, each offer in it as the hub keeps it; what it asks for, too."""
    if call.segments[:1] == ("Task",) and call.pairs:
        pairs = tuple((name, _SEARCHED.get((name, said), said)) for name, said in call.pairs)
        call = structs.replace(call, pairs=pairs)
    media = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if _TRANSFER not in call.body or media not in MEDIA_TYPES:
        return call
    try:
        tree = parse(call.body)
    except Malformed:  # which the door says itself
        return call
    return structs.replace(call, body=_ENCODER.encode(_each(tree, taken, base)))


def as_told(answer: Answer, base: str) -> Answer:
    """The same answer, each offer in it as the draft has it."""
    if _TRANSFER not in answer.body or _PART in answer.body or "Content-Type" in answer.headers:
        return answer
    tree = parse(answer.body)
    return structs.replace(answer, body=_ENCODER.encode(_each(tree, told, base)))


def _each(tree: Tree, made: Callable[[Tree, str], Tree], base: str) -> Tree:
    """It where it is a Task, or those of a Bundle that are; nothing else is touched."""
    kind = tree.get("resourceType")
    if kind == "Task":
        return made(tree, base)
    entries = tree.get("entry")
    if kind != "Bundle" or not isinstance(entries, list) or tree.get("type") == "document":
        return tree
    return {**tree, "entry": [_entry(one, made, base) for one in entries]}


def _entry(entry: Any, made: Callable[[Tree, str], Tree], base: str) -> Any:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict):
        return entry
    return {**entry, "resource": _each(resource, made, base)}
