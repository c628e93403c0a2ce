"""Contained resources: known by an id, flat, without versions, and referred to.

https://hl7.org/fhir/R4/references.html#contained
"""

from collections.abc import Iterator
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults, broken


def contained_resource(check: Check) -> Check:
    """`check` of a resource, and what being contained forbids (dom-2, dom-4, dom-5)."""

    def check_contained(node: Any, context: Context) -> Faults:
        faults = list(check(node, context.within()) or ())
        if type(node) is not dict:
            return faults
        if "id" not in node:
            faults.append(Fault("required", "A contained resource needs an id; add one.", "id"))
        if "contained" in node:
            text = "Contained resources do not nest; lift this one out"
            faults.append(broken("dom-2", text, "contained"))
        meta = node.get("meta")
        for name, key in (("versionId", "dom-4"), ("lastUpdated", "dom-4"), ("security", "dom-5")):
            if type(meta) is dict and name in meta:
                text = f"A contained resource has no meta.{name}; remove it"
                faults.append(broken(key, text, name, "meta"))
        return faults

    return check_contained


def containment(node: Any, _: Context) -> Faults:
    """Ids of contained resources are unique, and each is referred to (dom-3)."""
    listed = node.get("contained")
    if type(listed) is not list:
        return None
    used = {text for text in _strings(node) if text.startswith("#")}
    faults: list[Fault] = []
    seen: set[str] = set()
    for index, resource in enumerate(listed):
        if type(resource) is not dict or type(resource.get("id")) is not str:
            continue
        name = resource["id"]
        if name in seen:
            text = "Another contained resource has the same id; give each its own."
            faults.append(Fault("duplicate", text, "id", index, "contained"))
        seen.add(name)
        if f"#{name}" not in used and "#" not in set(_strings(resource)):
            faults.append(_unreferred(node, resource, index))
    return faults


def _unreferred(node: Any, resource: Any, index: int) -> Fault:
    """A form that its answers name by its canonical is no stray, though it should be a `#`."""
    text = "Nothing refers to this contained resource; refer to it or remove it"
    fault = broken("dom-3", text, index, "contained")
    named, url = node.get("questionnaire"), resource.get("url")
    if type(named) is str and type(url) is str and named.partition("|")[0] == url:
        fault.severity = "warning"
    return fault


def _strings(tree: Any) -> Iterator[str]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if type(node) is str:
            yield node
        elif type(node) is dict:
            pending.extend(node.values())
        elif type(node) is list:
            pending.extend(node)
