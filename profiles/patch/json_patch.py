"""JSON Patch: a list of operations, each on one place, all of them or none.

https://www.rfc-editor.org/rfc/rfc6902 and https://hl7.org/fhir/R4/http.html#patch
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from profiles.patch.failed import MalformedPatch, Unapplicable
from profiles.patch.pointer import (
    LAST,
    NOT_THERE,
    Steps,
    expression_of,
    found_at,
    index_of,
    steps_of,
)

MOST = 1_000
"""Operations in one patch."""
_MOST_COPIED = 50_000
"""Objects, lists and values: a list that is copied into itself doubles each time."""


def apply_json_patch(resource: Mapping[str, Any], patch: object) -> dict[str, Any]:
    """The resource as it is with the operations done, in their order; the one given stays.

    Raises:
        MalformedPatch: it is no JSON Patch. Unapplicable: an operation does not fit the resource.
    """
    if not isinstance(patch, list) or len(patch) > MOST:
        raise MalformedPatch(f"a JSON Patch is a list of at most {MOST} operations")
    work = _Work(str(resource["resourceType"]), copied(resource))
    for number, operation in enumerate(patch):
        if not isinstance(operation, dict):
            raise MalformedPatch(f"operation {number} is no object with op and path")
        done = _DONE.get(str(operation.get("op")))
        if done is None:
            raise MalformedPatch(f"operation {number} has no op out of {', '.join(_DONE)}")
        done(work, operation)
    return work.resource


@dataclass(slots=True)
class _Work:
    """A resource that is being changed."""

    kind: str
    tree: Any
    copied: int = field(default=0)

    @property
    def resource(self) -> dict[str, Any]:
        """What became of it; raises Unapplicable where that is no object any more."""
        if not isinstance(self.tree, dict):
            raise Unapplicable("what is left is no resource", self.kind)
        return self.tree

    def place(self, operation: Mapping[str, Any], member: str = "path") -> tuple[Steps, str]:
        """Where the operation is done, also in FHIRPath."""
        if member not in operation:
            raise MalformedPatch(f"an operation {operation['op']} has a {member}", self.kind)
        steps = steps_of(operation[member], self.kind)
        return steps, expression_of(self.kind, steps)

    def value(self, operation: Mapping[str, Any], at: str) -> Any:
        if "value" not in operation:
            raise MalformedPatch(f"an operation {operation['op']} has a value", at)
        return copied(operation["value"])

    def put(self, steps: Steps, value: Any, at: str) -> None:
        """Into an object, in place of what is there; into an array, before what is there."""
        if not steps:
            self.tree = value
            return
        holder, last = found_at(self.tree, steps[:-1], at), steps[-1]
        if isinstance(holder, dict):
            holder[last] = value
        elif isinstance(holder, list):
            most = len(holder)
            holder.insert(most if last == LAST else index_of(last, most, at), value)
        else:
            raise Unapplicable(NOT_THERE, at, "not-found")

    def take(self, steps: Steps, at: str) -> Any:
        """Out of the tree; what is behind it in an array moves up."""
        if not steps:
            raise Unapplicable("a resource is deleted by DELETE, not by a patch", self.kind)
        taken = found_at(self.tree, steps, at)
        holder, last = found_at(self.tree, steps[:-1], at), steps[-1]
        del holder[last if isinstance(holder, dict) else int(last)]
        return taken


def _add(work: _Work, operation: Mapping[str, Any]) -> None:
    steps, at = work.place(operation)
    work.put(steps, work.value(operation, at), at)


def _remove(work: _Work, operation: Mapping[str, Any]) -> None:
    work.take(*work.place(operation))


def _replace(work: _Work, operation: Mapping[str, Any]) -> None:
    steps, at = work.place(operation)
    value = work.value(operation, at)
    found_at(work.tree, steps, at)
    if not steps:
        work.tree = value
        return
    holder, last = found_at(work.tree, steps[:-1], at), steps[-1]
    holder[last if isinstance(holder, dict) else int(last)] = value


def _move(work: _Work, operation: Mapping[str, Any]) -> None:
    (source, left), (steps, at) = work.place(operation, "from"), work.place(operation)
    if len(steps) > len(source) and steps[: len(source)] == source:
        raise Unapplicable("nothing is moved into a part of itself", at)
    if steps == source:
        found_at(work.tree, source, left)
        return
    work.put(steps, work.take(source, left), at)


def _copy(work: _Work, operation: Mapping[str, Any]) -> None:
    (source, left), (steps, at) = work.place(operation, "from"), work.place(operation)
    found = found_at(work.tree, source, left)
    work.copied += _size(found)
    if work.copied > _MOST_COPIED:
        raise Unapplicable("this copies more than a resource may hold", at, "too-costly")
    work.put(steps, copied(found), at)


def _test(work: _Work, operation: Mapping[str, Any]) -> None:
    steps, at = work.place(operation)
    if not same(found_at(work.tree, steps, at), work.value(operation, at)):
        raise Unapplicable(
            "the test failed: something else stands here; read the resource again", at, "conflict"
        )


_DONE: Mapping[str, Callable[[_Work, Mapping[str, Any]], None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}


def same(one: Any, other: Any) -> bool:
    """Whether both are equal as JSON: numbers by what they count, true is no 1.

    https://www.rfc-editor.org/rfc/rfc6902#section-4.6
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    numbers = (int, Decimal)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, numbers) and isinstance(other, numbers):
        return one == other
    return type(one) is type(other) and bool(one == other)


def copied(tree: Any) -> Any:
    """A tree of its own, with the same values."""
    if isinstance(tree, dict):
        return {name: copied(value) for name, value in tree.items()}
    return [copied(value) for value in tree] if isinstance(tree, list) else tree


def _size(tree: Any) -> int:
    counted, waiting = 0, [tree]
    while waiting:
        node = waiting.pop()
        counted += 1
        if isinstance(node, dict):
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return counted
