"""A living will: what kind of document it is, and who speaks for the patient. It decides nothing.

http://nictiz.nl/fhir/StructureDefinition/nl-core-AdvanceDirective
"""

from collections.abc import Mapping
from typing import Any

from profiles.invalid import JsonObject
from profiles.r4.element_table import ElementRow
from profiles.stu3.kept import url_of
from profiles.stu3.piece import Piece
from profiles.stu3.release import r4, targets_of
from profiles.stu3.rules.consent_actors import REPRESENTATIVE, actor, is_actor
from profiles.stu3.rules.consent_frame import Frame, more_down, more_up, period_down, period_up
from profiles.stu3.rules.consent_kind import WILL, WILL_R4, WILL_SCOPE
from profiles.stu3.rules.consent_treatment import TREATMENT
from profiles.stu3.step import Step
from profiles.systems import ADVANCE_DIRECTIVE_TYPE

_FRAME = Frame(WILL, WILL_R4, WILL_SCOPE)
_CONCEPT = "valueCodeableConcept"
_PZP = "/ACP-AdvanceDirective"
_PARTS = frozenset({"extension", "period", "actor", "code"})
_KEPT = url_of(r4(), "Consent.provision", "actor")


def up(step: Step) -> None:
    """To R4."""
    if step.peek("except"):
        step.refuse("except", step.walk.say("will-decides"))
        return
    types = _types(step)
    provision: JsonObject = {}
    if types:
        provision["code"] = [step.convert(one, one.kind, *_category(step)).value for one in types]
    _require_equal(step, types)
    taken = {int(one.step.removeprefix("category[").rstrip("]")) for one in types}
    _FRAME.up(step, taken)
    provision |= period_up(step)
    actors = [_actor(step, one) for one in step.take("consentingParty")] + _restored(step)
    provision |= {"actor": actors} if actors else {}
    provision = more_up(step, provision)
    if provision:
        step.put("provision", Piece("BackboneElement", provision))


def _types(step: Step) -> list[Piece]:
    """The categories that say what kind of document it is."""
    return [one for one in step.peek("category") if _type_codes(one.value)]


def _require_equal(step: Step, types: list[Piece]) -> None:
    """The national guide says the kind in an extension too; both are equal, or nobody can tell."""
    said = step.take_extension(TREATMENT)
    codes = [_type_codes(one.value) for one in types]
    for one in said:
        concept = one.get(_CONCEPT, {})
        if [_type_codes(concept)] != codes:
            step.refuse("extension", step.walk.say("two-kinds"))
        elif not _is_of_guide(step.node) or concept != types[0].value:
            step.lose("extension", step.walk.say("said-twice"))


def _type_codes(concept: JsonObject) -> set[str]:
    return {
        str(one.get("code"))
        for one in concept.get("coding", ())
        if one.get("system") == ADVANCE_DIRECTIVE_TYPE
    }


def _is_of_guide(node: Mapping[str, Any]) -> bool:
    declared = node.get("meta", {}).get("profile", ())
    return any(one.partition("|")[0].endswith(_PZP) for one in declared if one)


def _category(step: Step) -> tuple[ElementRow, ElementRow]:
    return step.row("category"), step.target_row("category")


def _actor(step: Step, one: Piece) -> JsonObject:
    row = step.walk.target.row("Consent.provision.actor", "reference")
    targets = targets_of(row) if row is not None else frozenset()
    at = f"{step.at}.{one.step}"
    made = step.walk.object(one.value, "Reference", "Reference", at, targets)
    return actor(made, REPRESENTATIVE)


def _restored(step: Step) -> list[JsonObject]:
    row = r4().row("Consent.provision", "actor")
    found = step.take_extension(_KEPT)
    made = [step.walk.keeping.restored(one, row) for one in found] if row is not None else []
    return [one.value for one in made if one is not None]


def down(step: Step) -> None:
    """To STU3."""
    found = step.take("provision")
    provision: JsonObject = found[0].value if found else {}
    if not provision.keys() <= _PARTS:
        step.refuse("provision", step.walk.say("will-decides"))
        return
    _FRAME.down(step)
    for index, one in enumerate(provision.get("code", ())):
        at = f"{step.at}.provision.code[{index}]"
        concept = step.walk.object(one, "CodeableConcept", "CodeableConcept", at)
        step.put("category", Piece("CodeableConcept", concept))
        if index == 0 and _is_of_guide(step.node):
            step.put_extension({"url": TREATMENT, _CONCEPT: concept})
    period_down(step, provision)
    more_down(step, provision)
    for index, one in enumerate(provision.get("actor", ())):
        _down_actor(step, one, f"provision.actor[{index}]")


def _down_actor(step: Step, node: JsonObject, at: str) -> None:
    if is_actor(node, REPRESENTATIVE):
        if node != actor(node["reference"], REPRESENTATIVE):
            step.lose(f"{at}.role", step.walk.say("display"))
        targets = step.targets_of("consentingParty")
        reference = node["reference"]
        made = step.walk.object(reference, "Reference", "Reference", f"{step.at}.{at}", targets)
        step.put("consentingParty", Piece("Reference", made))
        return
    row = r4().row("Consent.provision", "actor")
    if row is not None:
        piece = Piece("BackboneElement", node)
        step.put_extension(step.walk.keeping.as_extension(_KEPT, piece, row))
        step.lose(at, step.walk.say("kept"))
