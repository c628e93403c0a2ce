"""The definitions that the hub judges by can be read by everyone, and written by nobody."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from hub.fhir.capabilities import capabilities
from hub.fhir.catalogue import Catalogue
from profiles.check.structure import check_structure as validate
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, shipped
from profiles.systems import PZP_GUIDE
from profiles.text.parse import parse
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

TYPES = [
    *("CodeSystem", "Measure", "OperationDefinition", "SearchParameter"),
    *("StructureDefinition", "ValueSet"),
]
PZP = "https://fhir.iknl.nl/fhir/StructureDefinition/"


async def asked(region: Region, path: str, **headers: str) -> httpx.Response:
    """A GET without a token."""
    return await (await region.organization()).client.get(path, headers=headers)


async def bundle(region: Region, path: str) -> dict[str, Any]:
    answer = await asked(region, path)
    assert answer.status_code == 200, answer.text
    return parse(answer.content)


@pytest.mark.parametrize("kind", TYPES)
async def test_each_is_found_and_read_without_a_token(region: Region, kind: str) -> None:
    found = await bundle(region, f"{kind}?_count=3")

    assert found["type"] == "searchset"
    assert found["total"] >= len(found["entry"]) > 0
    for entry in found["entry"]:
        one = entry["resource"]
        read = await asked(region, f"{kind}/{one['id']}")
        assert parse(read.content) == one
        assert entry["fullUrl"].endswith(f"/fhir/{kind}/{one['id']}")


async def test_a_profile_is_found_by_its_canonical(region: Region) -> None:
    found = await bundle(region, f"StructureDefinition?url={PZP}ACP-Patient")

    [entry] = found["entry"]
    assert entry["resource"]["type"] == "Patient"
    assert entry["search"] == {"mode": "match"}


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("name=acp", True),
        ("name=ACPPatient", True),
        ("name=acp&version=0.1.0", True),
        ("version=99", False),
        ("_id=none", False),
        (f"url={PZP}none", False),
        ("_format=json&_id=ACP-Patient", True),
    ],
)
async def test_they_are_searched(region: Region, query: str, *, some: bool) -> None:
    found = await bundle(region, f"StructureDefinition?{query}")

    assert bool(found["total"]) is some


async def test_pages_hold_each_once(region: Region) -> None:
    found = await bundle(region, "StructureDefinition?_count=40")
    seen = [entry["fullUrl"] for entry in found["entry"]]
    while following := [one["url"] for one in found["link"] if one["relation"] == "next"]:
        found = await bundle(region, following[0].partition("/fhir/")[2])
        seen += [entry["fullUrl"] for entry in found["entry"]]

    assert len(seen) == len(set(seen)) == found["total"] > 40


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("ValueSet?colour=red", 400),
        ("ValueSet?name=a&name=b", 400),
        ("ValueSet?_count=x", 400),
        ("ValueSet/none", 404),
        ("ValueSet/$expand", 400),
        ("ValueSet/$lookup", 401),
        ("ValueSet/_history", 401),
        ("Questionnaire/1", 401),
    ],
)
async def test_what_is_not_there_is_said(region: Region, path: str, status: int) -> None:
    answer = await asked(region, path)

    assert answer.status_code == status
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_they_are_given_as_json_or_xml_alone(region: Region) -> None:
    assert (await asked(region, "ValueSet", Accept="text/turtle")).status_code == 406


@pytest.mark.parametrize("kind", TYPES)
async def test_nobody_writes_them(region: Region, kind: str) -> None:
    source = await region.organization()

    for answer in (
        await source.post({"resourceType": kind, "status": "draft"}),
        await source.put({"resourceType": kind, "id": "1"}),
        await source("DELETE", f"{kind}/1"),
        await source("POST", f"{kind}/$validate", {"resourceType": kind}),
    ):
        assert answer.status_code == 405
        assert "hub profiles add" in answer.json()["issue"][0]["diagnostics"]


async def test_by_post_and_in_a_batch_each_leaves_its_row(region: Region) -> None:
    source = await region.organization()
    entries = [
        {"request": {"method": "GET", "url": url}}
        for url in ("ValueSet?_count=1", "StructureDefinition/ACP-Patient", "ValueSet/none")
    ]

    found = await source.find("ValueSet", _count="2")
    batch = await source.transaction({"resourceType": "Bundle", "type": "batch", "entry": entries})

    assert len(found.json()["entry"]) == 2
    said = [entry["response"]["status"][:3] for entry in batch.json()["entry"]]
    assert said == ["200", "200", "404"]
    rows = [row for row in await region.running.left_behind() if row["ura"] == source.ura]
    assert [(row["interaction"], row["type"], row["status"]) for row in rows] == [
        ("search-type", "ValueSet", 200),
        ("search-type", "ValueSet", 200),
        ("read", "StructureDefinition", 200),
        ("read", "ValueSet", 404),
    ]


async def test_the_capabilities_name_them(region: Region) -> None:
    statement = parse((await asked(region, "metadata")).content)
    [rest] = statement["rest"]
    by_type = {one["type"]: one for one in rest["resource"]}

    assert validate(statement) == []
    assert f"{PZP}ACP-Patient" in by_type["Patient"]["supportedProfile"]
    assert [one["name"] for one in by_type["Goal"]["operation"]] == ["validate", "meta"]
    of_sets = [one["name"] for one in by_type["ValueSet"]["operation"]]
    assert of_sets == ["expand", "validate-code"]
    assert "operation" not in by_type["StructureDefinition"]
    assert any(guide.endswith("iknl.fhir.r4.pzp") for guide in statement["implementationGuide"])


@pytest.mark.parametrize(
    ("kind", "code"), [("Goal", "description"), ("Communication", "reason-code")]
)
async def test_the_guide_s_own_search_parameters_are_defined_here(
    region: Region, kind: str, code: str
) -> None:
    statement = parse((await asked(region, "metadata")).content)
    [listed] = [one for one in statement["rest"][0]["resource"] if one["type"] == kind]
    [url] = [one["definition"] for one in listed["searchParam"] if one["name"] == code]

    found = await bundle(region, f"SearchParameter?url={url}")

    assert [entry["resource"]["code"] for entry in found["entry"]] == [code]


def a_value_set(url: str, **members: Any) -> dict[str, Any]:
    return {"resourceType": "ValueSet", "url": url, "status": "draft", **members}


def catalogue_of(*packages: list[dict[str, Any]]) -> Catalogue:
    return Catalogue(
        Definitions(
            Package(f"some.package{number}", "1", tuple(resources), {})
            for number, resources in enumerate(packages)
        )
    )


def test_every_definition_has_an_id_of_its_own() -> None:
    long = "x" * 64
    catalogue = catalogue_of(
        [a_value_set("urn:a", id="one"), a_value_set("urn:b", id="one"), a_value_set("urn:c/one")],
        [a_value_set("urn:d", id="one"), a_value_set("urn:e", id=long)],
        [a_value_set("urn:f", id=long), a_value_set("https://example.org/a b_c"), a_value_set("/")],
    )

    ids = catalogue.find("ValueSet", {})

    assert len(ids) == len(set(ids)) == 8
    assert all(0 < len(name) <= 64 for name in ids)
    assert {"one", "one-some.package0", "one-some.package1", long, "a-b-c"} <= set(ids)
    assert [parse(catalogue.body("ValueSet", name) or b"")["id"] for name in ids] == ids


def test_of_one_canonical_that_of_the_later_package_is_shown() -> None:
    catalogue = catalogue_of(
        [a_value_set("urn:a", id="a", version="1")], [a_value_set("urn:a", id="a", version="2")]
    )

    [name] = catalogue.find("ValueSet", {"url": "urn:a"})

    assert parse(catalogue.body("ValueSet", name) or b"")["version"] == "2"


def test_a_decimal_stays_a_number() -> None:
    extension = {"url": "urn:x", "valueDecimal": Decimal("1.50")}
    catalogue = catalogue_of([a_value_set("urn:a", id="a", extension=[extension])])

    body = parse(catalogue.body("ValueSet", "a") or b"")

    assert body["extension"][0]["valueDecimal"] == Decimal("1.50")


def test_the_guides_of_the_packages_are_known() -> None:
    guide = {"resourceType": "ImplementationGuide", "url": "urn:guide", "version": "1"}

    assert catalogue_of([guide]).guides == ["urn:guide|1"]


@pytest.mark.parametrize("kind", TYPES)
def test_what_is_served_is_valid_and_profiles_have_their_snapshot(kind: str) -> None:
    catalogue = Catalogue(Definitions(shipped()))

    served = [parse(catalogue.body(kind, name) or b"") for name in catalogue.find(kind, {})]

    assert {one["id"]: validate(one) for one in served if validate(one)} == {}
    assert all("snapshot" in one for one in served) is (kind == "StructureDefinition")


def test_a_profile_that_stands_on_nothing_here_is_served_as_it_is() -> None:
    orphan = {
        "resourceType": "StructureDefinition",
        "id": "orphan",
        "url": "urn:orphan",
        "type": "Basic",
        "baseDefinition": "urn:none",
        "differential": {"element": []},
    }

    body = catalogue_of([orphan]).body("StructureDefinition", "orphan")

    assert parse(body or b"") == orphan


def test_a_guide_that_is_installed_is_named_in_its_version_and_once() -> None:
    guide = {"resourceType": "ImplementationGuide", "url": PZP_GUIDE, "version": "0.1.3"}

    for catalogue, named in (
        (catalogue_of(), PZP_GUIDE),
        (catalogue_of([guide]), f"{PZP_GUIDE}|0.1.3"),
    ):
        statement = parse(capabilities("http://127.0.0.1:8000", catalogue))
        assert statement["implementationGuide"] == [named]
