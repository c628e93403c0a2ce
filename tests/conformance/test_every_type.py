"""Each type of R4 with a value for every element: stored, and read back as it was, in JSON and XML.

https://hl7.org/fhir/R4/resourcelist.html
"""

from typing import Any

import pytest

from profiles.check.structure import check_structure as validate
from profiles.r4.tables import elements
from profiles.text.parse import parse
from profiles.xml.read import read_xml
from tests.conformance.exceptions import LEFT_OUT
from tests.conformance.instances import OF_ANY, an_instance
from tests.conformance.others import others
from tests.conformance.shelf import KINDS, Shelf

pytestmark = pytest.mark.anyio

WHOSE = "Patient/vlinderhof"
JSON = "application/fhir+json"
XML = "application/fhir+xml"


def as_sent(resource: dict[str, Any]) -> dict[str, Any]:
    """Without what the hub gives it."""
    given = {"versionId", "lastUpdated", "source"}
    meta = {name: value for name, value in resource["meta"].items() if name not in given}
    return {name: value for name, value in resource.items() if name != "id"} | {"meta": meta}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_of_a_type_is_valid_and_holds_all_that_may_be_together(kind: str) -> None:
    whole = an_instance(kind)

    for one in (whole, *others(kind, WHOSE)):
        assert [each for each in validate(one) if each.severity != "information"] == []
    missing = {row.path for row in elements(kind) if whole.keys().isdisjoint(row.json_names())}
    resource = {f"{of}.{name}" for of in ("Resource", "DomainResource") for name in OF_ANY}
    assert missing <= resource | LEFT_OUT


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_read_back_as_it_was_sent(shelf: Shelf, kind: str) -> None:
    place, sent = shelf.places[kind], parse(shelf.sent[kind])

    read = await shelf.source.get(place, accept=JSON)
    then = await shelf.source.get(f"{place}/_history/1", accept=JSON)
    in_xml = await shelf.source.get(place, accept=XML)
    again = await shelf.source("PUT", place, in_xml.content, **{"Content-Type": XML})

    assert as_sent(parse(read.content)) == sent
    assert then.content == read.content
    assert read_xml(in_xml.content) == parse(read.content)
    assert (again.status_code, again.headers.get("ETag")) == (200, read.headers["ETag"]), again.text
