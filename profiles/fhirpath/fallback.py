"""What our closures do not know is left to fhirpathpy, on small trees only.

It is imported when first needed, since that takes longer than to read all our definitions.
"""

from typing import Any

from profiles.fhirpath.environment import WORK, Environment, NotEvaluated
from profiles.fhirpath.items import truth_of
from profiles.fhirpath.pattern import found_by

# It takes time that grows with the square of the tree, and there is no way to stop it.
MAX_NODES = 2000
COST = WORK // 100
_MAX_LENGTH = 4000


class Interpreted:
    """An expression that is parsed by fhirpathpy when it is first judged."""

    __slots__ = ("_expression", "_tree")

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tree: Any = None

    def holds(self, value: Any, environment: Environment, companion: Any) -> bool | None:
        """Like `Invariant.holds`; None for a large tree too, or after a hundred for a resource."""
        if len(self._expression) > _MAX_LENGTH or not _are_small(
            value, companion, environment.resource, environment.root
        ):
            return None
        try:
            environment.spend(COST)
            return truth_of(self._evaluated(value, environment, companion)) is not False
        except Exception:  # noqa: BLE001 - it raises what it likes
            return None

    def _evaluated(self, value: Any, environment: Environment, companion: Any) -> list[Any]:
        from fhirpathpy import apply_parsed_path  # noqa: PLC0415 - slow to import, seldom needed
        from fhirpathpy.models import models  # noqa: PLC0415 - likewise
        from fhirpathpy.parser import parse  # noqa: PLC0415 - likewise

        if self._tree is None:
            self._tree = parse(self._expression)
        # It takes a companion for a second item beside the value.
        focus = [one for one in (value, companion) if one is not None]
        variables = {
            "resource": environment.resource,
            "rootResource": environment.root or environment.resource,
            "context": focus,
            "sct": "http://snomed.info/sct",
            "loinc": "http://loinc.org",
        }
        options = {"userInvocationTable": _functions(environment), "traceFn": _untold}
        found = apply_parsed_path(focus, self._tree, variables, model=models["r4"], options=options)
        return found if isinstance(found, list) else [found]


def _functions(environment: Environment) -> dict[str, dict[str, Any]]:
    def resolve(items: list[Any]) -> list[Any]:
        references = [one.get("reference") if isinstance(one, dict) else one for one in items]
        found = [environment.resolve(one) for one in references if isinstance(one, str)]
        return [one for one in found if one is not None]

    def refused(_items: list[Any], *_: Any) -> list[Any]:
        raise NotEvaluated

    table: dict[str, dict[str, Any]] = {
        "hasValue": {"fn": _has_value, "arity": {0: []}},
        "resolve": {"fn": resolve, "arity": {0: []}},
        "matches": {"fn": _matches, "arity": {1: ["String"]}},
        "replaceMatches": {"fn": refused, "arity": {2: ["String", "String"]}},
    }
    # A verdict must not depend on the day.
    return table | {name: {"fn": refused} for name in ("now", "today", "timeOfDay")}


def _has_value(items: list[Any]) -> bool:
    return bool(items) and not isinstance(items[0], dict | list) and len(items) <= 2  # noqa: PLR2004 - with its companion


def _matches(items: list[Any], pattern: str) -> list[bool]:
    text = items[0] if items else None
    return [found_by(pattern)(text)] if isinstance(text, str) else []


def _untold(_label: str, _items: Any) -> None:
    return None


def _are_small(*trees: Any) -> bool:
    left = MAX_NODES
    queue = list(trees)
    while queue and left > 0:
        left -= 1
        node = queue.pop()
        if isinstance(node, dict | list):
            if len(node) > left:
                return False
            queue += node.values() if isinstance(node, dict) else node
        elif isinstance(node, str) and len(node) > 100 * MAX_NODES:
            return False
    return left > 0
