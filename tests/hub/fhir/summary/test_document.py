"""The document of a sheet: it refers to what is in it, and to nothing else."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from hub.fhir.summary.document import document
from hub.query.search import Stored
from profiles.pzp.reading.read import read
from profiles.pzp.sheet.sheet import sheet
from tests.profiles.pzp.sheet.test_sheet import directive, patient

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def stored(tree: dict) -> Stored:
    address = f"{tree['resourceType']}/{tree['id']}"
    return Stored(address, 1, "1", AT, msgspec.json.encode(tree))


def test_what_was_read_and_is_not_in_it_is_not_referred_to() -> None:
    kept, elsewhere = patient(), directive("deny", "2026-01-01")
    elsewhere["id"] = "elsewhere"
    reading = read([kept, elsewhere], AT)

    made = document(
        "http://h/fhir", [stored(kept)], sheet(reading, AT, {}), reading, AT, UUID(int=1)
    )

    [first, *others] = made["entry"]
    [cpr, *_] = first["resource"]["section"]
    assert "NIET reanimeren" in cpr["text"]["div"]
    assert "entry" not in cpr
    assert [one["fullUrl"] for one in others][:1] == ["http://h/fhir/Patient/p"]
