"""References that lead out of a document, and who is another Patient."""

from typing import Any

import pytest

from adapters.vvt.outside import settled
from profiles.invalid import InvalidRecord
from tests.adapters.vvt.documents import URN, a_document
from tests.adapters.vvt.test_mapping import mapped

SERVER = "https://ecd.example/fhir"


def _with(element: dict[str, Any], full_url: str = URN + "5") -> dict[str, Any]:
    document = a_document()
    document["entry"][3]["fullUrl"] = full_url
    document["entry"][3]["resource"]["performer"] = [element]
    return document


def _performer(document: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    told, notes = settled(document)
    [found] = told["entry"][3]["resource"]["performer"]
    return found, notes


@pytest.mark.parametrize(
    "reference",
    [URN + "4", "Organization/o", "Organization/o/_history/3", "https://other.example/x/Y/1", "#p"],
)
def test_what_is_inside_or_at_another_server_stays(reference: str) -> None:
    assert _performer(_with({"reference": reference})) == ({"reference": reference}, ())


def test_a_relative_one_becomes_its_address_at_the_server_of_its_entry() -> None:
    found, notes = _performer(
        _with({"reference": "Practitioner/7", "display": "Zuster"}, f"{SERVER}/Observation/weight")
    )

    assert found == {"reference": f"{SERVER}/Practitioner/7", "display": "Zuster"}
    assert notes == ()


@pytest.mark.parametrize(
    ("element", "kept"),
    [
        ({"reference": "Practitioner/7", "display": "Zuster"}, {"display": "Zuster"}),
        ({"reference": "Practitioner/7"}, {"display": "Practitioner"}),
        ({"reference": URN + "99"}, {"display": URN + "99"}),
    ],
)
def test_without_a_server_it_is_kept_by_name_and_told(
    element: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert _performer(_with(element)) == (kept, ("reference-out-of-the-document",))


@pytest.mark.parametrize(
    "reference", ["Patient/other", f"{SERVER}/Patient/other", f"{SERVER}/Patient/p"]
)
def test_a_part_about_another_patient_is_no_part_of_the_document(reference: str) -> None:
    document = a_document()
    document["entry"][3]["resource"]["subject"] = {"reference": reference}

    with pytest.raises(InvalidRecord) as caught:
        mapped(document)

    assert [one.expression for one in caught.value.issues] == ["Bundle.entry[3].resource"]
