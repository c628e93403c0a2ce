"""A form on the building blocks of 2017, as the one on those of 2020 has the same questions.

They differ in the numbers of their questions and in the codes of a decision; what is asked is the
same. https://api.iknl.nl/docs/pzp/stu3/Questionnaire/ACP-zib2017
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from profiles import systems
from profiles.dialect import NEW
from profiles.invalid import JsonObject
from profiles.pzp.form.faults import FORM, fault
from profiles.pzp.form.questions import QUESTIONS
from profiles.resource.items import items
from profiles.resource.read import words

NAME = "Questionnaire/ACP-zib2017"
_AS_2020 = f"{NEW}Questionnaire/ACP-zib2020"
_PERMITTED = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4"
_DECISIONS = {"JA": "0", "JA_MAAR": "1", "NEE": "2"}
_V3, _V3_NOW = "http://hl7.org/fhir/v3/", "http://terminology.hl7.org/CodeSystem/v3-"


@cache
def numbers() -> Mapping[str, str]:
    """By the number of a question or group of 2017 that of the same one of 2020."""
    text = files(__package__).joinpath("zib2017.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def is_of_2017(form: Mapping[str, Any]) -> bool:
    """Whether its questions are those of 2017 whatever it is called, or it is called so.

    Raises:
        InvalidRecord: it answers questions of both, so that nobody knows which are meant.
    """
    asked = {words(one, "linkId") for one in items(form) if "answer" in one}
    old, new = asked & _only_2017(), asked & _only_2020()
    if old and new:
        text = "The form answers questions of two versions; send it with the questions of one"
        raise fault("invariant", f"{FORM}.item", text)
    return bool(old) or _is_named_so(form)


def as_of_2020(form: JsonObject) -> JsonObject:
    """The same form with the numbers and codes of 2020; its words stay as they are."""
    return {**form, "questionnaire": _AS_2020, **_within(form)}


def _is_named_so(form: Mapping[str, Any]) -> bool:
    return words(form, "questionnaire").partition("|")[0].endswith(f"/{NAME}")


@cache
def _only_2017() -> frozenset[str]:
    return frozenset(old for old, new in numbers().items() if old != new)


@cache
def _only_2020() -> frozenset[str]:
    return QUESTIONS - numbers().keys()


def _within(node: Mapping[str, Any]) -> JsonObject:
    """The items of a form, an item or an answer."""
    listed = node.get("item")
    return {"item": [_item(one) for one in listed]} if isinstance(listed, list) else {}


def _item(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    given = item.get("answer")
    answers = {"answer": list(_answers(given))} if isinstance(given, list) else {}
    number = numbers().get(words(item, "linkId"), item.get("linkId"))
    return {**item, "linkId": number, **answers, **_within(item)}


def _answers(given: list[Any]) -> Iterator[Any]:
    for one in given:
        if not isinstance(one, dict):
            yield one
            continue
        coding = one.get("valueCoding")
        coded = {"valueCoding": _coding(coding)} if isinstance(coding, dict) else {}
        yield {**one, **coded, **_within(one)}


def _coding(coding: JsonObject) -> JsonObject:
    system, code = words(coding, "system"), words(coding, "code")
    if system.startswith(_V3):
        system = _V3_NOW + system.removeprefix(_V3)
    if system == _PERMITTED and code in _DECISIONS:
        return {**coding, "system": systems.TREATMENT_DECISION, "code": _DECISIONS[code]}
    if system == systems.CONTACT_ROLE and len(code) == 1 and code.isdigit():
        # The list has two digits since 2020.
        return {**coding, "code": f"0{code}"}
    return {**coding, "system": system} if system else coding
