"""The demo's ECD: invented transfers in STU3, in JSON and in XML, which its adapter takes whole."""

import json
from pathlib import Path

import pytest

from adapters.core.json import dump
from adapters.vvt.ecd.envelope import Envelope, Fetched
from adapters.vvt.ecd.transfer import Transferred, transferred
from adapters.vvt.reading import read
from adapters.vvt.release import Release
from hub.demo.ecd.__main__ import SERVED, searchset
from hub.demo.organizations import INHABITANTS, REGION
from profiles import systems
from profiles.check.structure import check_structure

BASE = "https://ecd.thuiszorg-dijk.example/fhir"
TASKS = sorted(SERVED.glob("Task-*.json"))
tasks = pytest.mark.parametrize("path", TASKS, ids=lambda path: path.stem)


def _transferred(path: Path) -> Transferred:
    task = json.loads(path.read_bytes())
    [named] = [one["valueReference"]["reference"] for one in task["input"]]
    [document] = SERVED.glob(f"{named.replace('/', '-')}.*")
    envelope = Envelope(
        Fetched(f"{BASE}/Task/{task['id']}", path.read_bytes()),
        (Fetched(f"{BASE}/{named}", document.read_bytes()),),
    )
    return transferred(envelope)


def test_it_speaks_stu3_in_both_formats() -> None:
    documents = [read(path.read_bytes()) for path in SERVED.glob("Composition-*")]

    assert {one.release for one in documents} == {Release.STU3}
    assert {one.media_type for one in documents} == {
        "application/fhir+json",
        "application/fhir+xml",
    }


@tasks
def test_all_of_a_transfer_is_taken(path: Path) -> None:
    found = _transferred(path)

    issues = [issue for bundle in found.bundles for issue in check_structure(bundle)]
    assert found.to_mend == ()
    assert [one for one in issues if one.severity in {"error", "fatal"}] == []


@tasks
def test_it_is_between_two_of_the_region_and_about_an_invented_inhabitant(path: Path) -> None:
    text = "".join(dump(one).decode() for one in _transferred(path).bundles)

    numbers = {one.bsn for one in INHABITANTS if one.bsn in text}
    uras = {one.ura for one in REGION if one.ura in text}
    assert len(numbers) == 1
    assert uras == {"90000104", "90000109"}
    assert text.count(systems.BSN_SYSTEM) >= 1


def test_only_what_changed_since_is_listed() -> None:
    moments = sorted(
        json.loads(path.read_bytes())["meta"]["lastUpdated"].replace("Z", "+00:00")
        for path in TASKS
    )

    listed = [
        len(json.loads(searchset(SERVED, since))["entry"]) for since in ("", moments[1], "2999")
    ]
    assert listed == [len(TASKS), len(TASKS) - 1, 0]
