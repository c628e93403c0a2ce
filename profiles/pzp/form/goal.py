"""The agreed goal of medical care as ACP-MedicalPolicyGoal."""

from fhir.resources.R4B.goal import Goal

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import ABSENT, UNKNOWN, Code
from profiles.pzp.form.coding import concept
from profiles.pzp.form.guide import Guide
from profiles.pzp.form.preset import check_preset
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import Talk

GOAL_KIND = "goal"

_GOAL, _PRESET = "999", "1408"
_FOCUS = Code(systems.SNOMED, "180771000146100")
_CURE = Code(systems.SNOMED, "385987000")
_LIFE = Code(systems.SNOMED, "1351964001")
_SYMPTOMS = Code(systems.SNOMED, "713148004")
_SYMPTOMS_IN_FORM = Code(systems.SNOMED, "225353007")
_DISPLAYS = {
    _CURE: "zorg bij ziekte en/of letsel",
    _LIFE: "levensverlengende behandeling",
    _SYMPTOMS: "voorkomen en behandelen van symptomen",
    UNKNOWN: None,
}
_GOALS = {
    _CURE: _CURE,
    _LIFE: _LIFE,
    _SYMPTOMS: _SYMPTOMS,
    _SYMPTOMS_IN_FORM: _SYMPTOMS,
    **{code: UNKNOWN if reason == "asked-unknown" else None for code, reason in ABSENT.items()},
}


def is_goal_unsaid(answers: Answers, guide: Guide) -> bool:
    """Whether the form says that there is no goal yet, in a way that its Goal can not say."""
    chosen = answers.code(_GOAL)
    if chosen not in ABSENT:
        return False
    return _GOALS[chosen] is None or not guide.has_unknown_goal


def goal(answers: Answers, talk: Talk) -> JsonObject | None:
    """The Goal; None when it is not answered, or not known in a release that can not say so.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Medical-Policy-Goal
    """
    check_preset(answers, _PRESET, _FOCUS)
    chosen = answers.choice(_GOAL, _GOALS)
    if chosen is None or (chosen == UNKNOWN and not talk.guide.has_unknown_goal):
        return None
    # The form's option says more than the code it becomes, so its words go along.
    category = talk.guide.goal_category
    words = answers.display(_GOAL) if chosen == _SYMPTOMS else None
    return plain(
        Goal(
            meta=talk.guide.profile("ACP-Medical-Policy-Goal"),
            extension=talk.encounter_extension(),
            identifier=[talk.keys.identifier(GOAL_KIND)],
            lifecycleStatus="active",
            category=[concept(category)] if category else None,
            description=concept(chosen, _DISPLAYS[chosen], words),
            subject=talk.patient.reference(),
            statusDate=talk.day,
        )
    )
