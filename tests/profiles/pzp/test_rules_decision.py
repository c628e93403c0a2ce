"""A treatment directive says yes, no or otherwise; rules PZP-01 to PZP-10."""

import pytest

from profiles import systems
from profiles.pzp.wish import MISSPELT_OTHER
from tests.profiles.pzp.records import MASKED, broken, concept, issues_of, limit, other, will

ICD_TEXT = "Uitzetten van ICD (SNOMED CT - 400231000146108)"
OTH = concept("OTH", systems.NULL_FLAVOR)


def about(code: dict, **provision: object) -> dict:
    record = limit()
    record["provision"] |= {"code": [code], **provision}
    return record


@pytest.mark.parametrize("says", ["permit", "deny"])
def test_a_decision_alone_is_fine(says):
    assert broken(limit(says=says)) == []


def test_words_alone_are_fine():
    assert broken(limit(says=None, modifierExtension=other())) == []


@pytest.mark.parametrize("says", ["permit", "deny"])
def test_a_decision_and_words_are_an_error_at_the_words(says):
    record = limit(says=says, modifierExtension=[{"url": "http://else.example"}, *other()])
    assert broken(record) == [("PZP-01", "Consent.modifierExtension[1]")]


@pytest.mark.parametrize("name", ["extension", "modifierExtension"])
def test_a_decision_and_misspelt_words_are_both_errors(name):
    record = limit(**{name: other(url=MISSPELT_OTHER)})
    at = f"Consent.{name}[0]"
    assert broken(record) == [("PZP-01", at), ("PZP-03", at)]


def test_neither_a_decision_nor_words_is_a_warning():
    assert broken(limit(says=None)) == [("PZP-02", "Consent.provision")]


def test_words_as_a_plain_extension_are_misplaced():
    assert broken(limit(says=None, extension=other())) == [("PZP-03", "Consent.extension[0]")]


@pytest.mark.parametrize("text", ["", " ", "-", "…"])
def test_words_that_say_nothing_are_an_error(text):
    record = limit(says=None, modifierExtension=other(text))
    assert broken(record) == [("PZP-04", "Consent.modifierExtension[0]")]


def test_words_without_a_string_are_an_error():
    record = limit(says=None, modifierExtension=[{"url": other()[0]["url"]}])
    assert broken(record) == [("PZP-04", "Consent.modifierExtension[0]")]


def test_words_come_once():
    record = limit(says=None, modifierExtension=other("one") + other("two"))
    assert broken(record) == [("PZP-05", "Consent.modifierExtension[1]")]


def test_an_icd_is_switched_off_by_permit():
    assert broken(about({**OTH, "text": ICD_TEXT}, type="permit")) == []


def test_deny_has_no_meaning_for_an_icd():
    found = broken(about({**OTH, "text": ICD_TEXT}, type="deny"))
    assert found == [("PZP-06", "Consent.provision.type")]


def test_an_icd_by_its_code_is_a_warning_and_deny_one_there_too():
    icd = concept("400231000146108")
    assert broken(about(icd, type="permit")) == [("PZP-07", "Consent.provision.code[0]")]
    assert ("PZP-06", "Consent.provision.type") in broken(about(icd, type="deny"))


def test_deny_for_an_icd_is_taken_and_told():
    [found] = issues_of(about({**OTH, "text": ICD_TEXT}, type="deny"))
    assert found.severity == "warning"


@pytest.mark.parametrize(
    "code",
    [
        {"text": "uitzetten van cardioverter-defibrillator (SNOMED CT - 400231000146108)"},
        {"coding": [{**OTH["coding"][0], "display": "ICD uit 400231000146108"}], "text": "ICD"},
        {"coding": [{"system": "http://else.example", "code": "icd"}], "text": "400231000146108"},
    ],
    ids=["text alone", "display", "a code of the sender's own"],
)
def test_an_icd_is_known_by_its_digits_wherever_they_stand(code):
    assert broken(about(code, type="deny")) == [("PZP-06", "Consent.provision.type")]


def test_digits_in_a_remark_about_another_treatment_are_no_icd():
    code = {**concept("89666000"), "text": "see also 400231000146108"}
    assert broken(about(code, type="deny")) == []


def test_words_that_are_withheld_are_no_missing_words():
    record = limit(
        says=None, modifierExtension=[{"url": other()[0]["url"], "_valueString": MASKED}]
    )
    assert broken(record) == []


def test_a_name_that_is_withheld_is_no_missing_name():
    assert broken(about({**OTH, "_text": MASKED})) == []
    [found] = issues_of(about(OTH))
    assert found.severity == "warning"


def test_the_code_of_an_icd_may_stand_beside_other():
    codings = OTH["coding"] + concept("400231000146108")["coding"]
    assert broken(about({"coding": codings, "text": ICD_TEXT}, type="permit")) == []


@pytest.mark.parametrize("text", [None, "", " - "])
def test_another_treatment_has_a_name(text):
    found = broken(about(OTH if text is None else {**OTH, "text": text}))
    assert found == [("PZP-08", "Consent.provision.code[0]")]


def test_an_exception_inside_is_an_error():
    found = broken(about(concept("89666000"), provision=[{"type": "permit"}]))
    assert found == [("PZP-09", "Consent.provision.provision[0]")]


def test_a_will_neither_permits_nor_denies():
    record = will()
    record["provision"]["type"] = "deny"
    assert broken(record) == [("PZP-10", "Consent.provision.type")]


@pytest.mark.parametrize(
    "url",
    [
        other()[0]["url"].lower(),
        other()[0]["url"].replace("http:", "https:"),
        "http://nictiz.nl/fhir/StructureDefinition/SpecificationOther/",
        "urn:specification-other",
    ],
)
def test_words_under_an_url_that_a_person_takes_for_it_are_misplaced(url):
    record = limit(says=None, extension=other(url=url))
    assert broken(record) == [("PZP-03", "Consent.extension[0]")]


def test_another_extension_is_no_words():
    record = limit(extension=other(url="http://else.example/specification-of-others-wishes"))
    assert broken(record) == []


@pytest.mark.parametrize(
    "code",
    [
        {**OTH, "text": "Uitzetten van ICD (4002 3100 0146 108)"},
        {"coding": [{"code": "400231000146108"}, *OTH["coding"]], "text": "ICD"},
    ],
    ids=["spaces in the number", "no system"],
)
def test_switching_off_an_icd_is_known_by_its_number(code):
    assert broken(about(code)) == [("PZP-06", "Consent.provision.type")]
