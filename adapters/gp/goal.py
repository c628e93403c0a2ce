"""The agreed goal of medical care as ACP-Medical-Policy-Goal."""

from fhir.resources.R4B.goal import Goal

from adapters.core.errors import JsonObject
from adapters.gp.coding import concept, profile
from adapters.gp.form import UNKNOWN, Answers, Code
from adapters.gp.shape import plain
from adapters.gp.talk import Talk
from profiles import systems

GOAL_KIND = "goal"

_GOAL = "999"
_CURE = Code(systems.SNOMED, "385987000")
_LIFE = Code(systems.SNOMED, "1351964001")
_SYMPTOMS = Code(systems.SNOMED, "713148004")
_SYMPTOMS_IN_FORM = Code(systems.SNOMED, "225353007")
_DISPLAYS = {
    _CURE: "zorg bij ziekte en/of letsel",
    _LIFE: "levensverlengende behandeling",
    _SYMPTOMS: "voorkomen en behandelen van symptomen",
}
_GOALS = {_CURE: _CURE, _LIFE: _LIFE, _SYMPTOMS_IN_FORM: _SYMPTOMS, UNKNOWN: UNKNOWN}


def is_goal_unknown(answers: Answers) -> bool:
    """Whether the form says that the goal is not known yet; a Goal can not say that."""
    return answers.code(_GOAL) == UNKNOWN


def goal(answers: Answers, talk: Talk) -> JsonObject | None:
    """The Goal; None when it is not answered or not known yet.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Medical-Policy-Goal
    """
    chosen = answers.choice(_GOAL, _GOALS)
    if chosen is None or chosen == UNKNOWN:
        return None
    # The form's option says more than the code it becomes, so its words go along.
    words = answers.display(_GOAL) if chosen == _SYMPTOMS else None
    return plain(
        Goal(
            meta=profile("ACP-Medical-Policy-Goal"),
            extension=talk.encounter_extension(),
            identifier=[talk.keys.identifier(GOAL_KIND)],
            lifecycleStatus="active",
            description=concept(chosen, _DISPLAYS[chosen], words),
            subject=talk.patient.reference(),
            statusDate=talk.day,
        )
    )
