"""Questionnaire: when an item is asked has an operator in R4, and its options another name.

https://hl7.org/fhir/R4/questionnaire.html
"""

from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step

_EXISTS, _EQUAL, _ANY = "exists", "=", "any"
_SCHEME = ":"


class Operator(BothWays):
    """That there is an answer, or that it is this one."""

    def up(self, step: Step) -> None:
        """Equal, where an answer is given."""
        found = step.take("hasAnswer")
        if found and step.peek("answer[x]"):
            step.keep("hasAnswer", found)
        elif found:
            step.put("operator", Piece("code", _EXISTS))
            for one in found:
                step.put("answer[x]", Piece("boolean", one.value, one.beside))
            return
        step.put("operator", Piece("code", _EQUAL))

    def down(self, step: Step) -> None:
        """An operator that STU3 has not would ask otherwise than was meant."""
        for one in step.take("operator"):
            if one.value == _EXISTS:
                for answer in step.take("answer[x]"):
                    step.put("hasAnswer", Piece("boolean", answer.value, answer.beside))
            elif one.value != _EQUAL:
                step.refuse(one.step, step.walk.say("modifier"), "not-supported")


class Behavior(BothWays):
    """Of several conditions one suffices in STU3."""

    def up(self, step: Step) -> None:
        """So R4 says it."""
        if len(step.peek("enableWhen")) > 1:
            step.put("enableBehavior", Piece("code", _ANY))

    def down(self, step: Step) -> None:
        """That all are needed can't be said there."""
        several = len(step.peek("enableWhen")) > 1
        for one in step.take("enableBehavior"):
            if several and one.value != _ANY:
                step.refuse(one.step, step.walk.say("modifier"), "not-supported")
            elif not several:
                step.keep("enableBehavior", [one])


class Options(BothWays):
    """The value set that answers come from, by its address."""

    def up(self, step: Step) -> None:
        """What is no absolute address is kept."""
        for one in step.take("options"):
            said = one.value.get("reference", "")
            if one.value.keys() == {"reference"} and _SCHEME in said:
                step.put("answerValueSet", Piece("canonical", said))
            else:
                step.keep("options", [one])

    def down(self, step: Step) -> None:
        """A reference to it."""
        for one in step.take("answerValueSet"):
            if one.beside is None and one.value is not None:
                step.put("options", Piece("Reference", {"reference": one.value}))
            else:
                step.keep("answerValueSet", [one])


class Initial(BothWays):
    """One in STU3."""

    def up(self, step: Step) -> None:
        """The first of a list."""
        for one in step.take("initial[x]"):
            name = f"value{one.kind[0].upper()}{one.kind[1:]}"
            row = step.row("initial[x]")
            made = step.convert(one, one.kind, row, row)
            parts = {name: made.value, f"_{name}": made.beside}
            value = {key: part for key, part in parts.items() if part is not None}
            step.put("initial", Piece("BackboneElement", value))

    def down(self, step: Step) -> None:
        """The only one, if it is a value alone."""
        found = step.take("initial")
        for one in found:
            inside = Step(step.walk, one.value, "Questionnaire.item.initial", step.to, step.at)
            values = inside.peek("value[x]")
            if len(found) == 1 and len(one.value) == 1 and values:
                row = inside.row("value[x]")
                step.put("initial[x]", step.convert(values[0], values[0].kind, row, row))
            else:
                step.keep("initial", [one])


RULES = {
    "Questionnaire.item": (
        Options(),
        Renamed("option", "answerOption"),
        Initial(),
        Behavior(),
    ),
    "Questionnaire.item.enableWhen": (Operator(),),
}
