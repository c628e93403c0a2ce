"""A backbone around a reference in STU3 that is the reference alone in R4."""

from dataclasses import dataclass

from profiles.invalid import JsonObject
from profiles.stu3.kept import element_of, url_of
from profiles.stu3.piece import Piece, place
from profiles.stu3.release import stu3, targets_of
from profiles.stu3.rules.rule import BothWays
from profiles.stu3.step import Step

_OWN = ("id", "extension")


@dataclass(frozen=True, slots=True)
class AsReference(BothWays):
    """What stood beside the reference is kept on it, and told."""

    path: str
    inner: str
    new: str = ""

    def up(self, step: Step) -> None:
        """The reference, with the rest of the backbone in extensions of it."""
        for one in step.take(self._old):
            step.put(self.new or self._old, Piece("Reference", self._reference(step, one)))

    @property
    def _old(self) -> str:
        return self.path.rpartition(".")[2]

    def _reference(self, step: Step, one: Piece) -> JsonObject:
        inside = Step(step.walk, one.value, self.path, "Reference", f"{step.at}.{one.step}")
        target = step.target_row(self.new or self._old)
        made: JsonObject = {}
        for each in inside.take(self.inner):
            made = inside.convert(each, each.kind, inside.row(self.inner), target).value
        listed = [*made.pop("extension", ()), *self._beside(inside)]
        around = {key: value for key, value in one.value.items() if key in _OWN}
        if around:
            listed.append({"url": url_of(stu3(), step.path, self._old), **around})
        return made | ({"extension": listed} if listed else {})

    def _beside(self, inside: Step) -> list[JsonObject]:
        inside.refuse_modifiers()
        made = []
        for name in inside.names():
            if name in {self.inner, *_OWN, "modifierExtension"}:
                continue
            for each in inside.take(name):
                url = url_of(stu3(), self.path, name)
                made.append(inside.as_extension(url, name, each))
                inside.lose(each.step, inside.walk.say("kept"))
        return made

    def down(self, step: Step) -> None:
        """The backbone again."""
        for one in step.take(self.new or self._old):
            step.put(self._old, Piece("BackboneElement", self._backbone(step, one)))

    def _backbone(self, step: Step, one: Piece) -> JsonObject:
        backbone: JsonObject = {}
        own = dict(one.value)
        left = []
        for each in own.pop("extension", ()):
            path, name = element_of(each["url"], stu3()) or ("", "")
            row = stu3().row(self.path, name) if path == self.path else None
            piece = step.walk.keeping.restored(each, row) if row is not None else None
            if each["url"] == url_of(stu3(), step.to, self._old):
                backbone |= {key: value for key, value in each.items() if key in _OWN}
            elif row is not None and piece is not None:
                place(backbone, row, [piece])
            else:
                left.append(each)
        reference = own | ({"extension": left} if left else {})
        inner = stu3().row(self.path, self.inner)
        targets = targets_of(inner) if inner is not None else frozenset()
        at = f"{step.at}.{one.step}"
        made = step.walk.object(reference, "Reference", "Reference", at, targets)
        return backbone | ({self.inner: made} if made else {})
