import json

import pytest

from profiles.packages.expansion import expand
from profiles.systems import NULL_FLAVOR, SNOMED
from tests.plugins.shared_data import shared_data

PZP = "https://fhir.iknl.nl/fhir/ValueSet/"
NEXT = "https://api.iknl.nl/docs/pzp/r4/ValueSet/"
ZIB = "http://decor.nictiz.nl/fhir/ValueSet/2.16.840.1.113883.2.4.3.11.60."


def test_an_unknown_value_set_is_none_not_empty():
    assert expand("https://example.org/ValueSet/none") is None
    assert expand("") is None


@pytest.mark.parametrize(
    "too_large", ["40.2.20.7.1--20200901000000", "40.2.14.1.2--20200901000000"]
)
def test_a_value_set_that_cannot_be_listed_is_none(too_large):
    assert expand(ZIB + too_large) is None


@pytest.mark.parametrize("tail", ["", "|0.1.0", "|1.0.0-rc1", "VS", "VS|1.0.0-rc3"])
@pytest.mark.parametrize("base", [PZP, NEXT])
def test_the_goal_of_a_medical_policy_has_the_codes_of_all_releases(base, tail):
    codes = {(SNOMED, code) for code in ("385987000", "1351964001", "713148004")}
    assert expand(f"{base}ACP-MedicalPolicyGoal{tail}") == {*codes, (NULL_FLAVOR, "UNK")}


@pytest.mark.parametrize("base", [PZP, NEXT])
def test_the_kinds_of_icd_are_a_frozen_list(base):
    codes = {"72506001", "465460004", "468542000", "704707009", "1263462004", "1236894001"}
    assert expand(base + "ACP-MedicalDeviceProductType-ICD") == {(SNOMED, code) for code in codes}


@pytest.mark.parametrize("name", ["ACP-EuthanasiaStatement", "ACP-PositionRegardingEuthanasia"])
@pytest.mark.parametrize("base", [PZP, NEXT])
def test_a_set_is_found_by_whatever_name_a_release_gave_it(base, name):
    assert len(expand(base + name)) == 4
    assert expand(base + name) == expand(f"{base}{name}VS")


def test_the_set_that_only_1_0_has_is_found():
    assert expand(f"{NEXT}ACP-ContactPersonRole") == {(SNOMED, "310141000146103")}


def test_the_version_asked_for_does_not_matter():
    asked = PZP + "ACP-YesNoUnknownVS"
    assert expand(asked + "|0.1.0") == expand(asked) is not None


def test_the_listed_codes_of_every_published_set_are_ours_too():
    folders = ("pzp-definitions", "pzp-1.0-definitions", "nictiz-definitions")
    files = [file for folder in folders for file in shared_data(folder).glob("ValueSet-*.json")]
    compared = 0
    for file in files:
        value_set = json.loads(file.read_text("utf-8"))
        ours = expand(value_set["url"])
        include = value_set["compose"]["include"]
        if ours is None or not all("concept" in part for part in include):
            continue
        compared += 1
        theirs = {
            (part["system"], concept["code"]) for part in include for concept in part["concept"]
        }
        # Of a set of the guide the later release has more.
        assert ours == theirs or (ours > theirs and value_set["url"].startswith(PZP))
    assert compared > 20
