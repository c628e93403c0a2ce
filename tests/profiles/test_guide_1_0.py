"""What another patient's records of 1.0 may have, beside those of the first: taken, and told."""

from typing import Any

import pytest

from profiles import systems
from profiles.dialect import NEW
from profiles.validator import shipped_validator
from tests.profiles.pzp.records import (
    MASKED,
    bundle,
    concept,
    consenter,
    goal,
    limit,
    observation,
    other,
    patient,
    will,
)

Tree = dict[str, Any]
POLICY = [{"uri": "https://wetten.overheid.nl/"}]
ICD_TEXT = (
    "uitzetten van cardioverter-defibrillator in laatste levensfase (SNOMED CT - 400231000146108)"
)


def of(name: str, record: Tree) -> Tree:
    return {**record, "meta": {"profile": [f"{NEW}StructureDefinition/ACP-{name}|1.0.0-rc3"]}}


def found(record: Tree) -> list[tuple[str, str, str]]:
    return [
        (one.severity, one.expression, one.rule)
        for one in shipped_validator().validate(record)
        if one.severity != "information"
    ]


def directive(**more: Any) -> Tree:
    return of("TreatmentDirective", limit(policy=POLICY, **more))


def withdrawn() -> Tree:
    """Ended, with the words of what was not known; a newer one says no."""
    provision = {
        "actor": [consenter("Patient/p"), consenter("PractitionerRole/r")],
        "code": [concept("305351004")],
        "period": {"end": "2024-05-01"},
    }
    return directive(status="inactive", provision=provision, modifierExtension=other("Onbekend"))


def icd(**more: Any) -> Tree:
    record = directive(says=None, **more)
    other_treatment = concept("OTH", systems.NULL_FLAVOR, text=ICD_TEXT)
    record["provision"]["code"] = [other_treatment]
    return record


def advance(code: str) -> Tree:
    record = will(policy=POLICY)
    record["provision"]["code"] = [concept(code, systems.ADVANCE_DIRECTIVE_TYPE)]
    return of("AdvanceDirective", record)


def place_of_death() -> Tree:
    value = concept("OTH", systems.NULL_FLAVOR, text="bijna-thuis-huis")
    return of("PreferredPlaceOfDeath", observation(valueCodeableConcept=value))


def undated_start() -> Tree:
    record = goal("713148004", category=[concept("713603004")], statusDate="2024-05-01")
    del record["startDate"]
    return of("MedicalPolicyGoal", record)


def capacity(**said: Any) -> Tree:
    return of("LegallyCapable", observation("665671000146101", **said))


def asked(**more: Any) -> Tree:
    return of("InformRelativesRequest", {
        "resourceType": "CommunicationRequest",
        "status": "completed",
        "category": [concept("223449006")],
        "reasonCode": [concept("713603004")],
        "subject": {"reference": "Patient/p"},
        "sender": {"reference": "Patient/p"},
        "recipient": [{"reference": "RelatedPerson/c"}],
        "requester": {"reference": "Practitioner/a"},
        "authoredOn": "2024-05-01",
        **more,
    })  # fmt: skip


def talk_without_encounter() -> Tree:
    return of("Procedure", {
        "resourceType": "Procedure",
        "status": "completed",
        "code": concept("713603004"),
        "subject": {"reference": "Patient/p"},
        "performedDateTime": "2024-05-01",
        "performer": [{"actor": {"reference": "Practitioner/a"}}],
    })  # fmt: skip


def met() -> Tree:
    """A talk with a Practitioner alone, at which the patient was not."""
    return of("Encounter", {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": systems.ACT_CODE, "code": "HH"},
        "period": {"start": "2024-05-01"},
        "participant": [{"individual": {"reference": "Practitioner/a"}}],
        "reasonReference": [{"reference": "Procedure/t"}],
    })  # fmt: skip


def contact(*relationship: Tree) -> Tree:
    record: Tree = {"resourceType": "RelatedPerson", "patient": {"reference": "Patient/p"}}
    return of("ContactPerson", record | ({"relationship": [*relationship]} if relationship else {}))


def form(**more: Any) -> Tree:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{NEW}Questionnaire/ACP-zib2020|1.0.0-rc3",
        "status": "completed",
        "subject": {"reference": "Patient/p"},
        "author": {"reference": "Practitioner/a"},
        "source": {"reference": "Patient/p"},
        "item": [{"linkId": "1651", "answer": [{"valueBoolean": False}]}],
        **more,
    }


def questionnaire() -> Tree:
    return {
        "resourceType": "Questionnaire",
        "id": "ACP-zib2020",
        "url": f"{NEW}Questionnaire/ACP-zib2020",
        "status": "draft",
    }


TAKEN: dict[str, Tree] = {
    "a limit that was withdrawn": withdrawn(),
    "switching off agreed": icd() | {"provision": icd()["provision"] | {"type": "permit"}},
    "no decision on an ICD": icd(modifierExtension=other("Nee, nog geen besluit genomen")),
    "an ICD not talked about": icd(modifierExtension=other("Niet besproken")),
    "words of their own": directive(says=None, modifierExtension=other("Anders")),
    **{f"a will {code}": advance(code) for code in ("NR", "VERB", "EU", "EUD", "DO", "LW")},
    "a place in words": place_of_death(),
    "a goal of its status' date": undated_start(),
    "a goal that is not known": of("MedicalPolicyGoal", goal(
        description=concept("UNK", systems.NULL_FLAVOR), category=[concept("713603004")],
    )),
    "capable": capacity(valueBoolean=True),
    "not capable": capacity(valueBoolean=False),
    "capacity not asked": capacity(
        dataAbsentReason=concept("not-asked", systems.DATA_ABSENT_REASON)
    ),
    "relatives asked": asked(),
    "relatives asked in a talk": asked(encounter={"reference": "Encounter/e"}),
    "a meeting with a Practitioner": met(),
    "a talk without encounter": talk_without_encounter(),
    "a contact without role": contact(),
    "a proxy in writing": contact(concept("310141000146103")),
    "a form": form(),
    "a form that holds its questions": form(
        questionnaire="#ACP-zib2020", contained=[questionnaire()]
    ),
    "a masked date": {
        name: value for name, value in directive().items() if name != "dateTime"
    } | {"_dateTime": MASKED},
    "a masked wish": of("SpecificCareWishes", observation(
        "153851000146100", _valueString=MASKED, method=concept("370819000"),
    )),
    "masked words": directive(says=None, modifierExtension=[
        {"url": other()[0]["url"], "_valueString": MASKED},
    ]),
    "a masked method": of("SpecificCareWishes", observation(
        "153851000146100", valueString="x", method=MASKED,
    )),
    "a masked category": of("MedicalPolicyGoal", goal("385987000", category=[MASKED])),
    "a masked goal": of("MedicalPolicyGoal", goal(
        description=MASKED, category=[concept("713603004")],
    )),
    "a masked treatment": directive() | {
        "provision": directive()["provision"] | {"code": [MASKED]},
    },
    "a masked capacity": of("LegallyCapable", observation(
        "665671000146101", _valueBoolean=MASKED,
    )),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_may_be_sent_is_taken_without_a_word(name: str) -> None:
    assert found(TAKEN[name]) == []


def test_what_is_held_back_says_why() -> None:
    unheard = {"extension": [{"url": "http://else.example", "valueString": "x"}]}
    both = {**MASKED, "text": "x"}
    for category in (unheard, both, {"text": "x"}):
        record = of("MedicalPolicyGoal", goal("385987000", category=[category]))
        assert ("error", "Goal.category[0]", "Goal.category pattern") in found(record)


def test_an_obligation_that_is_not_met_is_no_error() -> None:
    """The hub takes what has nothing to say, or what says why: SHALL:no-error of a Consulter."""
    bare = [
        {name: value for name, value in directive().items() if name != "provision"},
        {name: value for name, value in directive().items() if name != "dateTime"},
        observation("395091006"),
        observation("665671000146101"),
        icd(),
        directive(says=None),
        contact(),
        form(subject={}) | {"subject": {"display": "x"}},
    ]
    assert {severity for one in bare for severity, *_ in found(one)} <= {"warning"}


def test_a_form_that_holds_its_questions_and_names_them_by_canonical_is_told_and_taken() -> None:
    at = "QuestionnaireResponse.contained[0]"
    assert found(form(contained=[questionnaire()])) == [("warning", at, "dom-3")]
    stray = questionnaire() | {"url": "http://else.example"}
    assert found(form(contained=[stray])) == [("error", at, "dom-3")]


def test_a_limit_withdrawn_and_a_newer_one_do_not_contradict_each_other() -> None:
    newer = directive(dateTime="2026-04-01")
    newer["provision"]["code"] = [concept("305351004")]
    sent = bundle(withdrawn(), newer) | {"type": "collection"}
    assert not {rule for _, _, rule in found(sent)} & {"PZP-51", "PZP-52"}


def test_a_will_against_a_limit_is_taken() -> None:
    sent = bundle(directive(), advance("NR"), of("Patient", patient())) | {"type": "collection"}
    assert not [one for one in found(sent) if one[0] == "error"]


def test_two_say_otherwise_of_capacity_on_one_day() -> None:
    sent = bundle(capacity(valueBoolean=True), capacity(valueBoolean=False))
    assert "PZP-51" in {rule for _, _, rule in found(sent | {"type": "collection"})}
