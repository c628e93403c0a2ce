"""What the hub asks of a resource beside the structure of R4: nothing is kept where it misleads."""

from typing import Any

import httpx
import pytest

from profiles import systems
from tests.builders import (
    SCOPE,
    a_bsn,
    a_patient,
    a_privacy_consent,
    a_transaction,
    a_treatment_directive,
)
from tests.hub.dossier import a_dossier, an_organization, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "scope",
    [
        {"text": "patient-privacy"},
        {"coding": [{"system": SCOPE, "code": "PATIENT-PRIVACY"}]},
        {"coding": [{"system": SCOPE, "code": "treatment"}]},
        {"coding": [{"system": SCOPE, "code": "research"}]},
    ],
)
async def test_an_objection_is_not_kept_as_a_wish_that_stops_nobody(
    region: Region, scope: dict
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    objection = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, permit=False, scope=scope
    )

    alone = await dossier.source.post(objection)
    bundled = await dossier.source.transaction(a_transaction((objection, "POST Consent")))

    assert alone.status_code == bundled.status_code == 422
    assert fault(alone)["expression"] == ["Consent.scope"]
    assert fault(bundled)["expression"] == ["Bundle.entry[0].resource.scope"]


@pytest.mark.parametrize(
    "rules",
    [{"implicitRules": "https://example.org/not"}, {"_implicitRules": {"id": "not"}}],
    ids=["named", "not named"],
)
async def test_rules_elsewhere_that_may_turn_a_wish_around_are_refused(
    region: Region, rules: dict[str, Any]
) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.post(a_treatment_directive(dossier.patient, **rules))

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Consent.implicitRules"]


async def test_a_number_of_an_inhabitant_has_no_place_in_the_open_directory(
    region: Region,
) -> None:
    source, bsn = await region.organization(), a_bsn()
    number = {"system": systems.BSN_SYSTEM, "value": bsn}
    neighbour = {"resourceType": "Practitioner", "identifier": [number]}
    with_patient = an_organization(source.ura) | {
        "contained": [a_patient(bsn, id="p")],
        "extension": [{"url": "https://example.org/of", "valueReference": {"reference": "#p"}}],
    }

    for resource, at in ((neighbour, "identifier[0].value"), (with_patient, "contained[0]")):
        kind = resource["resourceType"]
        alone = await source.post(resource)
        bundled = await source.transaction(a_transaction((resource, f"POST {kind}")))
        assert alone.status_code == bundled.status_code == 422
        assert fault(alone)["expression"] == [f"{kind}.{at}"]
        assert fault(bundled)["expression"] == [f"Bundle.entry[0].resource.{at}"]
        assert bsn not in alone.text + bundled.text


async def test_a_method_of_the_callers_own_making_is_kept_nowhere(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller, word = await region.organization(), "ANYWORD"
    transport = httpx.ASGITransport(app=region.running.app)
    nobody = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000/fhir")

    logged: list[str] = []
    log = region.running.app.fhir.app.hub.seen.log
    log.flush()
    monkeypatch.setattr(log, "write", logged.append)
    without = await nobody.request(word, "Goal")
    answer = await caller(word, "Goal")
    log.flush()

    assert without.status_code == 401
    assert answer.status_code == 405
    assert "".join(logged).count("\n") == 2
    assert word not in str(logged)
    kept = await region.running.left_behind()
    assert word.lower() not in {row["interaction"] for row in kept}


@pytest.mark.parametrize("sign", ["-", ".", "_"])
async def test_a_request_id_with_a_number_in_parts_is_not_kept(region: Region, sign: str) -> None:
    caller, bsn = await region.organization(), a_bsn()
    given = f"call{sign}{bsn[:4]}{sign}{bsn[4:]}"

    answer = await caller.get("Goal/1", x_request_id=given)

    assert answer.headers["X-Request-Id"] != given


async def test_a_resource_with_more_names_than_anyone_has_is_refused(region: Region) -> None:
    source = await region.organization()
    names = [{"family": f"{number} Langenaam-Van der Vlinderhofstraat"} for number in range(2_000)]

    answer = await source.post({"resourceType": "Practitioner", "name": names})

    assert answer.status_code == 422
    assert answer.json()["issue"][0]["code"] == "too-costly"
