"""Codes are listed, judged, looked up and compared, as far as they are here, and no further."""

from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from profiles.systems import BSN_SYSTEM, LOINC, SNOMED
from tests.builders import a_bsn
from tests.hub.dossier import fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

GOALS = "https://fhir.iknl.nl/fhir/ValueSet/ACP-MedicalPolicyGoal"
PROLONG, COMFORT = "1351964001", "713148004"
NAMED = "Levensverlengende behandeling"
ROLES = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode"
CARE = "https://example.org/rtp/CodeSystem/care-type"
STATUS = "http://hl7.org/fhir/observation-status"


async def got(region: Region, path: str, **said: str) -> httpx.Response:
    """A GET without a token."""
    source = await region.organization()
    return await source.client.get(f"{path}?{urlencode(said)}" if said else path)


async def posted(region: Region, path: str, **said: Any) -> httpx.Response:
    """Parameters with a token that has a scope for nothing of it; `url="valueUri"` by its kind."""
    source = await region.organization(scopes=("system/Patient.r",))
    listed = [{"name": name, **value} for name, value in said.items()]
    return await source("POST", path, {"resourceType": "Parameters", "parameter": listed})


def said(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    assert answer.json()["resourceType"] == "Parameters"
    found = {}
    for one in answer.json()["parameter"]:
        [value] = [value for name, value in one.items() if name != "name"]
        found[one["name"]] = value
    return found


def listed(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["code"] for one in answer.json()["expansion"].get("contains", [])]


async def named(region: Region, kind: str, url: str) -> str:
    """The address of a definition."""
    [entry] = (await got(region, kind, url=url)).json()["entry"]
    return f"{kind}/{entry['resource']['id']}"


async def test_a_value_set_is_listed_by_get_and_post_and_by_its_id(region: Region) -> None:
    by_get = await got(region, "ValueSet/$expand", url=GOALS)
    by_post = await posted(region, "ValueSet/$expand", url={"valueUri": GOALS})
    by_id = await got(region, f"{await named(region, 'ValueSet', GOALS)}/$expand")

    assert listed(by_get) == listed(by_post) == listed(by_id) == ["385987000", PROLONG, COMFORT]
    expansion = by_get.json()["expansion"]
    assert expansion["total"] == 3
    assert expansion["contains"][1] == {"system": SNOMED, "code": PROLONG, "display": NAMED}
    assert expansion["timestamp"]
    assert expansion["identifier"].startswith("urn:uuid:")
    assert by_get.json()["url"] == GOALS
    assert "compose" not in by_get.json()
    [row] = await region.left_behind(by_post)
    assert (row["interaction"], row["type"]) == ("operation", "ValueSet")


async def test_it_is_narrowed_and_paged_and_its_total_is_of_all(region: Region) -> None:
    narrowed = await got(region, "ValueSet/$expand", url=GOALS, filter="lev beh")
    paged = await got(region, "ValueSet/$expand", url=GOALS, offset="1", count="1")
    none = await got(region, "ValueSet/$expand", url=GOALS, count="0")
    whole = await got(
        region, "ValueSet/$expand", url=GOALS, includeDefinition="true", activeOnly="false"
    )
    assert (listed(narrowed), narrowed.json()["expansion"]["total"]) == ([PROLONG], 1)
    assert (listed(paged), paged.json()["expansion"]["total"]) == ([PROLONG], 3)
    assert (listed(none), none.json()["expansion"]["total"]) == ([], 3)
    assert whole.json()["compose"]["include"]


async def test_r4s_own_sets_and_all_codes_of_a_system_are_listed(region: Region) -> None:
    r4 = await got(
        region, "ValueSet/$expand", url="http://hl7.org/fhir/ValueSet/observation-status"
    )
    assert "entered-in-error" in listed(r4)
    by_name = {one["code"]: one for one in r4.json()["expansion"]["contains"]}
    assert by_name["final"] == {"system": STATUS, "code": "final", "display": "Final"}


@pytest.mark.parametrize(
    ("asked", "result", "message"),
    [
        ({"system": SNOMED, "code": PROLONG}, True, ""),
        ({"system": SNOMED, "code": PROLONG, "display": NAMED.upper()}, True, ""),
        ({"system": SNOMED, "code": PROLONG, "display": "Verlengen"}, True, "can't be told"),
        (
            {"system": SNOMED, "code": PROLONG, "display": "Symptomen voorkomen en behandelen"},
            False,
            f"is what {COMFORT} is called",
        ),
        ({"system": SNOMED, "code": "89666000"}, False, "is not in the value set"),
        ({"system": SNOMED, "code": "1351964002"}, False, "check digit"),
        ({"system": LOINC, "code": PROLONG}, False, "is not in the value set"),
    ],
)
async def test_a_code_is_judged_by_a_value_set(
    region: Region, asked: dict[str, str], result: object, message: str
) -> None:
    by_get = said(await got(region, "ValueSet/$validate-code", url=GOALS, **asked))
    coding = {"coding": {"valueCoding": asked}, "url": {"valueUri": GOALS}}
    by_post = said(await posted(region, "ValueSet/$validate-code", **coding))
    by_id = f"{await named(region, 'ValueSet', GOALS)}/$validate-code"
    of_one = said(await got(region, by_id, **asked))

    assert by_get == by_post == of_one
    assert by_get["result"] is result
    assert message in by_get.get("message", "")
    assert bool(message) == ("message" in by_get)
    if asked["code"] == PROLONG and asked["system"] == SNOMED:
        assert by_get["display"] == NAMED


async def test_of_a_concept_one_coding_will_do(region: Region) -> None:
    other = {"system": SNOMED, "code": "89666000"}
    good = {"system": SNOMED, "code": PROLONG}
    url = {"valueUri": GOALS}

    async def judged(*codings: dict[str, str]) -> dict[str, Any]:
        concept = {"valueCodeableConcept": {"coding": list(codings)}}
        path = "ValueSet/$validate-code"
        return said(await posted(region, path, url=url, codeableConcept=concept))

    assert (await judged(other, good)) == {"result": True, "display": NAMED}
    assert (await judged(other, other))["result"] is False


async def test_what_is_not_here_is_never_guessed(region: Region) -> None:
    places = "http://decor.nictiz.nl/fhir/ValueSet/"
    drawn = f"{places}2.16.840.1.113883.2.4.3.11.60.40.2.20.7.1--20200901000000"
    unlisted = await got(region, "ValueSet/$expand", url=drawn)
    judged = said(
        await got(region, "ValueSet/$validate-code", url=drawn, system=SNOMED, code="64033007")
    )
    system = said(await got(region, "CodeSystem/$validate-code", url=SNOMED, code="64033007"))
    looked = await got(region, "CodeSystem/$lookup", system=LOINC, code="1-8")
    ordered = await got(
        region, "CodeSystem/$subsumes", system=SNOMED, codeA="64033007", codeB="64033007"
    )

    assert (unlisted.status_code, fault(unlisted)["code"]) == (400, "not-supported")
    assert "SNOMED CT is not here" in fault(unlisted)["diagnostics"]
    for one in (judged, system):
        assert one["result"] is False
        assert "SNOMED CT is not here" in one["message"]
    for answer in (looked, ordered):
        assert (answer.status_code, fault(answer)["code"]) == (404, "not-found")
        assert "is not here" in fault(answer)["diagnostics"]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("ValueSet/$expand", {"url": "http://nobody.example/vs"}),
        (
            "ValueSet/$validate-code",
            {"url": "http://nobody.example/vs", "system": "a", "code": "b"},
        ),
        ("CodeSystem/$validate-code", {"url": "http://nobody.example/cs", "code": "b"}),
        ("CodeSystem/$lookup", {"system": "http://nobody.example/cs", "code": "b"}),
        ("CodeSystem/$lookup", {"system": ROLES, "code": "nothing"}),
        ("CodeSystem/$subsumes", {"system": ROLES, "codeA": "01.015", "codeB": "nothing"}),
        ("ValueSet/$expand", {"url": f"{GOALS}|9.9"}),
        ("ValueSet/$expand", {"url": GOALS, "valueSetVersion": "9.9"}),
        ("CodeSystem/$lookup", {"system": ROLES, "code": "01.015", "version": "9.9"}),
        ("ValueSet/nothing/$expand", {}),
        ("CodeSystem/nothing/$validate-code", {"code": "a"}),
    ],
)
async def test_what_nobody_knows_is_404(region: Region, path: str, asked: dict[str, str]) -> None:
    assert (await got(region, path, **asked)).status_code == 404


async def test_a_code_is_judged_by_a_code_system(region: Region) -> None:
    async def judged(**asked: str) -> dict[str, Any]:
        return said(await got(region, "CodeSystem/$validate-code", **asked))

    by_id = f"{await named(region, 'CodeSystem', ROLES)}/$validate-code"
    known = await judged(url=ROLES, code="01.015")
    assert known["result"] is True
    assert known == said(await got(region, by_id, code="01.015"))
    coding = {"valueCoding": {"system": ROLES, "code": "01.015"}}
    assert known == said(await posted(region, "CodeSystem/$validate-code", coding=coding))
    assert (await judged(url=ROLES, code="99.999"))["message"].endswith("has no code 99.999")
    right = await judged(url=CARE, code="elv-laag", display="elv  laag complex")
    assert right == {"result": True, "display": "ELV laag complex"}
    wrong = await judged(url=CARE, code="elv-laag", display="Bakker")
    assert (wrong["result"], wrong["display"]) == (False, right["display"])
    assert "is not called" in wrong["message"]
    other = await judged(url=ROLES, code="01.015", version="9.9")
    assert (other["result"], "in no other" in other["message"]) == (False, True)


async def test_what_is_said_of_a_code_is_in_dutch_for_who_asks_that(region: Region) -> None:
    source = await region.organization()
    path = f"CodeSystem/$validate-code?{urlencode({'url': ROLES, 'code': '99.999'})}"

    answer = await source.get(path, Accept_Language="nl")

    assert said(answer)["message"].endswith("heeft geen code 99.999")


async def test_a_code_is_looked_up(region: Region) -> None:
    by_get = await got(region, "CodeSystem/$lookup", system=ROLES, code="01.015")
    coding = {"valueCoding": {"system": ROLES, "code": "01.015"}}
    by_post = await posted(region, "CodeSystem/$lookup", coding=coding)

    found = said(by_get)
    assert found == said(by_post)
    assert found["display"]
    assert found["name"]
    named = said(await got(region, "CodeSystem/$lookup", system=SNOMED, code=PROLONG))
    assert (named["name"], named["display"]) == ("SNOMED CT", NAMED)
    only = await got(region, "CodeSystem/$lookup", system=ROLES, code="01.015", property="inactive")
    codes = [
        one["part"][0]["valueCode"] for one in only.json()["parameter"] if one["name"] == "property"
    ]
    assert codes == ["inactive"]


async def test_two_codes_are_compared(region: Region) -> None:
    async def outcome(code: str, other: str) -> str:
        asked = {"system": ROLES, "codeA": code, "codeB": other}
        return said(await got(region, "CodeSystem/$subsumes", **asked))["outcome"]

    assert await outcome("01.015", "01.015") == "equivalent"
    assert await outcome("01.015", "01.016") == "not-subsumed"
    codings = {f"coding{one}": {"valueCoding": {"system": ROLES, "code": "01.015"}} for one in "AB"}
    assert said(await posted(region, "CodeSystem/$subsumes", **codings)) == {
        "outcome": "equivalent"
    }
    by_id = f"{await named(region, 'CodeSystem', ROLES)}/$subsumes"
    assert said(await got(region, by_id, codeA="01.015", codeB="01.016")) == {
        "outcome": "not-subsumed"
    }


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("ValueSet/$expand", {}),
        ("ValueSet/$expand", {"url": GOALS, "count": "x"}),
        ("ValueSet/$expand", {"url": GOALS, "activeOnly": "perhaps"}),
        ("ValueSet/$expand", {"url": GOALS, "context": "x"}),
        ("ValueSet/$validate-code", {"url": GOALS, "code": PROLONG}),
        ("ValueSet/$validate-code", {"url": GOALS}),
        ("ValueSet/$validate-code", {"url": GOALS, "coding": "x"}),
        ("ValueSet/$validate-code", {"url": GOALS, "system": SNOMED, "code": "x" * 2000}),
        (
            "ValueSet/$validate-code",
            {"url": GOALS, "system": SNOMED, "code": "1", "abstract": "true"},
        ),
        ("CodeSystem/$validate-code", {"code": "a"}),
        ("CodeSystem/$lookup", {"code": "a"}),
        ("CodeSystem/$subsumes", {"codeA": "a", "codeB": "b"}),
        ("CodeSystem/$subsumes", {"system": ROLES, "codeA": "a"}),
    ],
)
async def test_what_is_asked_half_is_refused_in_words(
    region: Region, path: str, asked: dict[str, str]
) -> None:
    answer = await got(region, path, **asked)
    assert answer.status_code == 400
    assert fault(answer)["diagnostics"]


@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "ValueSet"},
        {"resourceType": "Parameters", "parameter": 1},
        {"resourceType": "Parameters", "parameter": [1]},
        {"resourceType": "Parameters", "parameter": [{"name": 1, "valueUri": "a"}]},
        {"resourceType": "Parameters", "parameter": [{"name": "url", "valueUri": {"a": 1}}]},
        {"resourceType": "Parameters", "parameter": [{"name": "coding", "valueCoding": {}}]},
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "codeableConcept", "valueCodeableConcept": {"coding": [1]}}],
        },
        {
            "resourceType": "Parameters",
            "parameter": [
                {"name": "coding", "valueCoding": {"system": SNOMED, "code": "1"}},
                {"name": "display", "valueString": "x"},
            ],
        },
        {
            "resourceType": "Parameters",
            "parameter": [
                {"name": "coding", "valueCoding": {"system": SNOMED, "code": "1"}},
                {"name": "coding", "valueCoding": {"system": SNOMED, "code": "1"}},
            ],
        },
    ],
)
async def test_what_is_no_such_body_is_refused(region: Region, body: dict[str, Any]) -> None:
    source = await region.organization()
    path = f"{await named(region, 'ValueSet', GOALS)}/$validate-code"
    assert (await source("POST", path, body)).status_code == 400


async def test_lookup_is_of_no_single_code_system_and_nothing_is_written(region: Region) -> None:
    source = await region.organization()
    where = await named(region, "CodeSystem", ROLES)
    assert (await source.get(f"{where}/$lookup?code=01.015&system={ROLES}")).status_code == 400
    assert (
        await source("POST", "CodeSystem/$validate", {"resourceType": "CodeSystem"})
    ).status_code == 405
    assert (await source("PUT", where, {"resourceType": "CodeSystem"})).status_code == 405
    said = await source("OPTIONS", "ValueSet/$expand")
    assert said.headers["allow"] == "GET, POST, HEAD, OPTIONS"


async def test_the_number_of_a_person_is_no_code(region: Region) -> None:
    number = a_bsn()
    asked = {"system": BSN_SYSTEM, "code": number}
    by_url = await got(region, "CodeSystem/$lookup", **asked)
    by_post = await posted(region, "CodeSystem/$lookup", coding={"valueCoding": asked})
    for answer in (by_url, by_post):
        assert answer.status_code in {400, 405}
        assert number not in answer.text
