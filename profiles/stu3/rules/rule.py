"""The kinds of rule: both ways of what STU3 has that R4 has elsewhere or otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from profiles.stu3.piece import Piece
from profiles.stu3.step import Step


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


@dataclass(frozen=True, slots=True)
class Codes(BothWays):
    """A code that is another one in R4; those that are not named are the same."""

    name: str
    codes: Mapping[str, str]

    def up(self, step: Step) -> None:
        """The code of R4."""
        step.put(self.name, *(_coded(one, self.codes) for one in step.take(self.name)))

    def down(self, step: Step) -> None:
        """The code of STU3, the first where several became one."""
        back: dict[str, str] = {}
        for old, new in self.codes.items():
            back.setdefault(new, old)
        step.put(self.name, *(_coded(one, back) for one in step.take(self.name)))


@dataclass(frozen=True, slots=True)
class Filled(BothWays):
    """What R4 requires and STU3 has not."""

    name: str
    value: Any
    kind: str = "code"

    def down(self, step: Step) -> None:
        """What would be filled in again needs no place."""
        found = step.peek(self.name)
        if [(one.value, one.beside) for one in found] == [(self.value, None)]:
            step.take(self.name)

    def finish(self, step: Step) -> None:
        """Where nothing stands."""
        if step.walk.is_up and not {self.name, f"_{self.name}"} & step.out.keys():
            step.put(self.name, Piece(self.kind, self.value))
            step.lose(self.name, step.walk.say("filled"))


def _coded(one: Piece, codes: Mapping[str, str]) -> Piece:
    value = codes.get(one.value, one.value) if isinstance(one.value, str) else one.value
    return replace(one, value=value)


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
    """An extension of STU3 that is an element in R4."""

    url: str
    name: str
    kind: str

    def up(self, step: Step) -> None:
        """In its place, where there is only one."""
        found = step.take_extension(self.url)
        for one in found:
            made = step.walk.extension(one, f"{step.at}.extension")
            value = made.get(f"value{self.kind}")
            if value is not None and len(found) == 1 and one.keys() == {"url", f"value{self.kind}"}:
                step.put(self.name, Piece(self.kind, value))
            else:
                step.put_extension(made)

    def down(self, step: Step) -> None:
        """Beside."""
        for one in step.take(self.name):
            made = step.walk.object(one.value, one.kind, one.kind, f"{step.at}.{one.step}")
            step.put_extension({"url": self.url, f"value{self.kind}": made})
