"""The kinds of rule: both ways of what STU3 has that R4 has elsewhere or otherwise."""

from dataclasses import dataclass
from typing import Any

from profiles.stu3.piece import Piece
from profiles.stu3.step import Step
from profiles.systems import HL7


class BothWays:
    """What does nothing in one direction leaves it as it is here."""

    def apply(self, step: Step) -> None:
        """Take what it knows, and write it."""
        if step.walk.is_up:
            self.up(step)
        else:
            self.down(step)

    def up(self, step: Step) -> None:
        """STU3 to R4."""

    def down(self, step: Step) -> None:
        """R4 to STU3."""

    def finish(self, step: Step) -> None:
        """Once everything else stands."""


@dataclass(frozen=True, slots=True)
class Renamed(BothWays):
    """An element under another name; also what is one in STU3 and a list in R4, or otherwise."""

    old: str
    new: str

    def up(self, step: Step) -> None:
        """Under its name in R4."""
        step.move(self.old, self.new)

    def down(self, step: Step) -> None:
        """Under its name in STU3."""
        step.move(self.new, self.old)


ABSENT = {"extension": [{"url": f"{HL7}data-absent-reason", "valueCode": "unknown"}]}
"""That a value is not known. http://hl7.org/fhir/StructureDefinition/data-absent-reason."""


@dataclass(frozen=True, slots=True)
class Filled(BothWays):
    """What R4 requires and STU3 has not, or may leave out.

    What `says_nothing` is left out again on the way back.
    """

    name: str
    value: Any
    kind: str = "code"
    says_nothing: bool = False

    def down(self, step: Step) -> None:
        """What would be filled in again needs no place, where STU3 has none."""
        has_place = step.walk.target.row(step.to, self.name) is not None
        if has_place and not self.says_nothing:
            return
        found = step.peek(self.name)
        if [(one.value, one.beside) for one in found] == [(self.value, None)]:
            step.take(self.name)

    def finish(self, step: Step) -> None:
        """Where nothing stands."""
        if step.walk.is_up and not {self.name, f"_{self.name}"} & step.out.keys():
            step.put(self.name, Piece(self.kind, self.value))
            step.lose(self.name, step.walk.say("filled"))


@dataclass(frozen=True, slots=True)
class AsExtension(BothWays):
    """An element of STU3 that is an extension of its own in R4."""

    name: str
    url: str

    def up(self, step: Step) -> None:
        """With what is beneath it, by its names."""
        for one in step.take(self.name):
            step.put_extension(step.as_extension(self.url, self.name, one))

    def down(self, step: Step) -> None:
        """Where it was."""
        for one in step.take_extension(self.url):
            step.restore(one, self.name)


@dataclass(frozen=True, slots=True)
class FromExtension(BothWays):
    """An extension of STU3 that is an element in R4; it may be named `also` otherwise."""

    url: str
    name: str
    kind: str
    also: str = ""

    def up(self, step: Step) -> None:
        """In its place, where there is only one."""
        found = [*step.take_extension(self.url), *step.take_extension(self.also)]
        has_room = len(found) == 1 or step.target_row(self.name).is_list
        for one in found:
            made = step.walk.extension(one, f"{step.at}.extension")
            if has_room and one.keys() == {"url", f"value{self.kind}"}:
                step.put(self.name, Piece(self.kind, made[f"value{self.kind}"]))
            else:
                step.put_extension(made)

    def down(self, step: Step) -> None:
        """Beside."""
        for one in step.take(self.name):
            made = step.walk.object(one.value, one.kind, one.kind, f"{step.at}.{one.step}")
            step.put_extension({"url": self.url, f"value{self.kind}": made})
