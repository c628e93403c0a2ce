"""Plants what must never come out, in every element of every resource, at any depth."""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from hub.transfer.open.source import Source
from tests.hub.transfer.open.material import Json

# What a request or a record is read by: now and then it is spoilt, mostly it stays.
_READ = frozenset({
    "resourceType", "system", "code", "status", "intent", "priority", "reference", "gender",
    "birthDate", "postalCode", "start", "end", "authoredOn", "onsetDateTime", "effectiveDateTime",
    "value",
})  # fmt: skip
_SPOILT, _REPLACED = 0.02, 0.7


@dataclass
class Planter:
    """Gives out canaries, each once, and keeps them."""

    random: Random
    planted: list[str] = field(default_factory=list)

    def text(self) -> str:
        """A name of nobody."""
        return self._kept(f"Kanarie{self.random.randrange(10**12):012d}")

    def moment(self) -> str:
        """A time of which only the day may be guessed from a coarse date, never the time."""
        time = f"{self.random.randrange(10, 24)}:{self.random.randrange(10, 60)}:17.371"
        self._kept(time)
        return f"20{self.random.randrange(10, 26)}-0{self.random.randrange(1, 10)}-17T{time}Z"

    def number(self) -> int:
        """Not the like of any that is told."""
        return int(self._kept(str(self.random.randrange(10**9, 10**10))))

    def value(self) -> Any:
        """Of any shape, also where its element is none of that."""
        kinds = (self.text, self.moment, self.number, self._nested, lambda: [self._nested()])
        return self.random.choice(kinds)()

    def _nested(self) -> Json:
        return {"reference": self.text(), "display": self.text(), "coding": [self._coding()]}

    def _coding(self) -> Json:
        return {"system": self.text(), "code": self.text(), "display": self.text()}

    def _kept(self, canary: str) -> str:
        self.planted.append(canary)
        return canary

    def object(self) -> Json:
        """What stands beside everything that an element has."""
        return {
            "id": self.text(),
            "extension": [{"url": self.text(), "valueString": self.text()},
                          {"url": self.text(), "valueReference": {"display": self.text()}}],
            self.text(): self.value(),
            "_status": {"extension": [{"valueString": self.text()}]},
            "identifier": [{"system": self.text(), "value": self.text()}],
            "display": self.text(),
            "text": self.text(),
            "note": [{"text": self.text(), "authorString": self.text(), "time": self.moment()}],
        }  # fmt: skip

    def resource(self) -> Json:
        """What stands beside everything that a resource has."""
        return {
            "id": self.text(),
            "language": self.text(),
            "meta": {"versionId": self.text(), "lastUpdated": self.moment(),
                     "source": self.text(), "profile": [self.text()], "tag": [self._coding()],
                     "security": [self._coding()]},
            "text": {"status": "generated", "div": f"<div>{self.text()}</div>"},
            "contained": [{"resourceType": "Patient", "id": self.text(),
                           "name": [{"family": self.text()}], "birthDate": self.moment()}],
            "photo": [{"data": self.text(), "title": self.text(), "url": self.text()}],
            "content": [{"attachment": {"data": self.text(), "creation": self.moment()}}],
            "title": self.text(),
            "recordedDate": self.moment(),
            "issued": self.moment(),
        }  # fmt: skip


def planted(source: Source, seed: int) -> tuple[Source, list[str]]:
    """The source with canaries all over it, and what they are."""
    planter = Planter(Random(seed))  # noqa: S311 - a case that can be made again
    records = {name: _resource(one, planter) for name, one in source.records.items()}
    composition = source.composition
    return replace(
        source,
        request=_resource(source.request, planter),
        patient=_resource(source.patient, planter),
        composition=_resource(composition, planter) if composition else None,
        records=records,
    ), planter.planted


def _resource(resource: Any, planter: Planter) -> Json:
    made = _node(deepcopy(resource), planter)
    return {**planter.resource(), **{k: v for k, v in made.items() if k != "id"}}


def _node(node: Json, planter: Planter) -> Json:
    found = {name: _member(name, one, planter) for name, one in node.items()}
    return {**planter.object(), **found}


def _member(name: str, value: Any, planter: Planter) -> Any:
    if type(value) is list:
        return [_member(name, one, planter) for one in value]
    if planter.random.random() < (_SPOILT if name in _READ or type(value) is dict else _REPLACED):
        return planter.value()
    return _node(value, planter) if type(value) is dict else value
