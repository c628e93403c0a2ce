"""Instances of STU3, drawn from its table: what is required, and of the rest what chance takes."""

from decimal import Decimal
from random import Random
from typing import Any

from profiles.r4 import tables
from profiles.r4.element_table import ElementRow
from profiles.stu3.release import Release, stu3
from tests.profiles.strategies import PRIMITIVE

Tree = dict[str, Any]

DEEPEST = 4
# Of an element the codes of STU3, where R4 has others.
CODES = {
    "AllergyIntolerance.clinicalStatus": "active inactive resolved",
    "AllergyIntolerance.verificationStatus": "unconfirmed confirmed refuted",
    "CarePlan.status": "draft active suspended completed cancelled unknown",
    "CarePlan.intent": "proposal plan order option",
    "CarePlan.activity.detail.status": "not-started scheduled in-progress on-hold completed",
    "Communication.status": "preparation in-progress suspended aborted completed",
    "CommunicationRequest.status": "draft active suspended cancelled completed",
    "CommunicationRequest.priority": "routine urgent asap stat",
    "Condition.clinicalStatus": "active recurrence inactive remission resolved",
    "Condition.verificationStatus": "provisional differential confirmed refuted unknown",
    "Device.status": "active inactive entered-in-error unknown",
    "Goal.status": (
        "proposed accepted planned in-progress on-target ahead-of-target behind-target sustaining "
        "achieved on-hold cancelled entered-in-error rejected"
    ),
    "MedicationAdministration.status": "in-progress on-hold completed stopped unknown",
    "NutritionOrder.status": "proposed draft planned requested active on-hold completed cancelled",
    "Observation.related.type": "has-member derived-from sequel-to replaces qualified-by",
    "Procedure.status": "preparation in-progress suspended aborted completed unknown",
    "Questionnaire.item.type": "group display boolean decimal integer date string text choice",
    "Questionnaire.status": "draft active retired unknown",
    "Task.intent": "proposal plan order",
    "Task.priority": "routine urgent asap stat",
}
_LEFT_OUT = frozenset({"id", "contained", "modifierExtension", "implicitRules", "data"})
_WORDS = ("text", "Een woord", "twee")


class Drawing:
    """Instances of a release; `often` is how many of the elements that it may have one has."""

    def __init__(self, seed: int, release: Release | None = None, often: float = 0.5) -> None:
        self._chance = Random(seed)  # noqa: S311 - chance for tests, no secret
        self._release = release or stu3()
        self._often = often

    def resource(self, kind: str) -> Tree:
        """A resource of a type."""
        return {"resourceType": kind, "id": "an-id"} | self._object(kind, 0)

    def _object(self, path: str, depth: int) -> Tree:
        made: Tree = {}
        for row in self._release.table.elements(path):
            if row.name in _LEFT_OUT or row.types == ("Narrative",):
                continue
            if row.name == "extension":
                if self._is(self._often / 8):
                    made["extension"] = [self._extension()]
            elif row.is_required or self._is(self._often / (depth + 1) ** 2):
                self._fill(made, row, depth)
        return made or {"extension": [self._extension()]}

    def _is(self, often: float) -> bool:
        return self._chance.random() < often

    def _fill(self, made: Tree, row: ElementRow, depth: int) -> None:
        listed = list(row.json_names().items())
        names = [one for one in listed if one[1] not in {"Signature", "Meta"}] or listed
        name, kind = self._chance.choice(names)
        if kind == "Resource" or depth > DEEPEST:
            return
        count = self._chance.choice((1, 1, 2)) if row.is_list else 1
        values = [self._value(row, kind, depth) for _ in range(count)]
        made[name] = values if row.is_list else values[0]
        is_primitive = kind in PRIMITIVE and kind != "System.String"
        if is_primitive and not row.is_list and self._is(self._often / 8):
            made[f"_{name}"] = {"extension": [self._extension()]}

    def _value(  # noqa: PLR0911 - one return a kind
        self, row: ElementRow, kind: str, depth: int
    ) -> Any:
        if kind == "code":
            return self._code(row)
        if kind in {"string", "markdown"}:
            return self._chance.choice(_WORDS)
        if kind == "decimal":
            return Decimal(self._chance.choice(("1.50", "0.0", "37.2")))
        if kind in PRIMITIVE:
            return PRIMITIVE[kind]
        if kind == "Reference":
            return self._reference(row)
        if kind == "Extension":
            return self._extension()
        path = row.path if kind in {"BackboneElement", "Element"} else kind or row.same_as
        return self._object(path, depth + 1)

    def _code(self, row: ElementRow) -> str:
        if row.path in CODES and self._release is stu3():
            return self._chance.choice(CODES[row.path].split())
        above, _, name = row.path.rpartition(".")
        known = tables.elements(above) if above.partition(".")[0] in tables.bases() else ()
        for one in known:
            if one.name == name:
                codes = sorted(code for _, code in tables.value_sets().get(one.value_set, ()))
                return self._chance.choice(codes) if codes else "text"
        return "text"

    def _reference(self, row: ElementRow) -> Tree:
        """Always of one type at an element, for what is kept stands behind what is not."""
        targets = sorted(row.targets - {"Resource"}) or ["Patient", "Condition"]
        kind = targets[len(row.path) % len(targets)]
        return {"reference": f"{kind}/an-id", "display": self._chance.choice(_WORDS)}

    def _extension(self) -> Tree:
        made: Tree = {"url": f"http://example.org/{self._chance.choice('abc')}"}
        return made | self._chance.choice(_VALUES)


_VALUES = (
    {"valueString": "text"},
    {"valueCode": "text"},
    {"valueQuantity": {"value": Decimal("1.0"), "unit": "m"}},
    {"valueReference": {"reference": "Patient/an-id"}},
)
