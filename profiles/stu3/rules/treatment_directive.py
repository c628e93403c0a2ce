"""A treatment directive: its decision, what it is about, who agreed and when.

http://nictiz.nl/fhir/StructureDefinition/nl-core-TreatmentDirective2
"""

from profiles.invalid import JsonObject
from profiles.pzp.wish import SPECIFICATION_OTHER
from profiles.stu3.piece import Piece
from profiles.stu3.rules import consent_verified
from profiles.stu3.rules.consent_frame import Frame, more_down, more_up, period_down, period_up
from profiles.stu3.rules.consent_kind import DIRECTIVE, DIRECTIVE_R4, DIRECTIVE_SCOPE
from profiles.stu3.rules.consent_treatment import treatment_down, treatment_up
from profiles.stu3.rules.treatment_permitted import (
    PERMITTED,
    Decision,
    Undecidable,
    decided,
    said,
)
from profiles.stu3.step import Step
from profiles.systems import NICTIZ

_FRAME = Frame(DIRECTIVE, DIRECTIVE_R4, DIRECTIVE_SCOPE)
_SOURCES = f"{NICTIZ}consent-additionalSources"
_WILL = f"{NICTIZ}ext-TreatmentDirective2.AdvanceDirective"
_CONCEPT = "valueCodeableConcept"
_REFERENCE = "valueReference"
_PARTS = frozenset({"extension", "type", "period", "actor", "code"})


def up(step: Step) -> None:
    """To R4; refused where nobody can tell what was decided."""
    modifiers = step.take_extension(PERMITTED, modifier=True)
    excepts = [one.value for one in step.take("except")]
    try:
        _require_one_place(step)
        decision = decided(modifiers, excepts)
    except Undecidable as found:
        step.refuse(found.step, step.walk.say(str(found)))
        return
    code = treatment_up(step)
    if code is None:
        return
    _tell_wording(step, decision, modifiers[0], excepts)
    provision: JsonObject = {"type": decision.type} if decision.type else {}
    if decision.text:
        text = {"url": SPECIFICATION_OTHER, "valueString": decision.text}
        step.put_extension(text, modifier=True)
    _FRAME.up(step, set())
    provision |= period_up(step)
    actors = consent_verified.up(step)
    provision |= {"actor": actors} if actors else {}
    step.put("provision", Piece("BackboneElement", more_up(step, provision) | {"code": [code]}))
    for one in step.take_extension(_SOURCES):
        made = step.walk.extension(one, f"{step.at}.extension")
        step.put_extension(made | ({"url": _WILL} if one.keys() == {"url", _REFERENCE} else {}))


def _require_one_place(step: Step) -> None:
    """In an extension a reader may pass it over: there it is no answer, and no second one."""
    if step.take_extension(PERMITTED):
        raise Undecidable("said-otherwise", "extension")


def _tell_wording(
    step: Step, decision: Decision, modifier: JsonObject, excepts: list[JsonObject]
) -> None:
    """What is worded otherwise than it will be on the way back: kept, or told."""
    worded, beside = said(decision)
    if modifier != worded:
        step.put_extension(step.walk.extension(modifier, f"{step.at}.modifierExtension"))
    if excepts != beside:
        step.lose("except", step.walk.say("except"))


def down(step: Step) -> None:
    """To STU3; refused where R4 says two things, or none."""
    found = step.take("provision")
    texts = step.take_extension(SPECIFICATION_OTHER, modifier=True)
    provision = found[0].value if found else {}
    decision = _decision(provision, texts)
    if decision is None:
        step.refuse("provision", step.walk.say("r4-undecided"))
        return
    if not provision.keys() <= _PARTS or len(provision.get("code", ())) != 1:
        step.refuse("provision", step.walk.say("r4-more"))
        return
    modifier, excepts = said(decision)
    step.put_extension(_as_worded(step, decision, modifier, excepts), modifier=True)
    step.put("except", *(Piece("BackboneElement", one) for one in excepts))
    _FRAME.down(step)
    treatment_down(step, provision["code"][0])
    period_down(step, provision)
    more_down(step, provision)
    consent_verified.down(step, provision.get("actor", []))
    for one in step.take_extension(_WILL):
        made = step.walk.extension(one, f"{step.at}.extension")
        step.put_extension(made | {"url": _SOURCES})


def _decision(provision: JsonObject, texts: list[JsonObject]) -> Decision | None:
    kind = provision.get("type", "")
    said_otherwise = [one.get("valueString", "") for one in texts]
    if kind and not said_otherwise:
        return Decision(type=kind)
    if not kind and len(said_otherwise) == 1 and said_otherwise[0]:
        return Decision(text=said_otherwise[0])
    return None


def _as_worded(
    step: Step, decision: Decision, modifier: JsonObject, excepts: list[JsonObject]
) -> JsonObject:
    """In the words that STU3 had, as long as they say the same."""
    for one in step.take_extension(PERMITTED):
        kept = step.walk.extension(one, f"{step.at}.extension")
        try:
            if decided([kept], excepts) == decision:
                return kept
        except Undecidable:
            pass
        step.lose("extension", step.walk.say("stale"))
    return modifier
