"""Device: what is printed on it is a carrier in R4, and a version has parts.

https://hl7.org/fhir/R4/device.html
"""

from profiles.invalid import JsonObject
from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step

_ON_LABEL = "udi-label-name"
_NAMED = {"name", "type"}


class Udi(BothWays):
    """The name on the label is a name of the device in R4."""

    def up(self, step: Step) -> None:
        """The carrier, and the name beside it."""
        for one in step.take("udi"):
            rest = dict(one.value)
            name = rest.pop("name", None)
            beside = rest.pop("_name", None)
            if name is not None:
                made: JsonObject = {"name": name, "type": _ON_LABEL}
                if beside is not None:
                    made["_name"] = step.walk.object(beside, "Element", "Element", step.at)
                step.put("deviceName", Piece("BackboneElement", made))
            if rest:
                at = f"{step.at}.udi"
                carrier = step.walk.object(rest, "Device.udi", "Device.udiCarrier", at)
                step.put("udiCarrier", Piece("BackboneElement", carrier))

    def down(self, step: Step) -> None:
        """Of several carriers or names the first."""
        udi: JsonObject = {}
        names, carriers = step.take("deviceName"), step.take("udiCarrier")
        for one in carriers[:1]:
            at = f"{step.at}.{one.step}"
            udi |= step.walk.object(one.value, "Device.udiCarrier", "Device.udi", at)
        step.keep("udiCarrier", carriers[1:])
        for one in names:
            is_plain = one.value.keys() <= _NAMED | {"_name"} and "name" in one.value
            if is_plain and one.value.get("type") == _ON_LABEL and "name" not in udi:
                udi["name"] = one.value["name"]
                if "_name" in one.value:
                    udi["_name"] = step.walk.object(
                        one.value["_name"], "Element", "Element", step.at
                    )
            else:
                step.keep("deviceName", [one])
        if udi:
            step.put("udi", Piece("BackboneElement", udi))


class Version(BothWays):
    """A text in STU3."""

    def up(self, step: Step) -> None:
        """The value of a version."""
        for one in step.take("version"):
            row = step.row("version")
            made = step.convert(one, one.kind, row, row)
            parts = {"value": made.value, "_value": made.beside}
            value = {key: part for key, part in parts.items() if part is not None}
            step.put("version", Piece("BackboneElement", value))

    def down(self, step: Step) -> None:
        """What is a value alone."""
        for one in step.take("version"):
            if one.value.keys() <= {"value", "_value"} and not _has(step, "version"):
                beside = one.value.get("_value")
                if beside is not None:
                    beside = step.walk.object(beside, "Element", "Element", step.at)
                step.put("version", Piece("string", one.value.get("value"), beside))
            else:
                step.keep("version", [one])


def _has(step: Step, name: str) -> bool:
    return not step.out.keys().isdisjoint({name, f"_{name}"})


RULES = {"Device": (Udi(), Version(), Renamed("model", "modelNumber"))}
