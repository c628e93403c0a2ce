"""Files inside a document: a PDF that is none is not passed on, and is told."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vvt.attachments import MOST_BYTES, PDF, addresses, fault_of, pointed, sound
from adapters.vvt.taken import taken
from tests.adapters.vvt.documents import URN, a_document, as_bytes, snomed
from tests.adapters.vvt.test_mapping import mapped

A_PDF = b"%PDF-1.7\nbrief"


def _as_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _with(attachment: dict[str, Any], *more: dict[str, Any]) -> dict[str, Any]:
    document = a_document()
    letter = {
        "resourceType": "DocumentReference",
        "id": "letter",
        "status": "current",
        "type": snomed("371531000"),
        "subject": {"reference": URN + "3"},
        "content": [{"attachment": attachment}],
    }
    document["entry"] += [{"fullUrl": URN + "6", "resource": letter}, *more]
    return document


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (_as_text(A_PDF), PDF),
        (_as_text(A_PDF), "Application/PDF; version=1.7"),
        (_as_text(b"not a PDF"), "text/plain"),
        (_as_text(b"not a PDF"), None),
    ],
)
def test_a_sound_file_has_no_fault(data: Any, media_type: Any) -> None:
    assert fault_of(data, media_type) is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(_as_text(b"<html>"), "a PDF is none", id="a page"),
        pytest.param(_as_text(b" %PDF-1.7"), "a PDF is none", id="a space before it"),
        pytest.param("", "empty", id="nothing"),
        pytest.param("JVBERi0xLjc", "base64 is none", id="cut"),
        pytest.param("JVBE Ri0x\nLjc=", "base64 is none", id="white space"),
        pytest.param("JVBERi0x!jc=", "base64 is none", id="another sign"),
        pytest.param(7, "base64 is none", id="a number"),
        pytest.param("é", "base64 is none", id="beyond ASCII"),
        pytest.param(_as_text(b"%PDF-" + bytes(MOST_BYTES)), "larger than 3.5 MB", id="large"),
    ],
)
def test_what_is_no_pdf_is_told_as_what_it_is(data: Any, why: str) -> None:
    assert why in (fault_of(data, PDF) or "")


@given(st.binary(min_size=1, max_size=40))
def test_only_what_begins_as_a_pdf_is_one(content: bytes) -> None:
    assert (fault_of(_as_text(content), PDF) is None) == content.startswith(b"%PDF-")


def test_a_letter_that_is_none_is_left_out_where_it_stood_and_the_document_says_so() -> None:
    document = _with({"contentType": PDF, "data": _as_text(b"<html>"), "title": "Brief"})

    found = taken(as_bytes(document))

    [letter] = [one for _, one in found.document.entries() if one.get("id") == "letter"]
    attachment = letter["content"][0]["attachment"]
    section = found.document.composition["section"][-1]
    assert "data" not in attachment
    assert attachment["_data"]["extension"][0]["valueCode"] == "error"
    assert attachment["title"] == "Brief"
    assert "1 bijlage is niet te openen" in section["text"]["div"]
    [told] = found.to_mend
    assert told.startswith("Bundle.entry[4].resource.content[0].attachment: what should be a PDF")


def test_a_sound_document_is_the_same_object() -> None:
    document = _with({"contentType": PDF, "data": _as_text(A_PDF)})

    assert sound(document)[0] is document


def test_a_signature_is_no_file() -> None:
    signed = {"signature": [{"who": {"display": "Arts"}, "data": "geen base64"}]}

    assert sound(signed) == (signed, ())


def test_a_binary_of_the_document_is_pointed_to_where_the_hub_keeps_it() -> None:
    binary = {
        "resourceType": "Binary",
        "id": "b",
        "contentType": PDF,
        "data": _as_text(A_PDF),
    }
    document = _with(
        {"contentType": PDF, "url": "Binary/b"}, {"fullUrl": URN + "7", "resource": binary}
    )

    [bundle] = mapped(document).bundles

    by_type = {one["resource"]["resourceType"]: one for one in bundle["entry"]}
    place = by_type["Binary"]["request"]["url"]
    told = [one["resource"] for one in bundle["entry"] if "content" in one["resource"]]
    [letter] = [one for one in told if one.get("type") == snomed("371531000")]
    assert letter["content"][0]["attachment"]["url"] == place
    assert place.startswith("Binary/")
    assert place != "Binary/b"


def test_addresses_are_those_of_attachments_without_a_file() -> None:
    held = {"contentType": PDF, "url": "Binary/a", "data": "AA=="}
    tree = {"a": [{"contentType": PDF, "url": "Binary/b"}], "b": held, "url": "http://x"}

    assert [one["url"] for one in addresses(tree)] == ["Binary/b"]
    gone = pointed(tree, {"Binary/b": None})["a"][0]
    assert "url" not in gone
    assert gone["_url"]["extension"][0]["valueCode"] == "error"
