"""What a check found wrong, before it is known where in the resource the element stands."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from profiles.check.context import Context
from profiles.issue import Issue, Severity

_ELEMENT_NAME = re.compile(r"_?[A-Za-z]{1,40}(?:64Binary)?")


class Fault:
    """One finding; `path` grows from the element outwards as the checks return."""

    __slots__ = ("code", "path", "profile", "rule", "severity", "text")

    def __init__(
        self,
        code: str,
        text: str,
        *path: str | int,
        rule: str = "",
        severity: Severity = "error",
    ) -> None:
        self.code = code
        self.text = text
        self.path: list[str | int] = list(path)
        self.severity = severity
        self.rule = rule
        self.profile = ""

    def issue(self, root: str) -> Issue:
        """The finding with its FHIRPath expression, which starts at the type `root`."""
        steps = [f"[{step}]" if type(step) is int else f".{step}" for step in reversed(self.path)]
        expression = root + "".join(steps)
        return Issue(self.severity, self.code, expression, self.text, self.profile, self.rule)


def untold(key: str, reason: str = "") -> Fault:
    """An invariant that nobody can tell whether it is kept, for a reason of its own or not."""
    text = f"The invariant {key} can't be evaluated here; check it by hand."
    if reason:
        why = reason.rstrip(".")
        text = f"The invariant {key} can't be evaluated here ({why}); check it by hand."
    return Fault("incomplete", text, rule=key, severity="information")


def broken(key: str, text: str, *path: str | int) -> Fault:
    """An invariant of R4 that is broken; its key ends the sentence."""
    return Fault("invariant", f"{text} ({key}).", *path, rule=key)


def against(key: str, human: str) -> str:
    """That an invariant is broken that is said by who wrote it, in the words of that."""
    words = human.strip().rstrip(".")
    return f"This is against the rule {key}: {words}." if words else f"This is against {key}."


Faults = list[Fault] | None
# A check looks at one JSON value; nothing wrong is None, so that the good case costs nothing.
Check = Callable[[Any, Context], Faults]


def under(faults: Iterable[Fault], step: str | int) -> None:
    """Tell each fault the next step outwards: an element's name or an index; "" is no step."""
    if step != "":
        for fault in faults:
            fault.path.append(step)


def shape(value: Any) -> str:
    """What a JSON value is, in words; never what it holds."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string" if value else "an empty string"
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list):
        return "an array" if value else "an empty array"
    return "a number"


def is_speakable(name: str) -> bool:
    """Whether a property name looks like an element's, so that it may be repeated."""
    return _ELEMENT_NAME.fullmatch(name) is not None
