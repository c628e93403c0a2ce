"""A file is what is in it: JSON and XML alike, and a line for what is neither."""

import pytest

from adapters.core.json import dump, load
from adapters.vvt.reading import read
from adapters.vvt.release import Release
from profiles.invalid import InvalidRecord
from profiles.xml.write import write_xml
from tests.adapters.vvt.documents import a_document, as_bytes
from tests.adapters.vvt.stu3 import a_document as a_stu3_document
from tests.adapters.vvt.stu3 import as_xml
from tests.adapters.vvt.test_mapping import mapped_bytes

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Bundle xmlns="http://hl7.org/fhir">'
    b'<type value="&b;"/></Bundle>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE l SYSTEM "file:///etc/passwd">'
    b'<Bundle xmlns="http://hl7.org/fhir"/>'
)
_HANDOFF = a_stu3_document("https://ecd.example/fhir", "handoff")
_IN_XML = as_xml(_HANDOFF)
XML = write_xml(load(as_bytes(a_document())))


def test_the_same_document_in_xml_leaves_the_same_transaction() -> None:
    in_json, in_xml = mapped_bytes(as_bytes(a_document())), mapped_bytes(XML)

    assert dump(in_xml.bundles[0]) == dump(in_json.bundles[0])
    assert in_xml.notes == in_json.notes


def test_stu3_is_told_by_what_it_holds_in_xml_as_in_json() -> None:
    found = [read(content) for content in (as_bytes(_HANDOFF), _IN_XML)]

    assert [one.release for one in found] == [Release.STU3, Release.STU3]
    assert [one.media_type for one in found] == [
        "application/fhir+json",
        "application/fhir+xml",
    ]
    assert load(dump(found[0].tree)) == load(dump(found[1].tree))


def test_what_both_releases_know_is_read_by_the_one_that_it_claims() -> None:
    bare = b'<Patient xmlns="http://hl7.org/fhir">%s<active value="true"/></Patient>'
    zib = b'<meta><profile value="http://fhir.nl/fhir/StructureDefinition/nl-core-patient"/></meta>'

    assert read(bare % b"").release is Release.R4
    assert read(bare % zib).release is Release.STU3


def test_xml_that_is_of_neither_release_is_told_where() -> None:
    content = _IN_XML.replace(b"<comment value", b"<commentaar value")

    with pytest.raises(InvalidRecord) as caught:
        read(content)

    assert "STU3 has no such element" in caught.value.issues[0].text


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b" \n", id="white space"),
        pytest.param(b"%PDF-1.7 ...", id="a PDF"),
        pytest.param(b"MSH|^~\\&|ECD", id="HL7 v2"),
        pytest.param(b"\x00\x01\x02", id="bytes"),
        pytest.param(b"\x1f\x8b\x08\x00", id="packed"),
        pytest.param(as_bytes(a_document())[:-40], id="JSON that was cut"),
        pytest.param(XML[:-40], id="XML that was cut"),
        pytest.param(as_bytes(a_document()).decode().encode("utf-16"), id="JSON in UTF-16"),
        pytest.param(XML.decode().encode("utf-16"), id="XML in UTF-16"),
        pytest.param(b'{"resourceType": "Bundle", "type": "\xe9"}', id="JSON in Latin-1"),
        pytest.param(b"\xef\xbb\xbf" + as_bytes(a_document()), id="JSON with a mark"),
        pytest.param(BOMB, id="an XML bomb"),
        pytest.param(OUTSIDE, id="a DOCTYPE to a file"),
        pytest.param(b"<html><body>Even geduld</body></html>", id="a page"),
        pytest.param(b"[" * 100_000, id="JSON that is no object"),
        pytest.param(b'{"a":' * 100_000, id="JSON that is deep"),
        pytest.param(b"<a>" * 100_000, id="XML that is deep"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(InvalidRecord) as caught:
        read(content)

    [issue] = caught.value.issues
    assert issue.text
    assert "passwd" not in issue.text
