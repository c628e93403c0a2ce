"""Composition: who attests in several ways is as many attesters in R4, and a section speaks.

https://hl7.org/fhir/R4/composition.html
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from profiles.invalid import JsonObject
from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step

_MODE = frozenset({"mode", "_mode"})
_SPOKEN = frozenset({"text", "entry", "section"})
_XHTML = "http://www.w3.org/1999/xhtml"
_BETWEEN, _NOTHING = ": ", "-"


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


class Speaking(BothWays):
    """A section has text, entries or sections in R4 (cmp-1); one of STU3 may be a code alone."""

    def down(self, step: Step) -> None:
        """What was put there for R4 alone is taken out again."""
        rest = {key: value for key, value in step.node.items() if key != "text"}
        if [one.value for one in step.peek("text")] == [_text(rest)]:
            step.take("text")

    def finish(self, step: Step) -> None:
        """What it is called, with what its extensions say, as its text."""
        if step.walk.is_up and _SPOKEN.isdisjoint(step.out):
            step.put("text", Piece("Narrative", _text(step.out)))
            step.lose("text", step.walk.say("filled"))


def _text(section: Mapping[str, Any]) -> JsonObject:
    words = _BETWEEN.join(_words(section)) or _NOTHING
    div = f'<div xmlns="{_XHTML}">{escape(words, quote=False)}</div>'
    return {"status": "generated", "div": div}


def _words(section: Mapping[str, Any]) -> Iterator[str]:
    code = section.get("code", {})
    named = [section.get("title"), code.get("text")]
    named += [one.get("display") for one in code.get("coding", ())]
    yield from [one for one in named if one][:1]
    for extension in section.get("extension", ()):
        for key, value in extension.items():
            if key.startswith("value") and isinstance(value, str):
                yield value


RULES = {
    "Composition": (Modes(), Renamed("class", "category")),
    "Composition.section": (Speaking(),),
}
