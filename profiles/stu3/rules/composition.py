"""Composition: who attests in several ways is as many attesters in R4.

https://hl7.org/fhir/R4/composition.html
"""

from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step


class Modes(BothWays):
    """STU3 has a list of them."""

    def up(self, step: Step) -> None:
        """One attester for each."""
        for one in step.take("attester"):
            modes = one.value.get("mode", [])
            besides = one.value.get("_mode", [None] * len(modes))
            if len(besides) > 1:
                step.lose(f"{one.step}.mode", step.walk.say("several"))
            for index, beside in enumerate(besides):
                value = {key: each for key, each in one.value.items() if key not in _MODE}
                at = f"{step.at}.{one.step}"
                made = step.walk.object(value, "Composition.attester", "Composition.attester", at)
                mode = modes[index] if index < len(modes) else None
                made |= {"mode": mode} if mode is not None else {}
                if beside is not None:
                    made["_mode"] = step.walk.object(beside, "Element", "Element", f"{at}.mode")
                step.put("attester", Piece("BackboneElement", made))

    def down(self, step: Step) -> None:
        """A list of one."""
        step.move("attester")


_MODE = frozenset({"mode", "_mode"})

RULES = {"Composition": (Modes(), Renamed("class", "category"))}
