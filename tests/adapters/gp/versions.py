"""The same answers as each version of the form has them; as beta 3 has them is what goes in."""

from typing import Any

from profiles import systems
from profiles.dialect import NEW, OLD, Dialect
from profiles.pzp.form.capacity import BOOLEAN, CHOICE
from tests.adapters.gp.records import JsonObject, coded, item, truth

NAME = "Questionnaire/ACP-zib2020"
_BOOLEANS = {CHOICE: BOOLEAN, "984": "984", "1200": "1200"}
_GROUP, _CONTACTS = "78", "1652"
_SAID = {"1": True, "0": False}


def canonical(dialect: Dialect) -> str:
    base = OLD if dialect is Dialect.BETA3 else NEW
    return f"{base}{NAME}|{dialect}"


def as_version(form: JsonObject, dialect: Dialect) -> JsonObject:
    """The form of that version with the same answers."""
    items = [_as_version(one, dialect) for one in form["item"]]
    return {
        **form,
        "questionnaire": canonical(dialect),
        "item": [*_grouped(items, dialect), *_presets(dialect)],
    }


def _as_version(question: JsonObject, dialect: Dialect) -> JsonObject:
    name, answers = question["linkId"], question.get("answer", [])
    found: dict[str, Any] = {**question, "answer": answers} if answers else dict(question)
    if dialect is Dialect.RC3 and name in _BOOLEANS:
        found["answer"] = [_boolean(answer) for answer in answers]
        if all("valueBoolean" in answer for answer in found["answer"]):
            found["linkId"] = _BOOLEANS[name]
    if dialect in {Dialect.RC2, Dialect.RC3} and name == "967":
        found["answer"] = [{"valueDate": one["valueDateTime"][:10]} for one in answers]
    if dialect in {Dialect.RC2, Dialect.RC3} and name == "1008":
        found["answer"] = [coded(systems.SNOMED, "72506001") for _ in answers]
    if dialect is Dialect.RC3 and name == "999":
        found["answer"] = [_goal(answer) for answer in answers]
    if dialect is Dialect.RC3 and name == "1430":
        found["linkId"] = "1649"
    return found


def _boolean(answer: JsonObject) -> JsonObject:
    said = _SAID.get(answer.get("valueCoding", {}).get("code"))
    if said is None:
        return answer
    return {name: one for name, one in answer.items() if name != "valueCoding"} | truth(said)


def _goal(answer: JsonObject) -> JsonObject:
    if answer["valueCoding"]["code"] != "225353007":
        return answer
    return {"valueCoding": {**answer["valueCoding"], "code": "713148004"}}


def _grouped(items: list[JsonObject], dialect: Dialect) -> list[JsonObject]:
    there = [one for one in items if one["linkId"] in {"997", "998"}]
    others = [one for one in items if one not in there]
    group = item(_CONTACTS if dialect is Dialect.RC3 else _GROUP, within=there)
    return [*others, *([group] if there else [])]


def _presets(dialect: Dialect) -> list[JsonObject]:
    first = item("1644", coded(systems.CONTACT_ROLE, "01"))
    if dialect is Dialect.RC3:
        wishes = item("1648", coded(systems.SNOMED, "370819000"))
        return [first, wishes, item("1650", coded(systems.SNOMED, "1156040003"))]
    return [first] if dialect is Dialect.RC2 else []
