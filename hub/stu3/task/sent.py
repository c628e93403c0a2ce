"""What somebody changes who sends a Task back as he read it, but for his change.

http://nictiz.nl/fhir/StructureDefinition/eOverdracht-Task
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.errors import PreconditionFailed, Unprocessable
from hub.fhir.call import Call
from hub.stu3.leaving import in_stu3
from hub.stu3.task.shown import shown
from hub.transfer.between import STAYS, is_same
from hub.write.conditions import expected_version
from profiles.resource.read import objects
from profiles.stu3 import to_r4
from profiles.transfer.choice import is_supplement

Tree = dict[str, Any]
OF_NO_MATTER = frozenset({"id", "lastModified", "meta", "resourceType", "text"})
"""What the hub says itself, or what says nothing else than the rest."""
OF_AN_ANSWER = frozenset({"status", "statusReason", "output", "executionPeriod"})
_CHANGED = "this changed since you read it: read it again, and redo the change"
_NOT_YOURS = "this may not change here: send the Task as you read it, but for your answer"


@dataclass(frozen=True, slots=True)
class Sent:
    """A Task as it is kept, as its sender was shown it, and as he sent it: all in R4."""

    kept: Tree
    seen: Tree
    sent: Tree

    @property
    def changes(self) -> Tree:
        """The elements that are otherwise; None of what he took away."""
        names = dict.fromkeys([*self.seen, *self.sent])
        return {
            name: self.sent.get(name)
            for name in names
            if name not in OF_NO_MATTER and _differs(name, self.seen, self.sent)
        }

    @property
    def made(self) -> Tree:
        """As it is to be: what he was not shown stays."""
        changes = self.changes
        if "input" in changes:
            hidden = [one for one in objects(self.kept.get("input")) if is_supplement(one)]
            changes["input"] = [*objects(changes["input"]), *hidden]
        made = {**self.kept, **changes}
        return {name: one for name, one in made.items() if one not in (None, [])}


def _differs(name: str, seen: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    was, is_now = seen.get(name), sent.get(name)
    return not is_same(was, is_now) if name in STAYS else bool(was != is_now)


def sent_back(kept: Mapping[str, Any], sent: Tree, own: str) -> Sent:
    """By who works at `own`; raises NotAcceptable where what is kept can't be shown to him."""
    seen = to_r4(in_stu3(shown(kept, own))).resource
    return Sent(dict(kept), seen, sent)


def require_as_read(call: Call, sent: Mapping[str, Any], version: str) -> None:
    """Return where it is sent by who read this version, as far as he says which he read.

    STU3 clients of eOverdracht know no If-Match; the version in the body tells as well.

    Raises:
        PreconditionFailed: he read another. Invalid: an If-Match that is none.
    """
    asked = expected_version(call.headers.get("if-match"))
    said = sent.get("meta", {}).get("versionId")
    if {asked or version, said or version} != {version}:
        raise PreconditionFailed(_CHANGED)


def require_an_answer(changes: Mapping[str, Any], *also: str) -> None:
    """Raise Unprocessable, with each element, where more than an answer, and `also`, is changed."""
    for name in _others(changes, also):
        raise Unprocessable(_NOT_YOURS, expression=f"Task.{name}", rule="T-ELEMENT")


def _others(changes: Mapping[str, Any], also: Sequence[str]) -> Iterator[str]:
    return (name for name in changes if name not in OF_AN_ANSWER.union(also))
