"""Rules that keep the whole where its shorter form would not come back as it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from profiles.invalid import JsonObject
from profiles.stu3.kept import url_of
from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays
from profiles.stu3.step import Step
from profiles.systems import HL7

_R4_SPECIFICATION = "http://nictiz.nl/fhir/StructureDefinition/ext-CodeSpecification"
_CONCEPT = "valueCodeableConcept"
_ABSENT: JsonObject = {"url": f"{HL7}data-absent-reason", "valueCode": "unknown"}


def kept_whole(step: Step, name: str) -> Piece | None:
    """What an extension kept of an element of the other release, taken out of it."""
    url = url_of(step.walk.target, step.to, name)
    for one in step.take_extension(url):
        row = step.walk.target.row(step.to, name)
        found = step.walk.keeping.restored(one, row) if row is not None else None
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Codes(BothWays):
    """A code that is another one in R4; those that are not named are the same.

    `only` are the codes of R4 that STU3 has no name for, each with the nearest that it has.
    """

    name: str
    codes: Mapping[str, str]
    only: Mapping[str, str] = field(default_factory=dict)
    new: str = ""

    def up(self, step: Step) -> None:
        """The code of R4; what several codes became one of is kept beside."""
        self._carry(step, self.name, self.new or self.name, self._up, self._down)

    def down(self, step: Step) -> None:
        """The code of STU3."""
        self._carry(step, self.new or self.name, self.name, self._down, self._up)

    def _carry(
        self,
        step: Step,
        name: str,
        to: str,
        there: Callable[[str], str],
        back: Callable[[str], str],
    ) -> None:
        kept = kept_whole(step, to)
        for one in step.take(name):
            value = there(one.value) if isinstance(one.value, str) else one.value
            if kept is not None and back(kept.value) == one.value:
                value = kept.value
            elif isinstance(value, str) and back(value) != one.value:
                url = url_of(step.walk.source, step.path, name)
                step.put_extension(step.as_extension(url, name, replace(one, beside=None)))
                step.lose(one.step, step.walk.say("nearest"))
            row, target = step.row(name), step.target_row(to)
            step.put(to, replace(step.convert(one, one.kind, row, target), value=value))

    def _up(self, code: str) -> str:
        return self.codes.get(code, code)

    def _down(self, code: str) -> str:
        if code in self.only:
            return self.only[code]
        return next((old for old, new in self.codes.items() if new == code), code)


@dataclass(frozen=True, slots=True)
class Coded(BothWays):
    """A code of STU3 that is a CodeableConcept in R4; the zib's own code is its second coding."""

    name: str
    system: str
    nearest: Mapping[str, str] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()

    def up(self, step: Step) -> None:
        """The code in its system; that it is not known is said as R4 says it."""
        whole = kept_whole(step, self.name)
        for one in step.take(self.name):
            if whole is not None and self._code(whole.value) == one.value:
                step.put(self.name, whole)
            else:
                step.put(self.name, Piece("CodeableConcept", self._concept(step, one)))

    def _concept(self, step: Step, one: Piece) -> JsonObject:
        made: JsonObject = {}
        if one.value is not None and one.value not in self.unsaid:
            made["coding"] = [{"system": self.system, "code": one.value}]
        beside = step.convert(one, one.kind, step.row(self.name), step.row(self.name)).beside or {}
        left = [_ABSENT] if one.value in self.unsaid else []
        for extension in beside.get("extension", ()):
            concept = extension.get(_CONCEPT, {})
            is_code = extension["url"] == _R4_SPECIFICATION and concept.keys() == {"coding"}
            if is_code and len(made.get("coding", ())) == 1:
                made["coding"] += concept["coding"]
            else:
                left.append(extension)
        return (
            made
            | ({"id": beside["id"]} if "id" in beside else {})
            | ({"extension": left} if left else {})
        )

    def down(self, step: Step) -> None:
        """The code; the whole beside it where it says more."""
        kept = kept_whole(step, self.name)
        for one in step.take(self.name):
            made = self._short(step, one)
            if made is None or not self._is_whole(one.value):
                step.keep(self.name, [one], is_said=made is not None)
            if made is not None:
                step.put(self.name, made)
        if kept is not None and self.name not in step.out:
            step.put(self.name, kept)

    def _short(self, step: Step, one: Piece) -> Piece | None:
        code = self._code(one.value)
        if code is None:
            return self._unsaid(step, one)
        if not self._is_whole(one.value):
            return Piece("code", code)
        rest = one.value["coding"][1:]
        node = {key: one.value[key] for key in ("id", "extension") if key in one.value}
        listed = list(node.pop("extension", ()))
        if rest:
            listed.insert(0, {"url": _R4_SPECIFICATION, _CONCEPT: {"coding": rest}})
        beside = node | ({"extension": listed} if listed else {})
        at = f"{step.at}.{self.name}"
        made = step.walk.object(beside, "Element", "Element", at) if beside else None
        return Piece("code", code, made)

    def _unsaid(self, step: Step, one: Piece) -> Piece | None:
        """The code of STU3 for what is not known."""
        listed = one.value.get("extension", ())
        if not self.unsaid or _ABSENT not in listed or not one.value.keys() <= {"id", "extension"}:
            return None
        left = [each for each in listed if each != _ABSENT]
        beside = {key: one.value[key] for key in ("id",) if key in one.value}
        beside |= {"extension": left} if left else {}
        at = f"{step.at}.{self.name}"
        made = step.walk.object(beside, "Element", "Element", at) if beside else None
        return Piece("code", next(iter(self.unsaid)), made)

    def _code(self, concept: JsonObject) -> str | None:
        for one in concept.get("coding", ()):
            if one.get("system") == self.system and isinstance(one.get("code"), str):
                code: str = one["code"]
                return self.nearest.get(code, code)
        return None

    def _is_whole(self, concept: JsonObject) -> bool:
        """Whether it is what a code of STU3 becomes."""
        if self.unsaid and _ABSENT in concept.get("extension", ()):
            return "coding" not in concept and "text" not in concept
        first = concept.get("coding", [{}])[0]
        return (
            concept.keys() <= {"id", "extension", "coding"}
            and first.keys() == {"system", "code"}
            and first["system"] == self.system
            and first["code"] not in self.nearest
        )
