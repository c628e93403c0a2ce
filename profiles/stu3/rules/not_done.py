"""What was not done: an element of its own in STU3, a status in R4.

https://hl7.org/fhir/R4/event.html
"""

from dataclasses import dataclass

from profiles.stu3.kept import url_of
from profiles.stu3.piece import Piece
from profiles.stu3.rules.exact import Codes, kept_whole
from profiles.stu3.rules.rule import BothWays
from profiles.stu3.step import Step

_NOT_DONE = "not-done"
_NOT_KNOWN = "unknown"
_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True)
class NotDone(BothWays):
    """`codes` are those of the status that R4 spells otherwise."""

    name: str
    codes: Codes

    def up(self, step: Step) -> None:
        """The status says it; that of STU3 is kept. An error stays one, whatever it was of."""
        found = step.take(self.name)
        is_error = [one.value for one in step.peek("status")] == [_IN_ERROR]
        if not found or found[0].value is not True or is_error:
            for one in found:
                url = url_of(step.walk.source, step.path, self.name)
                step.put_extension(step.as_extension(url, self.name, one))
                step.lose(one.step, step.walk.say("kept"))
            self.codes.up(step)
            return
        for one in found[:1]:
            if one.beside is not None:
                step.refuse(f"{self.name}.extension", step.walk.say("modifier"), "not-supported")
        for one in step.take("status"):
            if one.value == _NOT_KNOWN and one.beside is None:
                continue
            url = url_of(step.walk.source, step.path, "status")
            step.put_extension(step.as_extension(url, "status", one))
            step.lose(one.step, step.walk.say("kept"))
        step.put("status", Piece("code", _NOT_DONE))

    def down(self, step: Step) -> None:
        """The element, and the status that stood beside it; none is known of R4's own."""
        if [one.value for one in step.peek("status")] != [_NOT_DONE]:
            self.codes.down(step)
            return
        kept = kept_whole(step, "status")
        for one in step.take("status"):
            if one.beside is not None:
                step.keep("status", [Piece(one.kind, None, one.beside, one.step)])
        step.put("status", kept or Piece("code", _NOT_KNOWN))
        step.put(self.name, Piece("boolean", value=True))
