"""A filled-in national form, told as the resources that its answers come to, to be read as those.

They are made up here, stay in the reading, and are read beside what a source made of the same form.
https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from profiles import systems
from profiles.pzp.named import contradicts
from profiles.pzp.reading.answers import Answers, Given, shown
from profiles.pzp.reading.day import day_here
from profiles.pzp.reading.written import COMMENT
from profiles.pzp.wish import (
    CAPACITY,
    ICD_OFF,
    OTHER,
    SPECIFICATION_OTHER,
    TALK,
    TOLD,
    TREATMENT_CATEGORY,
    TREATMENT_SCOPE,
)
from profiles.resource.read import Pair, pairs, words

Tree = dict[str, Any]

# The treatment; its questions: preset, decision, specification, remark.
_LIMITS = {
    "89666000": ("1410", "1386", "1001", "1002"),
    "40617009": ("1412", "1387", "1388", "1389"),
    "305351004": ("1414", "1390", "1391", "1392"),
    "32485007": ("1416", "1393", "1394", "1395"),
    "281789004": ("1418", "1396", "1397", "1398"),
    "116762002": ("1420", "1399", "1400", "1401"),
}
_OTHER_NAME, _OTHER_LIMIT, _OTHER_REMARK = "1422", "1402", "1404"
_OTHER_UNNAMED = "Overige behandelgrenzen, zie toelichting"
_ICD_OFF, _ICD_REMARK = "1005", "1010"
_GOAL = "999"
# The code of the observation; its questions: preset, answer, remark.
_OBSERVED = {
    "395091006": (("1430", "1649"), "1191", "1192"),
    "340171000146104": (("1432",), "1193", "1194"),
    "570801000146104": (("1434",), "1435", ""),
    "153851000146100": (("1428",), "1190", ""),
    "247751003": (("1436",), "1196", ""),
}
_ANOTHER = f"{systems.HUB_EXTENSIONS}/gevraagd-naar"
_MISNAMED = f"{systems.HUB_EXTENSIONS}/anders-genoemd"
_CAPABLE, _CAPABLE_REMARK = ("1406", "1651"), "1407"
_HAS_ICD, _ICD_TYPE, _ICD_NOTE = "1006", "1008", "1009"
_INFORMED, DAY = "1200", "963"
_ICD: Pair = (systems.SNOMED, "72506001")
_DO, _OTHERWISE, _DONT = ((systems.TREATMENT_DECISION, code) for code in "012")
_WORDS: Mapping[Pair, str] = {
    (systems.NULL_FLAVOR, "UNK"): "Onbekend",
    (systems.NULL_FLAVOR, "NASK"): "Niet besproken",
    (systems.NULL_FLAVOR, "ASKU"): "Onbekend",
}
_UNDECIDED = {(systems.NULL_FLAVOR, "ASKU"): "Nee, nog geen besluit genomen"}
"""As the question on an ICD offers it."""
PRESETS = frozenset({"1408", "1644", "1648", "1650"})
"""Questions whose one answer stands there before anybody fills it in, and says nothing of him."""
_STATUSES = {"completed": "active", "amended": "active", "entered-in-error": "entered-in-error",
             "stopped": "inactive", "in-progress": "draft"}  # fmt: skip


def made_of(form: Mapping[str, Any], answers: Answers) -> Iterator[Tree]:
    """The resources that the answers of a form come to; those without are left."""
    day = day_of(form, answers)
    for treatment, (preset, *questions) in _LIMITS.items():
        code = _concept((systems.SNOMED, treatment))
        another = _another(answers, (preset,), treatment)
        yield from _directives(answers, questions, {"code": code, "another": another}, day)
    yield from _others(answers, day)
    yield from _goal(answers, day)
    for observed, (presets, asked, remark) in _OBSERVED.items():
        another = _another(answers, presets, observed)
        yield from _observed(answers, (observed, asked, remark), another, day)
    yield from _capacity(answers, day)
    yield from _device(answers)
    yield from _told(answers, day)


def status_of(form: Mapping[str, Any]) -> str:
    """The status of a form as that of a Consent; empty where it tells nothing."""
    return _STATUSES.get(str(form.get("status")), "")


def day_of(form: Mapping[str, Any], answers: Answers) -> str:
    """The day of the talk; where the form has none, when it was written."""
    for one in answers.of(DAY):
        for name in ("valueDateTime", "valueDate", "valueString"):
            if isinstance(one.get(name), str) and one[name].strip():
                return day_here(str(one[name]).strip())
    written = form.get("authored")
    return day_here(written) if isinstance(written, str) else ""


def _others(answers: Answers, day: str) -> Iterator[Tree]:
    """A treatment that has no question of its own, and the switching off of an ICD."""
    name = next((one["valueString"] for one in answers.of(_OTHER_NAME) if _is_text(one)), "")
    another = [] if name else _another(answers, (_OTHER_NAME,), OTHER[1])
    named = name or (_OTHER_UNNAMED if answers.text(_OTHER_REMARK) else "")
    code = {**_concept(OTHER), **({"text": named} if named else {})}
    questions = [_OTHER_LIMIT, "", _OTHER_REMARK]
    yield from _directives(answers, questions, {"code": code, "another": another}, day)
    code = {**_concept(OTHER), "text": f"uitzetten van ICD (SNOMED CT - {ICD_OFF[1]})"}
    another = _another(answers, ("1426",), ICD_OFF[1])
    questions = [_ICD_OFF, "", _ICD_REMARK]
    yield from _directives(answers, questions, {"code": code, "another": another}, day)


def _another(answers: Answers, presets: Sequence[str], code: str) -> list[Tree]:
    """What stands where the form itself says what is asked, and is not that."""
    given = [one for preset in presets for one in answers.of(preset)]
    said = [shown(one) for one in given if (_pair(one) or ("", ""))[1] != code]
    named = [changed for one in given for changed in _misnamed(one)]
    return [*({"url": _ANOTHER, "valueString": one} for one in said if one), *named]


def _directives(
    answers: Answers, asked: Sequence[str], about: Mapping[str, Any], day: str
) -> Iterator[Tree]:
    decision, specified, remark = asked
    given = answers.of(decision)
    text = answers.text(specified) if specified else ""
    beside = answers.text(remark)
    if not given and (text or beside):
        given = [{}]
    for one in given:
        known = {**_WORDS, **(_UNDECIDED if decision == _ICD_OFF else {})}
        changes = [*about["another"], *_misnamed(one), *_decided(one, text, known)]
        yield {
            "resourceType": "Consent",
            "scope": _concept(TREATMENT_SCOPE),
            "category": [_concept(TREATMENT_CATEGORY)],
            "dateTime": day,
            "provision": {"code": [about["code"]], **_typed(one)},
            **({"modifierExtension": changes} if changes else {}),
            **_beside("extension", {"url": COMMENT, "valueString": beside} if beside else None),
        }


def _misnamed(answer: Given) -> list[Tree]:
    """An answer with the name of another: nobody can tell which of the two was meant."""
    if not _is_misnamed(answer):
        return []
    coding = answer["valueCoding"]
    both = f"{words(coding, 'display')} (code {words(coding, 'code')})"
    return [{"url": _MISNAMED, "valueString": both}]


def _is_misnamed(answer: Given) -> bool:
    coding = answer.get("valueCoding")
    if not isinstance(coding, dict):
        return False
    said = (words(coding, name) for name in ("system", "code", "display"))
    return contradicts(*said)


def _typed(answer: Given) -> Tree:
    said = None if _is_misnamed(answer) else _pair(answer)
    return {"type": "permit" if said == _DO else "deny"} if said in {_DO, _DONT} else {}


def _decided(answer: Given, text: str, known: Mapping[Pair, str]) -> list[Tree]:
    """What is not a plain yes or no stands as "other": the set words, else as it is written."""
    if _is_misnamed(answer):
        return []
    said = _pair(answer)
    wish = known.get(said, "") if said is not None else ""
    if said not in {_DO, _DONT, _OTHERWISE} and not wish:
        wish = shown(answer)
    if said == _OTHERWISE and not text:
        wish = shown(answer)
    both = [one for one in (wish, text) if one]
    return [{"url": SPECIFICATION_OTHER, "valueString": one} for one in both]


def _goal(answers: Answers, day: str) -> Iterator[Tree]:
    for one in answers.of(_GOAL):
        changes = _misnamed(one)
        yield {
            "resourceType": "Goal",
            "category": [_concept(TALK)],
            "description": _value(one),
            "statusDate": day,
            **({"modifierExtension": changes} if changes else {}),
        }


def _observed(
    answers: Answers, asked: tuple[str, str, str], another: list[Tree], day: str
) -> Iterator[Tree]:
    code, question, remark = asked
    beside = answers.text(remark) if remark else ""
    given = answers.of(question) or ([{}] if beside else [])
    for one in given:
        said = {"valueCodeableConcept": _value(one)} if "valueCoding" in one else _values(one)
        changes = [*another, *_misnamed(one)]
        yield {
            "resourceType": "Observation",
            "code": _concept((systems.SNOMED, code)),
            "effectiveDateTime": day,
            **said,
            **({"modifierExtension": changes} if changes else {}),
            **_beside("note", {"text": beside} if beside else None),
        }


def _capacity(answers: Answers, day: str) -> Iterator[Tree]:
    """Yes and no by a code without system, or a boolean: two questions that are one."""
    remark = answers.text(_CAPABLE_REMARK)
    given = [one for question in _CAPABLE for one in answers.of(question)]
    for one in given or ([{}] if remark else []):
        said = yes_or_no(one)
        value = {"valueBoolean": said} if said is not None else _values(one)
        if said is None and "valueCoding" in one:
            value = {"valueCodeableConcept": _value(one)}
        yield {
            "resourceType": "Observation",
            "code": _concept(CAPACITY),
            "effectiveDateTime": day,
            **value,
            **_beside("note", {"text": remark} if remark else None),
        }


def yes_or_no(answer: Given) -> bool | None:
    """An answer by `1` or `0` without system, a boolean, or yes or no in SNOMED CT."""
    if type(answer.get("valueBoolean")) is bool:
        return bool(answer["valueBoolean"])
    coding = answer.get("valueCoding")
    if not isinstance(coding, dict):
        return None
    said = coding.get("system", ""), coding.get("code")
    return _YES_OR_NO.get(said) if all(isinstance(one, str) for one in said) else None


_YES_OR_NO: Mapping[tuple[Any, Any], bool] = {
    ("", "1"): True, ("", "0"): False,
    (systems.SNOMED, "373066001"): True, (systems.SNOMED, "373067005"): False,
}  # fmt: skip


def _device(answers: Answers) -> Iterator[Tree]:
    """That there is an ICD; that there is none has no resource, and is left."""
    if not any(yes_or_no(one) for one in answers.of(_HAS_ICD)):
        answers.taken.discard(_HAS_ICD)
        return
    types = [pair for one in answers.of(_ICD_TYPE) if (pair := _pair(one)) is not None]
    note = answers.text(_ICD_NOTE)
    yield {
        "resourceType": "DeviceUseStatement",
        "contained": [
            {"resourceType": "Device", "id": "d", "type": _concept(types[0] if types else _ICD)}
        ],
        "device": {"reference": "#d"},
        **_beside("note", {"text": note} if note else None),
    }


def _told(answers: Answers, day: str) -> Iterator[Tree]:
    if not any(yes_or_no(one) for one in answers.of(_INFORMED)):
        answers.taken.discard(_INFORMED)
        return
    yield {"resourceType": "CommunicationRequest", "category": [_concept(TOLD)], "authoredOn": day}


def _concept(pair: Pair) -> Tree:
    return {"coding": [{"system": pair[0], "code": pair[1]}]}


def _value(answer: Given) -> Tree:
    coding = answer.get("valueCoding")
    return {"coding": [coding]} if isinstance(coding, dict) else {"text": shown(answer)}


def _values(answer: Given) -> Tree:
    return {name: value for name, value in answer.items() if name.startswith("value")}


def _beside(name: str, one: Tree | None) -> Tree:
    return {name: [one]} if one else {}


def _pair(answer: Given) -> Pair | None:
    coding = answer.get("valueCoding")
    found = pairs({"coding": [coding]}) if isinstance(coding, dict) else ()
    return found[0] if found else None


def _is_text(answer: Given) -> bool:
    return isinstance(answer.get("valueString"), str) and bool(answer["valueString"].strip())
