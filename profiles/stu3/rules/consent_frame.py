"""What a treatment directive and a living will have alike: kind, law, time and period."""

from dataclasses import dataclass

from profiles.invalid import JsonObject
from profiles.stu3.kept import url_of
from profiles.stu3.piece import Piece
from profiles.stu3.release import r4
from profiles.stu3.rules.exact import kept_whole
from profiles.stu3.step import Step

LAW = "https://wetten.overheid.nl/"
_CONCEPT = "CodeableConcept"
_KEPT = url_of(r4(), "Consent", "provision")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """Its category in STU3, and its category and scope in R4."""

    category: Pair
    new_category: Pair
    scope: Pair

    def up(self, step: Step, taken: set[int]) -> None:
        """All but the categories that are taken for something else."""
        kept = kept_whole(step, "category")
        step.put("category", kept or Piece(_CONCEPT, _concept(self.new_category)))
        said = False
        for index, one in enumerate(step.take("category")):
            if self.category in _pairs(one.value):
                said = True
                if one.value != _concept(self.category):
                    step.keep("category", [one])
            elif index not in taken:
                row, target = step.row("category"), step.target_row("category")
                step.put("category", step.convert(one, _CONCEPT, row, target))
        if not said:
            step.lose("category", step.walk.say("filled"))
        step.put("scope", kept_whole(step, "scope") or Piece(_CONCEPT, _concept(self.scope)))
        if not step.node.get("policy"):
            step.put("policy", Piece("BackboneElement", {"uri": LAW}))
            step.lose("policy", step.walk.say("filled"))

    def down(self, step: Step) -> None:
        """The category of STU3; R4's own words for it are kept."""
        kept = kept_whole(step, "category")
        step.put("category", kept or Piece(_CONCEPT, _concept(self.category)))
        for one in step.take("category"):
            if self.new_category not in _pairs(one.value):
                row, target = step.row("category"), step.target_row("category")
                step.put("category", step.convert(one, _CONCEPT, row, target))
            elif one.value != _concept(self.new_category):
                step.keep("category", [one], is_said=True)
        for one in step.take("scope"):
            if one.value != _concept(self.scope):
                step.keep("scope", [one], is_said=True)


def period_up(step: Step) -> JsonObject:
    """The end, which has a place in the provision; what else is said of it is kept."""
    for one in step.take("period"):
        if one.value.keys() != {"end"}:
            step.keep("period", [one])
        if "end" in one.value:
            return {"period": {"end": one.value["end"]}}
    return {}


def period_down(step: Step, provision: JsonObject) -> None:
    """The period of the provision, or that of which it is the end."""
    kept = kept_whole(step, "period")
    period = provision.get("period")
    if kept is not None and kept.value.get("end") == (period or {}).get("end"):
        step.put("period", kept)
    elif period:
        at = f"{step.at}.provision.period"
        step.put("period", Piece("Period", step.walk.object(period, "Period", "Period", at)))


def more_up(step: Step, provision: JsonObject) -> JsonObject:
    """The provision, with what an extension kept of R4's own extensions of it."""
    listed = [
        step.walk.extension(each, f"{step.at}.extension")
        for one in step.take_extension(_KEPT)
        for each in one.get("extension", ())
    ]
    return provision | ({"extension": listed} if listed else {})


def more_down(step: Step, provision: JsonObject) -> None:
    """The extensions of the provision, which STU3 has not."""
    listed = [
        step.walk.extension(one, f"{step.at}.provision.extension")
        for one in provision.get("extension", ())
    ]
    if listed:
        step.put_extension({"url": _KEPT, "extension": listed})


def _concept(pair: Pair) -> JsonObject:
    return {"coding": [{"system": pair[0], "code": pair[1]}]}


def _pairs(concept: JsonObject) -> set[Pair]:
    return {(str(one.get("system")), str(one.get("code"))) for one in concept.get("coding", ())}
