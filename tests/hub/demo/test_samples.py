"""The sample sources of the demo: valid, invented, and taken by their adapters."""

import json
import re
from pathlib import Path

import pytest

from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.gp.mapping import to_transaction as gp
from adapters.hospital.mapping import to_transactions as hospital
from adapters.hospital.source import ExportFolder
from adapters.vvt.mapping import to_transaction as vvt
from consent.fhir.check import problems
from hub.demo.organizations import INHABITANTS, REGION
from hub.demo.sources import SAMPLES
from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.identifiers import BSN
from tests.findings import Found, findings

# What the profiles and rules tell of the samples: of files with this name, and why it stays so.
REASONS = {
    Found("warning", "Encounter.class", "Encounter.class binding"): (
        "formulier",
        "the form does not ask where the talk was, and no code of the set says that",
    ),
    Found("information", "Procedure.code", "Procedure.code binding"): (
        "formulier|dossier",
        "the zib's set of procedures can't be listed without a terminology server",
    ),
    Found("information", "Consent.provision.actor.reference.extension", "extension"): (
        "toestemming",
        "an extension of the national consent register, not shipped; consent/ judges it itself",
    ),
}
FILES = sorted(SAMPLES.glob("*/*.json"))
ids = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def resources(path: Path) -> list[dict]:
    bundle = json.loads(path.read_text())
    return [entry["resource"] for entry in bundle["entry"]]


def bsns(path: Path) -> set[str]:
    return set(re.findall(rf'{systems.BSN_SYSTEM}(?:", "value": "|\|)(\d+)', path.read_text()))


def mapped(path: Path) -> Mapped:
    match path.parent.name:
        case "gp-de-sluis":
            return gp(Record(path.name, path.read_bytes()))
        case "vvt-zorggroep":
            return vvt(Record(path.name, path.read_bytes()))
        case _:
            source = ExportFolder(path.parent)
            return hospital(source.export(Record(path.name, path.read_bytes())))


def test_every_source_of_the_region_has_samples() -> None:
    sources = {one.client for one in REGION if one.adapter and not one.ecd}

    assert {path.parent.name for path in FILES} == sources | {"stories"}


@ids
def test_a_sample_is_valid(path: Path) -> None:
    assert validate(json.loads(path.read_text())) == []


@ids
def test_a_sample_is_about_an_invented_inhabitant(path: Path) -> None:
    found = bsns(path)

    assert len(found) == 1
    assert found <= {one.bsn for one in INHABITANTS}


def test_the_inhabitants_have_valid_numbers_that_nobody_was_given() -> None:
    numbers = [one.bsn for one in INHABITANTS]

    assert [BSN(number).value for number in numbers] == numbers
    assert all(number.startswith("9999") for number in numbers)
    assert len(set(numbers)) == len(numbers) >= 6


def test_every_inhabitant_is_in_a_sample() -> None:
    assert {one.bsn for one in INHABITANTS} == set().union(*(bsns(path) for path in FILES))


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name != "stories"], ids=lambda path: path.stem
)
def test_an_adapter_takes_the_sample_without_repairs(path: Path) -> None:
    done = mapped(path)

    assert done.notes == ()
    assert [issue for bundle in done.bundles for issue in validate(bundle)] == []


@ids
def test_what_is_pushed_of_a_sample_conforms_to_the_national_profiles(path: Path) -> None:
    is_story = path.parent.name == "stories"
    bundles = (json.loads(path.read_text()),) if is_story else mapped(path).bundles

    found = set[Found]().union(*(findings(bundle) for bundle in bundles))

    assert found == {one for one, (files, _) in REASONS.items() if re.search(files, path.stem)}


@ids
def test_a_choice_about_exchange_is_understood_in_full(path: Path) -> None:
    consents = [one for one in resources(path) if one["resourceType"] == "Consent"]

    assert [fault for one in consents for fault in problems(one)] == []


def test_nobody_consents_to_the_other_region() -> None:
    stranger = next(one for one in REGION if one.client == "other-region")
    text = "".join(path.read_text() for path in FILES)

    assert stranger.ura not in text
    assert "RPZAC104" not in text  # the category of hospitals, which it is
