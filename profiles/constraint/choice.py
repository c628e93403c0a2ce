"""A choice element, `value[x]`: which types a profile leaves, and what it asks of each.

https://hl7.org/fhir/R4/formats.html#choice
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from profiles.check.fault import Fault, Faults, under
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge, PrimitiveJudge
from profiles.constraint.path import choice_property
from profiles.constraint.property import Count
from profiles.element import Element

Judges = Mapping[str, Judge | PrimitiveJudge | None]


@dataclass(frozen=True, slots=True)
class ChoiceElement:
    """One choice: `judges` by each type left, `banned` the types that R4 has and the profile not.

    `needed` are the slices that must be there, each with its types.
    """

    count: Count
    judges: Judges
    banned: frozenset[str]
    needed: Sequence[tuple[Element, AbstractSet[str]]]

    def judge(self) -> Judge | None:
        """The check of the choice in its object."""
        count, stem = self.count, self.stem
        if not (count.asks or self.banned or self.needed or any(self.judges.values())):
            return None
        plain = {choice_property(stem, kind): kind for kind in (*self.judges, *self.banned)}
        kinds = plain | {f"_{name}": kind for name, kind in plain.items()}
        names = kinds.keys()
        counts = bool(count.asks or self.needed)

        def judge(holder: Any, around: Circumstances) -> Faults:
            faults: list[Fault] = []
            there = {kinds[name] for name in names & holder.keys()}
            for kind in there:
                name = choice_property(stem, kind)
                found = self._one(kind, holder.get(name), holder.get(f"_{name}"), around)
                if found:
                    under(found, f"{stem}.ofType({kind})")
                    faults += found
            if counts:
                faults += self._counted(there)
            return faults or None

        return judge

    @property
    def stem(self) -> str:
        """The name without [x]."""
        return self.count.element.name.removesuffix("[x]")

    def _one(self, kind: str, value: Any, beside: Any, around: Circumstances) -> Faults:
        if kind in self.banned:
            return [self._banned(kind)]
        judge: Any = self.judges[kind]
        if judge is None:
            return None
        faults: Faults = None
        if is_primitive(kind):
            faults = judge(value, beside, around)
        elif type(value) is dict:
            faults = judge(value, around)
        return faults

    def _banned(self, kind: str) -> Fault:
        left = ", ".join(sorted(self.judges))
        text = f"The profile has no {kind} here; write it as {left}."
        if not left or self.count.element.max == 0:
            text = "The profile has no value here; remove it."
        return Fault("structure", text, rule=f"{self.count.element.id} type")

    def _counted(self, there: AbstractSet[str]) -> list[Fault]:
        faults = self.count.judge(len(there))
        for element, kinds in self.needed:
            if not faults and kinds.isdisjoint(there):
                text = f"{self.stem}[x] must be there as {' or '.join(sorted(kinds))}; write it so."
                faults.append(Fault("required", text, rule=f"{element.id} min"))
        under(faults, self.stem)
        return faults


def is_primitive(kind: str) -> bool:
    """Whether values of the type are plain JSON values, with `_name` beside them."""
    return kind[:1].islower() or kind.startswith("System.")
