"""Whole documents of the nursing handoff: as STU3, as R4 by our own profiles, and back."""

from typing import Any

import pytest

from adapters.vvt.repairs import repaired
from profiles.stu3 import Converted, Lost, to_r4, to_stu3
from profiles.text.parse import parse
from profiles.validator import shipped_validator
from tests.plugins.shared_data import shared_data
from tests.profiles.stu3.comparing import plain

Tree = dict[str, Any]

# They were STU3 once; whose profile each resource had, they say in a tag.
DOCUMENTS = {
    "20-document-nursing-handoff-full.json": 146,
    "22-document-nursing-handoff-minimal.json": 30,
    "24-document-advance-notice-deidentified.json": 36,
}
OF_STU3 = "https://example.org/rtp/CodeSystem/stu3-profile"
# What is told of a whole document, by the place in its resource; all else comes back as it was.
LOST = {
    "Bundle.timestamp",
    "Consent.category",
    "Consent.performer",
    "Consent.scope",
    "Observation.meta",
    "NutritionOrder.intent",
    "Organization.type",
    "Patient.contact",
}


def document(name: str) -> Tree:
    mended, _ = repaired(parse(shared_data("transfer", "r4", name).read_bytes()))
    return mended


def as_stu3(name: str) -> Tree:
    """The document, each resource with the profile of STU3 that it had."""
    made = to_stu3(document(name)).resource
    for entry in made["entry"]:
        meta = entry["resource"].get("meta", {})
        said = [one["code"] for one in meta.get("tag", ()) if one["system"] == OF_STU3]
        if said:
            meta["profile"] = said
    return made


def places(bundle: Tree, lost: tuple[Lost, ...]) -> set[str]:
    """The element of each thing told, in its own resource."""
    found = set()
    for one in lost:
        steps = one.expression.split(".")
        if steps[1].startswith("entry"):
            index = int(steps[1].removeprefix("entry[").rstrip("]"))
            kind = bundle["entry"][index]["resource"]["resourceType"]
            found.add(f"{kind}.{steps[3].partition('[')[0]}")
        else:
            found.add(".".join(steps[:2]))
    return found


def without(bundle: Tree) -> Any:
    """All but what is told, and the extensions in which it is kept."""
    rest = {key: value for key, value in bundle.items() if key not in {"timestamp", "meta"}}
    return plain(rest | {"entry": [_without(one) for one in bundle["entry"]]})


def _without(entry: Tree) -> Tree:
    resource = entry["resource"]
    told = {one.partition(".")[2] for one in LOST if one.startswith(resource["resourceType"])}
    told |= {"extension"} if resource["resourceType"] == "Organization" else set()
    return entry | {"resource": {key: one for key, one in resource.items() if key not in told}}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_stu3_is_valid_by_our_own_profiles_and_comes_back(name: str) -> None:
    stu3 = as_stu3(name)

    made = to_r4(stu3)

    assert len(made.resource["entry"]) == DOCUMENTS[name]
    found = shipped_validator().validate(made.resource)
    assert [one for one in found if one.severity in {"fatal", "error"}] == []
    assert places(stu3, made.lost) <= LOST
    assert without(to_stu3(made.resource).resource) == without(stu3)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_r4_comes_back_from_stu3(name: str) -> None:
    tree = to_r4(as_stu3(name)).resource

    made = to_stu3(tree)
    back = to_r4(made.resource)

    assert places(tree, made.lost) | places(tree, back.lost) <= LOST
    assert without(back.resource) == without(tree)


def _national() -> list[Tree]:
    folders = ("pzp-examples", "pzp-1.0-examples", "nictiz-examples")
    files = [one for each in folders for one in sorted(shared_data(each).glob("*.json"))]
    return [parse(one.read_bytes()) for one in files]


def test_every_national_example_of_r4_comes_back_but_for_what_is_told() -> None:
    examples = _national()

    for tree in examples:
        made = to_stu3(tree)
        back = to_r4(made.resource)
        assert back_without(back, made) == back_without(Converted(tree), made)

    assert len(examples) > len(DOCUMENTS)


def back_without(found: Converted, told: Converted) -> Any:
    """What is told is of the order of relationships, or of words beside a code or a name."""
    steps = {one.expression.split(".")[1].partition("[")[0] for one in told.lost}
    moved = steps & {"relationship", "provision", "note", "deviceName", "version"}
    return plain({key: one for key, one in found.resource.items() if key not in moved})
