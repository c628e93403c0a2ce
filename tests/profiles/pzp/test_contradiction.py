"""What wills and agreements say, side by side by treatment."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from profiles.pzp.contradiction.compared import OfTreatment, compare
from profiles.pzp.contradiction.flag import Flag, flagged
from profiles.pzp.contradiction.said import Says, Standing
from profiles.text.parse import parse
from tests.plugins.shared_data import shared_data
from tests.profiles.pzp.directives import ABSENT, a_will, agreement
from tests.profiles.pzp.records import Tree, concept, limit

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CPR, HOSPITAL, ICD = "89666000", "32485007", "400231000146108"
GP, CLINIC = "http://fhir.nl/fhir/NamingSystem/ura#1", "http://fhir.nl/fhir/NamingSystem/ura#2"


def of(code: str, *consents: Tree) -> OfTreatment:
    """What is said of this treatment."""
    [found] = [one for one in compare(consents, NOW).treatments if one.treatment.code == code]
    return found


def names(said) -> list[str]:
    return [one.address.removeprefix("Consent/") for one in said]


def contrary(*consents: Tree) -> set[str]:
    """Which are flagged as contrary."""
    found = flagged(consents, NOW).items()
    return {key.removeprefix("Consent/") for key, flags in found if Flag.CONTRARY in flags}


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("permit", Says.DO),
        ("deny", Says.DONT),
        ("text", Says.CONDITIONAL),
        ("unknown", Says.UNKNOWN),
        ("undecided", Says.UNDECIDED),
        ("not discussed", Says.NOT_DISCUSSED),
        ("neither", Says.UNSAID),
        ("permit and text", Says.CONDITIONAL),
        ("withheld", Says.WITHHELD),
    ],
)
def test_each_way_of_an_agreement_is_told_apart(way, says):
    [said] = of(CPR, agreement(way=way)).agreements

    assert said.says is says


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("permit", Says.SWITCH_OFF),
        ("deny", Says.UNDEFINED),
        ("undecided", Says.UNDECIDED),
        ("not discussed", Says.NOT_DISCUSSED),
    ],
)
def test_an_icd_is_switched_off_and_nothing_is_made_of_a_deny(way, says):
    [said] = of(ICD, agreement("icd", way)).agreements

    assert said.says is says
    assert said.decision == (way if way in {"permit", "deny"} else "")


def test_an_icd_told_by_its_code_is_the_same_treatment():
    found = of(ICD, limit(ICD, says="permit", id="a"), agreement("icd", name="b"))

    assert {one.says for one in found.agreements} == {Says.SWITCH_OFF}


def test_a_treatment_beside_an_icd_in_one_directive_is_not_lost():
    both = agreement()
    both["provision"]["code"] += agreement("icd")["provision"]["code"]

    found = {one.treatment.code for one in compare([both], NOW).treatments}

    assert found == {CPR, ICD}
    assert contrary(both, a_will()) == {"agreement", "will"}


def test_a_treatment_and_an_icd_in_one_concept_are_both_told():
    both = agreement()
    both["provision"]["code"][0]["coding"] += concept(ICD)["coding"]

    assert {one.treatment.code for one in compare([both], NOW).treatments} == {CPR, ICD}


@pytest.mark.parametrize("reason", ["asked-unknown", "not-asked", "asked-declined", "error"])
def test_a_reason_in_the_place_of_a_decision_is_read_as_what_it_says(reason):
    made = agreement(way="neither")
    extension = {"url": ABSENT, "valueCode": reason}
    made["provision"]["_type"] = {"extension": [extension]}
    expected = {
        "asked-unknown": Says.UNKNOWN,
        "not-asked": Says.NOT_DISCUSSED,
        "asked-declined": Says.DECLINED,
        "error": Says.UNSAID,
    }

    [said] = of(CPR, made).agreements

    assert said.says is expected[reason]


def test_two_texts_are_a_wish_and_none_of_the_set_phrases():
    made = agreement(way="unknown")
    made["modifierExtension"] += agreement(way="text")["modifierExtension"]

    [said] = of(CPR, made).agreements

    assert said.says is Says.CONDITIONAL
    assert said.text == "Onbekend\nAlleen na overleg"


def test_a_will_whose_code_names_no_treatment_is_told_beside_all():
    found = compare([agreement(), a_will("VERB")], NOW)

    assert names(found.unplaced) == ["will"]
    assert [one.says for one in found.unplaced] == [Says.UNPLACED]
    assert [names(one.wills) for one in found.treatments] == [[]]


def test_a_will_with_its_type_withheld_is_told_as_withheld():
    made = a_will()
    made["provision"]["code"] = [{"extension": [{"url": ABSENT, "valueCode": "masked"}]}]

    [said] = compare([made], NOW).unplaced

    assert said.says is Says.WITHHELD


def test_a_will_has_its_type_in_the_category_where_older_zibs_put_it():
    made = a_will()
    made["category"] += made["provision"].pop("code")

    assert contrary(agreement(), made) == {"agreement", "will"}


def test_a_treatment_in_a_will_that_says_no_which_way_is_not_guessed():
    found = compare([a_will("LW", CPR)], NOW)

    assert (found.treatments, names(found.unplaced)) == ((), ["will"])


@pytest.mark.parametrize("decision", ["permit", "deny"])
def test_not_to_resuscitate_is_that_whatever_decision_stands_beside_it(decision):
    made = a_will()
    made["provision"]["type"] = decision

    assert contrary(agreement(), made) == {"agreement", "will"}
    assert contrary(agreement(way="deny"), made) == set()


def test_a_will_that_permits_a_coded_treatment_is_contrary_to_a_deny():
    made = a_will(CPR)
    made["provision"]["type"] = "permit"

    assert contrary(agreement(way="deny"), made) == {"agreement", "will"}
    assert contrary(agreement(way="permit"), made) == set()


def test_the_newest_agreement_in_force_is_current_and_the_others_are_told():
    found = of(
        CPR,
        agreement(name="old", date="2020-10-01", release="beta3"),
        agreement(name="new", way="deny", date="2022-11-08"),
        agreement(name="ended", date="2025-01-01", status="inactive"),
    )

    assert names(found.agreements) == ["ended", "new", "old"]
    assert names(found.current) == ["new"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2025-04-28", "2025-04-28"),
        ("2025", "2025-04-28"),
        ("2025-04", "2025-04-28T10:00:00+02:00"),
        (None, "2025-04-28"),
        (None, None),
        ("long ago", "2025-04-28"),
    ],
)
def test_of_dates_that_do_not_tell_which_is_later_both_are_current(one, other):
    found = of(CPR, agreement(name="a", date=one), agreement(name="b", way="deny", date=other))

    assert sorted(names(found.current)) == ["a", "b"]
    assert sorted(names(found.differing)) == ["a", "b"]


def test_two_sources_that_differ_are_both_told_though_one_is_newer():
    gp = agreement(name="gp", source=GP, date="2020-10-01", release="beta3")
    clinic = agreement(name="clinic", way="not discussed", source=CLINIC, date="2025-01-01")

    found = of(CPR, gp, clinic)

    assert names(found.current) == ["clinic"]
    assert names(found.differing) == ["clinic", "gp"]
    assert flagged([gp, clinic], NOW) == {
        "Consent/gp": frozenset({Flag.DIFFERING}),
        "Consent/clinic": frozenset({Flag.DIFFERING}),
    }


def test_a_source_that_changed_its_own_word_does_not_differ_from_itself():
    gp = [
        agreement(name="old", source=GP, date="2020-10-01"),
        agreement(name="new", way="deny", source=GP, date="2022-10-01"),
    ]
    same = agreement(name="clinic", way="deny", source=CLINIC, date="2021-10-01")

    assert of(CPR, *gp, same).differing == ()


def test_the_day_after_is_later():
    found = of(CPR, agreement(name="a", date="2025-04-28"), agreement(name="b", date="2025-04-29"))

    assert names(found.current) == ["b"]


def test_who_is_not_told_counts_as_a_source_of_its_own():
    one, other = agreement(name="a", date="2020"), agreement(name="b", way="deny", date="2024")

    assert names(of(CPR, one, other).differing) == ["b", "a"]


def test_two_conditions_that_are_worded_otherwise_differ():
    one = agreement(name="a", way="text", source=GP)
    other = agreement(name="b", way="text", source=CLINIC)
    other["modifierExtension"][0]["valueString"] = "Alleen thuis"

    assert names(of(CPR, one, other).differing) == ["a", "b"]


def test_an_agreement_made_with_the_will_is_told_as_linked_and_not_flagged():
    made = agreement(date="2025-05-01", sourceReference={"reference": "Consent/will"})

    found = of(CPR, made, a_will())

    assert contrary(made, a_will()) == set()
    assert [(one.agreement.address, one.will.address) for one in found.linked] == [
        ("Consent/agreement", "Consent/will")
    ]


def test_a_will_of_a_later_date_than_the_agreement_that_names_it_is_flagged():
    made = agreement(date="2020-10-01", sourceReference={"reference": "Consent/will"})

    assert contrary(made, a_will(date="2025-04-28")) == {"agreement", "will"}


@pytest.mark.parametrize(
    ("way", "source", "date", "flags"),
    [
        ("deny", GP, "2025-06-01", set()),
        ("deny", CLINIC, "2025-06-01", {"agreement", "will"}),
        ("deny", "", "2025-06-01", {"agreement", "will"}),
        ("deny", GP, "2020-10-01", {"agreement", "will"}),
        ("unknown", GP, "2025-06-01", {"agreement", "will"}),
        ("permit", GP, "2025-06-01", {"later", "will"}),
    ],
)
def test_only_a_later_decision_of_the_same_source_takes_the_place_of_one(way, source, date, flags):
    later = agreement(name="later", way=way, source=source, date=date)

    assert contrary(agreement(source=GP), a_will(), later) == flags


def test_a_later_word_of_the_same_source_that_names_the_will_takes_its_place_too():
    named = {"reference": "Consent/will"}
    later = agreement(name="l", way="text", source=GP, date="2025-06", sourceReference=named)

    assert contrary(agreement(source=GP), a_will(), later) == set()


def test_without_a_known_source_nothing_takes_the_place_of_anything():
    later = agreement(name="later", way="deny", date="2025-06-01")

    assert contrary(agreement(), a_will(), later) == {"agreement", "will"}


def test_an_end_that_is_yet_to_come_has_not_come():
    made = agreement()
    made["provision"]["period"] = {"end": "2026-07"}

    [said] = of(CPR, made).agreements

    assert said.standing is Standing.IN_FORCE
    assert compare([made], datetime(2026, 9, 1, tzinfo=UTC)).treatments[0].current == ()


def test_a_treatment_that_only_its_text_names_is_one_by_that_text():
    one, other = (
        limit(id=name, provision={"type": "deny", "code": [{"text": text}]})
        for name, text in (("a", "Sondevoeding "), ("b", "sondevoeding"))
    )

    [found] = compare([one, other], NOW).treatments

    assert found.treatment.text == "sondevoeding"


def test_a_code_of_ones_own_beside_a_listed_one_makes_no_other_treatment():
    made = agreement()
    own = {"system": "https://example.org/codes", "code": "r"}
    made["provision"]["code"][0]["coding"].insert(0, own)

    assert contrary(made, a_will()) == {"agreement", "will"}
    assert len(compare([made], NOW).treatments) == 1


def test_a_choice_about_exchange_is_no_wish():
    choice = {**agreement(), "scope": concept("patient-privacy"), "category": []}

    assert compare([choice], NOW).treatments == ()


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"provision": []},
        {"provision": {"code": "NR", "period": 3, "type": ["permit"]}},
        {"provision": {"code": [3, {"coding": 3}], "_type": [], "actor": None}},
        {"extension": 3, "modifierExtension": {}, "sourceReference": []},
        {"dateTime": "0001-01-01"},
        {"dateTime": "9999-12-31T23:59:59-14:00", "provision": {"period": {"end": "9999"}}},
        {"meta": 3, "identifier": {"value": 3}, "dateTime": 2020, "status": None, "id": 7},
    ],
)
@pytest.mark.parametrize("made", [agreement, a_will])
def test_no_tree_makes_it_fail(made, broken):
    compare([{**made(), **broken}, agreement(), a_will()], NOW)


def _examples(folder: str) -> list[Tree]:
    paths: list[Path] = sorted(shared_data(folder).glob("Consent-*.json"))
    return [parse(path.read_bytes()) for path in paths]


def test_the_examples_of_beta3_have_no_contradiction():
    examples = _examples("pzp-examples")

    assert flagged(examples, NOW) == {}
    assert len(compare(examples, NOW).treatments) == 7


def test_the_first_patient_of_1_0_has_one_and_it_is_that_of_resuscitation():
    examples = _examples("pzp-1.0-examples")

    assert contrary(*examples) == {
        "ACP-TreatmentDirective-CardiopulmonaryResuscitation-Pat1",
        "ACP-AdvanceDirective-DNR-Pat1",
    }
    [found] = of(CPR, *examples).contradictions
    assert (found.agreement.date, found.will.date) == ("2020-10-01", "2025-04-28")
    assert names(of("305351004", *examples).current) == [
        "ACP-TreatmentDirective-AdmissionToICU-2-Pat1"
    ]


def test_an_agreement_of_beta3_and_a_will_of_1_0_are_contrary_too():
    old = [one for one in _examples("pzp-examples") if one["id"].endswith("89666000")]
    new = [one for one in _examples("pzp-1.0-examples") if "AdvanceDirective" in one["id"]]

    assert len(contrary(*old, *new)) == 2
