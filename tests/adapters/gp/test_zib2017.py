"""A form with the questions of 2017 comes to what the same answers to those of 2020 come to."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings

from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.invalid import InvalidRecord
from profiles.pzp.form.zib2017 import NAME, as_of_2020, numbers
from tests.adapters.gp.forms import forms
from tests.adapters.gp.records import JsonObject, a_form, a_record, as_file, coded, item, text
from tests.adapters.gp.test_versions import TALK

OLD_CANONICAL = f"https://api.iknl.nl/docs/pzp/stu3/{NAME}|1.0.0-rc1"
PERMITTED = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4"
BACK = {new: old for old, new in numbers().items()}
WORDS = {"0": "JA", "1": "JA_MAAR", "2": "NEE"}


def _as_2017(form: JsonObject) -> JsonObject:
    """Written as a source of 2017 has it, but for what that form does not ask."""
    old = {**form, "questionnaire": OLD_CANONICAL, "item": [_old(one) for one in form["item"]]}
    return {**old, "item": [one for one in old["item"] if one["linkId"] in numbers()]}


def _old(one: JsonObject) -> JsonObject:
    renamed = {**one, "linkId": BACK.get(one["linkId"], one["linkId"])}
    if "item" in one:
        renamed["item"] = [_old(within) for within in one["item"]]
    if "answer" in one:
        renamed["answer"] = [_old_answer(answer) for answer in one["answer"]]
    return renamed


def _old_answer(answer: JsonObject) -> JsonObject:
    found = copy.deepcopy(answer)
    coding = found.get("valueCoding", {})
    if coding.get("system") == systems.TREATMENT_DECISION:
        coding |= {"system": PERMITTED, "code": WORDS[coding["code"]]}
    elif coding.get("system") == systems.CONTACT_ROLE:
        coding["code"] = coding["code"].lstrip("0")
    elif str(coding.get("system")).startswith("http://terminology.hl7.org/CodeSystem/v3-"):
        coding["system"] = coding["system"].replace(
            "http://terminology.hl7.org/CodeSystem/v3-", "http://hl7.org/fhir/v3/"
        )
    if "item" in found:
        found["item"] = [_old(within) for within in found["item"]]
    return found


def _outcome(form: JsonObject) -> Any:
    try:
        mapped = to_transaction(as_file(a_record(form)))
    except InvalidRecord as refusal:
        return sorted((issue.code, issue.expression) for issue in refusal.issues)
    return [
        entry["resource"]
        for entry in mapped.bundles[0]["entry"]
        if entry["resource"]["resourceType"] not in {"QuestionnaireResponse", "Provenance"}
    ]


def test_a_talk_gives_the_same_resources_and_it_is_told() -> None:
    old = _as_2017(TALK)

    assert {"385", "587", "784"} <= {one["linkId"] for one in old["item"]}
    assert _outcome(old) == _outcome(TALK)
    [note] = to_transaction(as_file(a_record(old))).notes
    assert "ACP-zib2017" in note


@settings(max_examples=settings.default.max_examples // 2)
@given(forms)
def test_any_answers_give_the_same_resources(form: JsonObject) -> None:
    asked = [one for one in form["item"] if one["linkId"] in BACK]

    assert _outcome(_as_2017({**form, "item": asked})) == _outcome({**form, "item": asked})


@pytest.mark.parametrize(
    ("code", "kind"), [("JA", "permit"), ("NEE", "deny"), ("JA_MAAR", None), ("MISSCHIEN", "-")]
)
def test_each_decision_of_2017_has_its_one_meaning(code: str, kind: str | None) -> None:
    remark = [item("122", text("Alleen thuis"))] if code == "JA_MAAR" else []
    decided = item("587", coded(PERMITTED, code), within=remark)

    found = _outcome(_as_2017(a_form()) | {"item": [item("385", _day()), decided]})

    types = [one["provision"].get("type") for one in found if one["resourceType"] == "Consent"]
    assert types == ([] if kind == "-" else [kind])


def test_the_form_is_known_by_its_questions_whatever_it_is_called() -> None:
    old = {**_as_2017(TALK), "questionnaire": systems.PZP_QUESTIONNAIRE}
    new = {**TALK, "questionnaire": OLD_CANONICAL}

    assert _outcome(old) == _outcome(TALK)
    assert _outcome(new)[0]["resourceType"] == "Patient"


def test_questions_of_both_are_refused() -> None:
    both = {**TALK, "item": [*TALK["item"], item("587", coded(PERMITTED, "JA"))]}

    with pytest.raises(InvalidRecord) as refusal:
        to_transaction(as_file(a_record(both)))

    assert "two versions" in refusal.value.issues[0].text


def test_the_questionnaire_may_be_named_as_stu3_does() -> None:
    old = {**_as_2017(TALK), "questionnaire": {"reference": OLD_CANONICAL}}

    assert _outcome(old) == _outcome(TALK)
    assert len(to_transaction(as_file(a_record(old))).notes) == 2


def test_words_stay_as_they_were_and_codes_are_those_of_2020() -> None:
    coding = {"system": PERMITTED, "code": "JA_MAAR", "display": "Ja, maar met beperkingen"}
    form = as_of_2020({"item": [item("587", {"valueCoding": coding})]})

    [answer] = form["item"][0]["answer"]
    assert form["item"][0]["linkId"] == "1386"
    assert answer["valueCoding"] == {
        "system": systems.TREATMENT_DECISION,
        "code": "1",
        "display": "Ja, maar met beperkingen",
    }


def _day() -> JsonObject:
    return {"valueDateTime": "2026-10-05"}
