"""Observation: what is said of it is a note in R4, and its members are named as such.

https://hl7.org/fhir/R4/observation.html
"""

from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step

_RELATED = {"has-member": "hasMember", "derived-from": "derivedFrom"}


class Comment(BothWays):
    """A text in STU3."""

    def up(self, step: Step) -> None:
        """The text of a note."""
        for one in step.take("comment"):
            row = step.row("comment")
            made = step.convert(one, one.kind, row, row)
            parts = {"text": made.value, "_text": made.beside}
            note = {key: part for key, part in parts.items() if part is not None}
            step.put("note", Piece("Annotation", note))

    def down(self, step: Step) -> None:
        """The first note that is a text alone."""
        for one in step.take("note"):
            is_text = one.value.keys() <= {"text", "_text"}
            if is_text and step.out.keys().isdisjoint({"comment", "_comment"}):
                beside = one.value.get("_text")
                if beside is not None:
                    beside = step.walk.object(beside, "Element", "Element", step.at)
                step.put("comment", Piece("string", one.value.get("text"), beside))
            else:
                step.keep("note", [one])


class Related(BothWays):
    """Other kinds of relation, or none that is said, have no place in R4."""

    def up(self, step: Step) -> None:
        """By its type."""
        for one in step.take("related"):
            name = _RELATED.get(one.value.get("type", ""))
            if name is None or one.value.keys() != {"type", "target"}:
                step.keep("related", [one])
                continue
            at = f"{step.at}.{one.step}.target"
            targets = step.targets_of(name)
            made = step.walk.object(one.value["target"], "Reference", "Reference", at, targets)
            step.put(name, Piece("Reference", made))

    def down(self, step: Step) -> None:
        """One relation each."""
        for kind, name in _RELATED.items():
            for one in step.take(name):
                made = step.walk.object(
                    one.value, "Reference", "Reference", f"{step.at}.{one.step}"
                )
                step.put("related", Piece("BackboneElement", {"type": kind, "target": made}))


RULES = {"Observation": (Comment(), Related(), Renamed("context", "encounter"))}
