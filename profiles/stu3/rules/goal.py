"""Goal: how far it is stands beside its status in R4.

https://hl7.org/fhir/R4/goal.html
"""

from profiles.stu3.kept import url_of
from profiles.stu3.piece import Piece
from profiles.stu3.rules.exact import kept_whole
from profiles.stu3.rules.rule import ABSENT, BothWays, Filled
from profiles.stu3.step import Step

_SYSTEM = "http://terminology.hl7.org/CodeSystem/goal-achievement"
# The status of STU3, that of R4, and how far it is; of equal ones the first is for the way back.
_ROWS = (
    ("in-progress", "active", "in-progress"),
    ("sustaining", "active", "sustaining"),
    ("achieved", "completed", "achieved"),
    ("ahead-of-target", "active", "improving"),
    ("behind-target", "active", "worsening"),
    ("on-target", "active", "sustaining"),
)
# What R4 has without saying how far it is, and STU3 has not: the nearest.
_NEAREST = {"active": "in-progress", "completed": "achieved"}


class Status(BothWays):
    """What would not come back as it was is kept beside."""

    def up(self, step: Step) -> None:
        """Both parts."""
        whole = kept_whole(step, "lifecycleStatus")
        achieved = kept_whole(step, "achievementStatus")
        row = step.row("status")
        for one in step.take("status"):
            life, far = _up(one.value)
            if _down(life, far) != one.value:
                url = url_of(step.walk.source, step.path, "status")
                step.put_extension(step.as_extension(url, "status", Piece("code", one.value)))
                step.lose(one.step, step.walk.say("nearest"))
            beside = step.convert(one, one.kind, row, row).beside
            if whole is not None:
                life, far = whole.value, ""
            step.put("lifecycleStatus", Piece("code", life, beside))
            if achieved is not None:
                step.put("achievementStatus", achieved)
            elif far:
                concept = {"coding": [{"system": _SYSTEM, "code": far}]}
                step.put("achievementStatus", Piece("CodeableConcept", concept))

    def down(self, step: Step) -> None:
        """One status."""
        kept = kept_whole(step, "status")
        row = step.row("lifecycleStatus")
        far = step.take("achievementStatus")
        for one in step.take("lifecycleStatus"):
            code = _code(far[0]) if far else ""
            status = _down(one.value, code)
            if kept is not None and _up(kept.value) == (one.value, code):
                status = kept.value
            elif _up(status) != (one.value, code) or (far and not _is_plain(far[0], code)):
                alone = Piece("code", one.value, step=one.step)
                step.keep("lifecycleStatus", [alone], is_said=True)
                step.keep("achievementStatus", far)
            beside = step.convert(one, one.kind, row, row).beside
            step.put("status", Piece("code", status, beside))


def _up(status: str) -> tuple[str, str]:
    for old, life, far in _ROWS:
        if old == status:
            return life, far
    return status, ""


def _down(life: str, far: str) -> str:
    for old, one, how in _ROWS:
        if (one, how) == (life, far):
            return old
    if life == "completed" and far:
        return "cancelled"
    return _NEAREST.get(life, life)


def _code(far: Piece) -> str:
    for one in far.value.get("coding", ()):
        if one.get("system") == _SYSTEM:
            return str(one.get("code", ""))
    return "other"


def _is_plain(far: Piece, code: str) -> bool:
    return bool(far.value == {"coding": [{"system": _SYSTEM, "code": code}]})


RULES = {"Goal": (Status(), Filled("subject", ABSENT, "Reference", says_nothing=True))}
