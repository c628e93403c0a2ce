"""Coverage: what a policy belongs to is a list of classes in R4.

https://hl7.org/fhir/R4/coverage.html
"""

from profiles.invalid import JsonObject
from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import ABSENT, BothWays, Filled
from profiles.stu3.step import Step

_SYSTEM = "http://terminology.hl7.org/CodeSystem/coverage-class"
_CLASSES = {
    "group": "group",
    "subGroup": "subgroup",
    "plan": "plan",
    "subPlan": "subplan",
    "class": "class",
    "subClass": "subclass",
}


class Classes(BothWays):
    """A name without its number has no place in R4, nor has what is said beside them."""

    def up(self, step: Step) -> None:
        """One class each, or all of it kept."""
        for one in step.take("grouping"):
            made = [_class(one.value, name) for name in _CLASSES if name in one.value]
            if one.value.keys() == _said(made):
                step.put("class", *(Piece("BackboneElement", each) for each in made))
            else:
                step.keep("grouping", [one])

    def down(self, step: Step) -> None:
        """Each class once, and of a kind that STU3 has."""
        grouping: JsonObject = {}
        for one in step.take("class"):
            made = _grouped(one.value)
            if made is None or not grouping.keys().isdisjoint(made):
                step.keep("class", [one])
            else:
                grouping |= made
        if grouping:
            step.put("grouping", Piece("BackboneElement", grouping))


def _class(grouping: JsonObject, name: str) -> JsonObject:
    made: JsonObject = {
        "type": {"coding": [{"system": _SYSTEM, "code": _CLASSES[name]}]},
        "value": grouping[name],
    }
    display = grouping.get(f"{name}Display")
    return made | ({"name": display} if display is not None else {})


def _grouped(value: JsonObject) -> JsonObject | None:
    for name, code in _CLASSES.items():
        if value.get("type") == {"coding": [{"system": _SYSTEM, "code": code}]}:
            made = {name: value.get("value"), f"{name}Display": value.get("name")}
            left = value.keys() - {"type", "value", "name"}
            return None if left else {key: one for key, one in made.items() if one is not None}
    return None


def _said(classes: list[JsonObject]) -> set[str]:
    return {name for one in classes for name in (_grouped(one) or ())}


RULES = {
    "Coverage": (
        Classes(),
        Filled("status", "active"),
        Filled("beneficiary", ABSENT, "Reference", says_nothing=True),
        Filled("payor", ABSENT, "Reference", says_nothing=True),
    )
}
