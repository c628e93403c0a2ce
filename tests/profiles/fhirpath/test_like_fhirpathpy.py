"""Our closures give the verdicts of fhirpathpy, which interprets the whole language.

Where they differ by right is told in test_companions.py and test_dates.py: a companion (`_element`)
is no second item, null is no item, and moments are compared as moments.
"""

import csv
import json
import tarfile
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from profiles.fhirpath import Environment, compile_invariant
from tests.plugins.shared_data import shared_data
from tests.profiles.fhirpath.drawn import Drawing, spoiled
from tests.profiles.fhirpath.peer import NoVerdict, verdict

NODES = 24
OTHER_RELEASE = {"SubscriptionStatus"}
# It names types that R4 has not.
NOT_COMPILED = {"dom-r4b"}
# The HTML of a narrative is judged by profiles/check. In que-7 `Boolean` is a type of the language,
# which no element of R4 has; fhirpathpy makes no difference there.
LEFT_OUT = {"txt-1", "txt-2", "que-7", *NOT_COMPILED}
Row = tuple[str, str, str]


def rows() -> Iterator[Row]:
    with (shared_data("r4") / "invariants.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield row["key"], row["first_path"], row["expression"]


def test_every_invariant_of_r4_is_compiled_but_a_few() -> None:
    left_out = {key for key, _, text in rows() if not compile_invariant(text).is_compiled}
    assert left_out == NOT_COMPILED


@pytest.mark.slow
def test_what_is_drawn_for_an_invariant_of_r4_gets_the_same_verdict() -> None:
    seen = {True: 0, False: 0}
    for key, path, expression in rows():
        if key in LEFT_OUT or path.partition(".")[0] in OTHER_RELEASE:
            continue
        for seed in range(NODES):
            random = Random(f"{key} {path} {seed}")  # noqa: S311 - a seed, no secret
            drawing = Drawing(expression, random)
            node, kind, resource = drawing.at(path)
            if seed % 2:
                node = spoiled(node, random, drawing.words)
                resource = node if "." not in path else resource
            for same in compared(expression, (node,), kind, resource):
                seen[same] += 1
    assert seen[False] > 600
    assert seen[True] > 2000


def constraints() -> Iterator[tuple[str, str]]:
    """Path and expression of what the national packages add to R4."""
    ours = {expression for _, _, expression in rows()}
    found = set()
    for file in shared_data("packages").glob("*.tgz"):
        with tarfile.open(file) as archive:
            for member in archive:
                if "StructureDefinition" in member.name and member.name.endswith(".json"):
                    content = archive.extractfile(member)
                    assert content is not None
                    definition = json.load(content)
                    for element in definition.get("snapshot", {}).get("element", []):
                        for each in element.get("constraint", []):
                            found.add((element["path"], each.get("expression", "")))
    return iter(sorted((path, text) for path, text in found if text and text not in ours))


def elements_at(node: Any, companion: Any, steps: list[str]) -> Iterator[tuple[Any, Any]]:
    """Values and companions along a path of names, beneath one element."""
    if not steps:
        yield node, companion
        return
    within = node if type(node) is dict else companion
    name = steps[0].removesuffix("[x]")
    for key in within if type(within) is dict else ():
        if key == name or (key.startswith(name) and steps[0].endswith("[x]")):
            values, beside = within[key], within.get(f"_{key}")
            if type(values) is not list:
                values, beside = [values], [beside]
            besides = [*(beside if type(beside) is list else ()), *[None] * len(values)]
            for value, other in zip(values, besides, strict=False):
                yield from elements_at(value, other, steps[1:])


def instances(kind: str, resource: Any) -> list[Any]:
    """The resource itself, if it is of the type, or its names or addresses."""
    if resource.get("resourceType") == kind:
        return [resource]
    listed = resource.get({"HumanName": "name", "Address": "address"}.get(kind, ""), [])
    return listed if type(listed) is list else []


@pytest.mark.slow
def test_the_national_invariants_get_the_same_verdict_on_examples_whole_and_spoiled() -> None:
    examples = [
        json.loads(file.read_text("utf-8"), parse_float=Decimal)
        for folder in ("pzp-examples", "nictiz-examples")
        for file in sorted(shared_data(folder).glob("*.json"))
    ]
    random = Random(3)  # noqa: S311 - a seed, no secret
    spoilt = [spoiled(one, random, ("x", "IN", "24")) for one in examples for _ in range(8)]
    seen = {True: 0, False: 0}
    for path, expression in constraints():
        assert compile_invariant(expression).is_compiled
        kind, *steps = path.split(".")
        for resource in (*examples, *spoilt):
            for instance in instances(kind, resource):
                for focus in elements_at(instance, None, steps):
                    for same in compared(expression, focus, kind, resource):
                        seen[same] += 1
    assert seen[True] > 500
    assert seen[False] > 5


def compared(expression: str, focus: tuple[Any, ...], kind: str, resource: Any) -> list[bool]:
    try:
        theirs = verdict(expression, focus, kind, resource)
    except NoVerdict:
        return []
    value, companion = (*focus, None)[:2]
    ours = compile_invariant(expression).holds(value, Environment(resource), companion)
    assert ours is theirs, (expression, focus)
    return [theirs]
