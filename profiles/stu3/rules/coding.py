"""Code systems and profiles, which have other names in R4."""

from dataclasses import dataclass, replace

from profiles.stu3 import names
from profiles.stu3.rules.rule import BothWays
from profiles.stu3.step import Step


@dataclass(frozen=True, slots=True)
class System(BothWays):
    """The system of a Coding; who mixes the spellings of both releases is understood, and told."""

    def apply(self, step: Step) -> None:
        """As the other release spells it."""
        for one in step.take("system"):
            value = one.value
            if isinstance(value, str):
                value = names.system(value, is_up=step.walk.is_up)
                if value == one.value != names.system(value, is_up=not step.walk.is_up):
                    step.lose("system", step.walk.say("spelled"))
            step.put("system", replace(one, value=value))


@dataclass(frozen=True, slots=True)
class Profile(BothWays):
    """The profiles that a resource says it is of.

    What R4 has under the same name for another type is kept, for it is no longer what it is of.
    """

    def apply(self, step: Step) -> None:
        """As they are called for the other release."""
        for one in step.take("profile"):
            value = one.value
            if isinstance(value, str):
                value = names.profile(value, is_up=step.walk.is_up)
                if not value:
                    step.keep("profile", [one])
                    continue
                if value == one.value != names.profile(value, is_up=not step.walk.is_up):
                    step.lose(one.step, step.walk.say("spelled"))
            step.put("profile", replace(one, value=value))


RULES = {"Coding": (System(),), "Meta": (Profile(),)}
