"""One JSON object against its type: known names, required elements, choices, repetition."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults, shape, under

# Past this, looking on helps nobody and costs who sent rubbish nothing.
ENOUGH = 1000

Rules = dict[str, Check]


def an_object(
    path: str,
    rules: Rules,
    rule_of: Callable[[str, dict[str, Any]], Check],
    step_of: Callable[[str], str],
    after: Iterable[Check],
) -> Check:
    """Check every property by its rule, then the object as a whole.

    `rules` fills as names are met: `rule_of` makes the rule of a name in an object, `step_of` its
    FHIRPath step. A fault that names no rule is of the element in the type or backbone at `path`.
    """
    rule_at = rules.get
    wholes = tuple(after)
    sparse = (_says_something, *wholes)

    def check(node: Any, context: Context) -> Faults:
        if type(node) is not dict:
            return [Fault("structure", f"This must be an object, but is {shape(node)}.")]
        faults: list[Fault] | None = None
        for name, value in node.items():
            found = (rule_at(name) or rule_of(name, node))(value, context)
            if found:
                step = step_of(name)
                _named(found, f"{path}.{step}")
                under(found, step)
                faults = faults or []
                faults += found
                if len(faults) > ENOUGH:
                    return faults
        for whole in wholes if len(node) > 1 else sparse:
            found = whole(node, context)
            if found:
                _named(found, path)
                faults = faults or []
                faults += found
        return faults

    return check


def _says_something(node: Any, _: Context) -> Faults:
    """At least something beside an id. https://hl7.org/fhir/R4/element.html."""
    if node and "id" not in node:
        return None
    return [Fault("invariant", "This object says nothing; leave it out or fill it (ele-1).")]


def _named(faults: Iterable[Fault], path: str) -> None:
    for fault in faults:
        if not fault.rule:
            steps = [step for step in reversed(fault.path) if type(step) is str]
            element = _CHOSEN.sub("[x]", ".".join((path, *steps)))
            fault.rule = element + _FACETS.get(fault.code, "")


_CHOSEN = re.compile(r"\.ofType\([A-Za-z0-9]+\)")
# What the standard's table of an element calls what was broken, where the code alone tells.
_FACETS = {"required": " min", "code-invalid": " binding"}


def a_list(item: Check, *, of_primitives: bool) -> Check:
    """Check each item; a null among primitives is judged with its companion, not here."""

    def check(value: Any, context: Context) -> Faults:
        if type(value) is not list:
            return [Fault("structure", f"This repeats: write an array; this is {shape(value)}.")]
        if not value:
            return [Fault("structure", "An array must not be empty; leave the element out.")]
        faults: list[Fault] | None = None
        for index, one in enumerate(value):
            found = item(one, context)
            if found and not (of_primitives and one is None):
                under(found, index)
                faults = faults or []
                faults += found
                if len(faults) > ENOUGH:
                    break
        return faults

    return check


def completeness(required: tuple[str, ...]) -> Check:
    """The object holds what its type requires.

    https://hl7.org/fhir/R4/conformance-rules.html#cardinality
    """
    wanted = frozenset(required)

    def check(node: Any, _: Context) -> Faults:
        if wanted <= node.keys():
            return None
        return [
            Fault("required", f"{name} is required here; add it.", name)
            for name in required
            if name not in node and not _stands_for(node.get(f"_{name}"))
        ]

    return check


def _stands_for(companion: Any) -> bool:
    """Whether what stands beside a primitive says why it is not there; of a list, of any of it.

    https://hl7.org/fhir/R4/json.html#primitive
    """
    said = companion if type(companion) is list else [companion]
    return any(type(one) is dict and "extension" in one for one in said)


def _standing(node: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    """Those that say something, or why nothing is said."""
    return (name for name in names if name[0] != "_" or _stands_for(node[name]))


def one_type_per_choice(stems: Mapping[str, str], required: frozenset[str]) -> Check:
    """At most one type of each choice; `stems` tells the choice that a property name is of.

    https://hl7.org/fhir/R4/formats.html#choice
    """

    def check(node: Any, _: Context) -> Faults:
        chosen = [name for name in node if name in stems]
        if len(chosen) < 2 and not required:  # noqa: PLR2004 - one is no conflict
            return None
        faults = [
            Fault("required", f"{stem}[x] is required here; add it with one of its types.", stem)
            for stem in required.difference(stems[name] for name in _standing(node, chosen))
        ]
        names = {name.removeprefix("_") for name in chosen}
        twice = {stems[name] for name in names}
        if len(twice) < len(names):
            faults += [
                Fault("structure", f"{stem}[x] has more than one type; keep one.", stem)
                for stem in sorted(twice)
                if sum(stems[name] == stem for name in names) > 1
            ]
        return faults

    return check
