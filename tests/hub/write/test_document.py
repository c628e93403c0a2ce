"""A document that lacks what it refers to is refused whole."""

import json

import pytest

from tests.hub.dossier import fault
from tests.plugins.hub import Region
from tests.plugins.shared_data import shared_data

pytestmark = pytest.mark.anyio


async def test_the_field_document_whose_section_leads_nowhere_is_refused(region: Region) -> None:
    text = shared_data("field", "D1-document-section-entry-missing.json").read_text()
    hospital = await region.organization("V4")

    answer = await hospital.post(json.loads(text))

    assert answer.status_code == 422
    told = fault(answer)
    assert told["expression"] == ["Bundle.entry[0].resource.section[0].entry[0].reference"]
    assert "send this resource along" in told["diagnostics"]
