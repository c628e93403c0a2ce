"""Every question of the form with every way in which it may be answered, or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from profiles import systems
from profiles.pzp.form.national import FORM
from profiles.pzp.form.question import Kind, Question, questions
from profiles.pzp.form.said import groups
from profiles.pzp.reading.fact import Subject
from tests.adapters.gp.records import JsonObject, a_form, coded, item, text, yes_no

DO_NOT = coded(systems.TREATMENT_DECISION, "2")
WISHES = {
    "1386": DO_NOT,
    "1390": coded(systems.TREATMENT_DECISION, "0"),
    "999": coded(systems.SNOMED, "385987000"),
    "1191": coded(systems.SNOMED, "264362003"),
    "1193": coded(systems.SNOMED, "340201000146103"),
    "1190": text("Rust"),
    "1006": coded(systems.SNOMED, "373066001"),
    "1005": coded(systems.TREATMENT_DECISION, "0"),
    "1406": yes_no("1"),
}
"""A form on which something else is answered beside what is tried."""
_SUBJECTS = {
    Subject.RESUSCITATION: "1410 1386 1001 1002",
    Subject.VENTILATION: "1412 1387 1388 1389",
    Subject.INTENSIVE_CARE: "1414 1390 1391 1392",
    Subject.HOSPITAL: "1416 1393 1394 1395",
    Subject.ANTIBIOTICS: "1418 1396 1397 1398",
    Subject.BLOOD: "1420 1399 1400 1401",
    Subject.OTHER_LIMIT: "1422 1402 1404",
    Subject.ICD: "1006 1008 1009",
    Subject.ICD_OFF: "1426 1005 1010 1006 1009",
    Subject.GOAL: "1408 999",
    Subject.CAPACITY: "1406 1651 1407",
    Subject.PLACE_OF_DEATH: "1430 1649 1191 1192",
    Subject.EUTHANASIA: "1432 1193 1194",
    Subject.CARE_WISHES: "1428 1648 1190",
}


def subjects_of(question: str) -> set[Subject]:
    """What may read otherwise by the answer to this question."""
    return {subject for subject, asked in _SUBJECTS.items() if question in asked.split()}


UNKNOWN: dict[str, JsonObject] = {
    **{
        f"null flavour {code}": coded(systems.NULL_FLAVOR, code)
        for code in ("UNK", "ASKU", "NASK", "NAV", "NI", "MSK")
    },
    "null flavour OTH": coded(systems.NULL_FLAVOR, "OTH", display="Anders"),
    "unknown with its name": coded(systems.NULL_FLAVOR, "UNK", display="Onbekend"),
    "reason of absence": coded(systems.DATA_ABSENT_REASON, "asked-unknown"),
    "in words": text("onbekend"),
    "by its name alone": {"valueCoding": {"display": "Onbekend"}},
    "by an extension": {
        "valueCoding": {
            "extension": [{"url": systems.HL7 + "data-absent-reason", "valueCode": "unknown"}]
        }
    },
    "blank": text(" "),
}
ODD: dict[str, JsonObject] = {
    "yes": {"valueBoolean": True},
    "a number": {"valueInteger": 2},
    "a code of nobody": coded("http://elsewhere.example", "2"),
    "a decision": DO_NOT,
    "do not, called do": coded(systems.TREATMENT_DECISION, "2", display="Wel uitvoeren"),
    "unknown, called do not": coded(systems.NULL_FLAVOR, "UNK", display="Niet uitvoeren"),
    "yes of SNOMED CT": coded(systems.SNOMED, "373066001"),
    "no, called yes": coded(systems.SNOMED, "373067005", display="Ja"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A form, of which this question is what is tried."""

    question: str
    how: str
    form: JsonObject

    def __str__(self) -> str:
        return f"{self.question} {self.how}"


def cases() -> Iterator[Case]:
    """The whole space, in a fixed order."""
    known = {one.link_id: one for one in questions(FORM)}
    for link_id in [*known, "1406", "1430", *(group.link_id for group in groups())]:
        for how, answers in _ways(known.get(link_id)):
            yield Case(link_id, how, _form(link_id, answers))


def _ways(question: Question | None) -> Iterator[tuple[str, list[JsonObject] | None]]:
    offered = _offered(question)
    yield "missing", None
    yield "without an answer", []
    yield "an empty answer", [{}]
    for name, answer in {**offered, **UNKNOWN, **ODD}.items():
        yield name, [answer]
        yield f"{name}, and do not", [answer, DO_NOT]
    first = next(iter(offered.values()), text("Zo"))
    yield "twice the same", [first, first]
    for name, answer in offered.items():
        yield f"two: the first and {name}", [first, answer]


def _offered(question: Question | None) -> dict[str, JsonObject]:
    if question is None:
        return {"yes as code": yes_no("1"), "no as code": yes_no("0")}
    if question.kind.is_written:
        return {"in words": text("Zoals besproken")}
    if question.kind is Kind.TRUTH:
        return {"true": {"valueBoolean": True}, "false": {"valueBoolean": False}}
    if question.kind in {Kind.DAY, Kind.BIRTH}:
        return {"a day": {"valueDateTime": "2024-03-05"}}
    return {
        f"option {one.key}": coded(one.code.system, one.code.code, display=one.words)
        for one in question.options
    }


def _form(link_id: str, answers: list[JsonObject] | None) -> JsonObject:
    others = [item(one, answer) for one, answer in WISHES.items() if one != link_id]
    if link_id == "1651":
        others = [one for one in others if one["linkId"] != "1406"]
    tried: list[JsonObject] = []
    if answers is not None:
        tried = [{"linkId": link_id, "answer": answers} if answers else {"linkId": link_id}]
    form: dict[str, Any] = a_form(*others, *tried)
    if link_id == "963":
        form["item"] = [*tried, *others]
    return form
