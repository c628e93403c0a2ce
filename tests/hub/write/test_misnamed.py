"""A treatment whose code and name are of two: not to be believed, and not to be stored."""

import json

import pytest

from tests.hub.dossier import by_bsn, fault, found
from tests.plugins.hub import Region
from tests.plugins.shared_data import shared_data

pytestmark = pytest.mark.anyio


async def test_the_field_bundle_whose_display_is_another_treatment_s_is_refused(
    region: Region,
) -> None:
    text = shared_data("field", "C1-directive-code-contradicts-display.json").read_text()
    hospital = await region.organization("V4")

    answer = await hospital.transaction(json.loads(text))

    assert answer.status_code == 422
    at = "Bundle.entry[2].resource.provision.code[0].coding[0].display"
    told = [one for one in answer.json()["issue"] if one["severity"] == "error"]
    assert [one["expression"] for one in told] == [[at]]
    assert fault(answer)["diagnostics"]
    assert "Antibiotic" not in answer.text
    assert found(await by_bsn(hospital, "999908911")) == []
