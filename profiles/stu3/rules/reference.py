"""Who stands behind a Reference: in STU3 a person with his role beside, in R4 the role itself."""

from collections.abc import Mapping
from typing import Any

from profiles.invalid import JsonObject
from profiles.r4 import tables
from profiles.stu3.pointing import kind_of
from profiles.stu3.rules.rule import BothWays
from profiles.stu3.step import Step
from profiles.systems import HUB_EXTENSIONS, NICTIZ

ROLE = f"{NICTIZ}practitionerrole-reference"
PERSON = f"{HUB_EXTENSIONS}/stu3-person-of-role"
"""Holds, on a reference to a role, the reference to the person that STU3 had."""

_ROLE = "PractitionerRole"


class Role(BothWays):
    """Where R4 allows a PractitionerRole, which carries person and organisation both."""

    def up(self, step: Step) -> None:
        """Refer to the role, and keep who was referred to."""
        beside = [one for one in step.node.get("extension", ()) if one.get("url") == ROLE]
        if [one.keys() for one in beside] != [{"url", "valueReference"}]:
            return
        own = _without(step.node, ROLE)
        if _ROLE not in step.targets and (step.targets or not own):
            return
        _become(step, beside[0]["valueReference"])
        if own:
            person = step.walk.object(own, "Reference", "Reference", step.at)
            step.put_extension({"url": PERSON, "valueReference": person})

    def down(self, step: Step) -> None:
        """Refer to the person, the role beside."""
        persons = step.take_extension(PERSON)
        own = _without(step.node, PERSON)
        if not persons and (not step.targets or _ROLE in step.targets or not _is_role(step, own)):
            return
        person = persons[0].get("valueReference", {}) if persons else {}
        _become(step, person)
        role = step.walk.object(own, "Reference", "Reference", step.at)
        step.put_extension({"url": ROLE, "valueReference": role})


def _become(step: Step, other: Mapping[str, Any]) -> None:
    """Another reference in its place."""
    for name in ("id", "reference", "type", "identifier", "display"):
        step.take(name)
    step.take_extension(ROLE)
    for one in step.node.get("extension", ()):
        step.take_extension(one["url"])
    made = step.walk.object(other, "Reference", "Reference", step.at)
    step.out.update(made)


def _without(node: Mapping[str, Any], url: str) -> JsonObject:
    own = dict(node)
    left = [one for one in node.get("extension", ()) if one.get("url") != url]
    own.pop("extension", None)
    return own | {"extension": left} if left else own


def _is_role(step: Step, node: Mapping[str, Any]) -> bool:
    return kind_of(node, step.walk.others) == _ROLE


class OfAnotherRelease(BothWays):
    """R4 has no reference to a type that only STU3 has; it is kept beside what it is called."""

    def up(self, step: Step) -> None:
        """Kept where the type is none of R4's."""
        found = step.peek("reference")
        kind = kind_of({"reference": found[0].value}, {}) if found else ""
        if kind and kind not in tables.resource_types():
            step.keep("reference", step.take("reference"))


RULES = {"Reference": (Role(), OfAnotherRelease())}
