"""Size and hash of an Attachment are those of its data; a markdown has no HTML."""

import base64
import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.check.structure import check_structure


def told(attachment: dict[str, Any]) -> list[str]:
    photo = {"contentType": "image/png", **attachment}
    found = check_structure({"resourceType": "Patient", "photo": [photo]})
    return [one.expression for one in found if one.severity == "error"]


@given(st.binary(min_size=1, max_size=40), st.integers(1, 9))
def test_size_and_hash_of_the_data_are_sound_and_others_are_not(data: bytes, step: int) -> None:
    text = base64.b64encode(data).decode()
    digest = base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
    other = base64.b64encode(hashlib.sha1(data + b"x", usedforsecurity=False).digest()).decode()
    spaced = "\n".join(text[place : place + step] for place in range(0, len(text), step))

    for one in (text, spaced):
        assert told({"data": one, "size": len(data), "hash": digest}) == []
        assert told({"data": one, "size": len(data) + step}) == ["Patient.photo[0].size"]
        assert told({"data": one, "hash": other}) == ["Patient.photo[0].hash"]


def test_of_what_stands_elsewhere_nobody_can_tell() -> None:
    assert told({"url": "https://example.org/x.png", "size": 12, "hash": "AAAA"}) == []


@pytest.mark.parametrize("data", ["?", "AA", 5, None, "A===", "===="])
def test_what_is_no_base64_is_told_once(data: Any) -> None:
    found = told({"data": data, "size": 3, "hash": "AAAA"})
    assert "Patient.photo[0].data" in found


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("<b>vet</b>", True),
        ("een <img src='x'> plaatje", True),
        ("<br/>", True),
        ("kijk op <https://almere.example>", False),
        ("bloeddruk < 140 en > 90", False),
        ("a <b en c> d", True),
        ("<3", False),
    ],
)
def test_html_in_a_markdown_is_a_warning(text: str, is_told: bool) -> None:  # noqa: FBT001 - given by a table
    found = check_structure(
        {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"text": text},
            "subject": {"reference": "Patient/p"},
            "note": [{"text": text}],
        }
    )
    warnings = [one.expression for one in found if one.severity == "warning"]
    assert warnings == (["Goal.note[0].text"] if is_told else [])
