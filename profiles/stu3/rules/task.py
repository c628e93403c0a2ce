"""Task: who asks is one reference in R4, and where is an element.

https://hl7.org/fhir/R4/task.html
"""

from profiles.invalid import JsonObject
from profiles.stu3.kept import url_of
from profiles.stu3.piece import Piece
from profiles.stu3.release import stu3, targets_of
from profiles.stu3.rules.rule import BothWays, Codes, FromExtension, Renamed
from profiles.stu3.step import Step

_ROUTING = "http://nuts-foundation.github.io/nl-generic-functions-ig/StructureDefinition"


class Requester(BothWays):
    """The agent; on whose behalf he asks is kept beside him, for a PractitionerRole may tell it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._on_behalf = url_of(stu3(), path, "onBehalfOf")
        self._around = url_of(stu3(), path.rpartition(".")[0], "requester")

    def up(self, step: Step) -> None:
        """The agent, with the rest of the backbone in extensions of him."""
        for one in step.take("requester"):
            step.put("requester", Piece("Reference", self._agent(step, one)))

    def _agent(self, step: Step, one: Piece) -> JsonObject:
        at = f"{step.at}.requester"
        target = step.walk.target.row(step.to, "requester")
        made: JsonObject = {}
        if target is not None and "agent" in one.value:
            made = step.walk.object(
                one.value["agent"], "Reference", "Reference", f"{at}.agent", targets_of(target)
            )
        listed = list(made.pop("extension", ()))
        if "onBehalfOf" in one.value:
            organisation = step.walk.object(
                one.value["onBehalfOf"], "Reference", "Reference", f"{at}.onBehalfOf"
            )
            listed.append({"url": self._on_behalf, "valueReference": organisation})
            step.lose("requester.onBehalfOf", step.walk.say("kept"))
        around = {key: value for key, value in one.value.items() if key in {"id", "extension"}}
        if around:
            listed.append({"url": self._around, **around})
        return made | {"extension": listed} if listed else made

    def down(self, step: Step) -> None:
        """The backbone again."""
        for one in step.take("requester"):
            step.put("requester", Piece("BackboneElement", self._backbone(step, one)))

    def _backbone(self, step: Step, one: Piece) -> JsonObject:
        at = f"{step.at}.requester"
        backbone: JsonObject = {}
        own = dict(one.value)
        left = []
        for each in own.pop("extension", ()):
            if each["url"] == self._around:
                backbone |= {key: value for key, value in each.items() if key != "url"}
            elif each["url"] == self._on_behalf:
                organisation = each["valueReference"]
                backbone["onBehalfOf"] = step.walk.object(
                    organisation, "Reference", "Reference", f"{at}.extension"
                )
            else:
                left.append(each)
        agent = own | {"extension": left} if left else own
        row = step.walk.target.row(self._path, "agent")
        targets = targets_of(row) if row is not None else frozenset()
        made = step.walk.object(agent, "Reference", "Reference", at, targets)
        return backbone | {"agent": made}


RULES = {
    "Task": (
        Renamed("definition[x]", "instantiatesUri"),
        Renamed("context", "encounter"),
        Renamed("reason", "reasonCode"),
        Codes("priority", {"normal": "routine"}),
        Requester("Task.requester"),
        FromExtension(f"{_ROUTING}/task-stu3-location", "location", "Reference"),
    )
}
