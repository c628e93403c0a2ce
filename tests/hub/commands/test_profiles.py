"""`hub profiles`: packages are installed whole or not at all, and a started hub judges by them."""

import asyncio
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from hub.app import create_app
from hub.cli import main
from hub.settings import Settings
from hub.validation.policy_file import shipped_policy
from tests.plugins.hub import Caller, Clock, Running
from tests.plugins.shared_data import shared_data

BASE = "https://example.org/fhir/StructureDefinition/"
NATIONAL = (
    "iknl.fhir.r4.pzp",
    "nictiz.fhir.nl.r4.nl-core",
    "nictiz.fhir.nl.r4.zib2020",
)
NAMES = ("test.region", "test.other")


@pytest.fixture(autouse=True)
def _clean(owner_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", owner_url)
    yield
    asyncio.run(_forget(owner_url))


async def _forget(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "DELETE FROM definition_package WHERE name = ANY ($1)", [*NAMES, *NATIONAL]
        )
    finally:
        await connection.close()


def a_profile(
    name: str, on: str = "http://hl7.org/fhir/StructureDefinition/Basic"
) -> dict[str, Any]:
    """A profile on Basic that asks for a subject."""
    return {
        "resourceType": "StructureDefinition",
        "id": name,
        "url": BASE + name,
        "name": name,
        "status": "draft",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": "Basic",
        "baseDefinition": on,
        "derivation": "constraint",
        "differential": {"element": [{"id": "Basic.subject", "path": "Basic.subject", "min": 1}]},
    }


def a_folder(
    parent: Path, *resources: dict[str, Any], name: str = NAMES[0], **manifest: Any
) -> Path:
    folder = parent / f"{name}-{len(list(parent.iterdir()))}"
    folder.mkdir()
    said = {"name": name, "version": "1.0.0", "fhirVersions": ["4.0.1"], **manifest}
    (folder / "package.json").write_text(json.dumps(said))
    for one in resources:
        (folder / f"{one['resourceType']}-{one['id']}.json").write_text(json.dumps(one))
    return folder


def packed(folder: Path) -> Path:
    file = folder.with_suffix(".tgz")
    with tarfile.open(file, "w:gz") as archive:
        archive.add(folder, "package")
    return file


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def installed(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    assert main(["profiles", "list"]) == 0
    return [(one["name"], one["version"]) for one in told(capsys)["installed"]]


@pytest.mark.parametrize("pack", [True, False], ids=["tgz", "folder"])
def test_a_package_is_added_and_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, pack: bool
) -> None:
    folder = a_folder(tmp_path, a_profile("basic"))

    assert main(["profiles", "add", str(packed(folder) if pack else folder)]) == 0

    said = told(capsys)
    assert said["added"] == [
        {
            "name": "test.region",
            "version": "1.0.0",
            "resources": {"StructureDefinition": 1},
            "replaces": None,
            "overrides": [],
        }
    ]
    assert said["missing"] == []
    assert "started again" in said["next"]
    assert installed(capsys) == [("test.region", "1.0.0")]


def test_the_shipped_ones_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "list"]) == 0

    shipped = {one["name"]: one["resources"] for one in told(capsys)["shipped"]}
    assert shipped["almere.pzp"]["SearchParameter"] == 2


def test_another_version_takes_the_place_of_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = a_folder(tmp_path, a_profile("basic"))
    second = a_folder(tmp_path, a_profile("basic"), version="1.1.0")
    main(["profiles", "add", str(first)])
    capsys.readouterr()

    assert main(["profiles", "add", str(second)]) == 0

    assert told(capsys)["added"][0]["replaces"] == "1.0.0"
    assert installed(capsys) == [("test.region", "1.1.0")]


def test_what_a_package_has_in_place_of_ours_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = "https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Communication"
    folder = a_folder(tmp_path, a_profile("lax") | {"url": ours})

    assert main(["profiles", "add", str(folder)]) == 0

    assert told(capsys)["added"][0]["overrides"] == [ours]


def test_packages_that_stand_on_each_other_are_added_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    below = a_folder(tmp_path, a_profile("basic"))
    above = a_folder(
        tmp_path,
        a_profile("upper", BASE + "basic"),
        name=NAMES[1],
        dependencies={NAMES[0]: "1.0.0"},
    )

    assert main(["profiles", "add", str(above)]) == 1
    refused = capsys.readouterr().err
    assert f"{BASE}upper" in refused
    assert f"stands on {NAMES[0]} 1.0.0" in refused
    assert main(["profiles", "add", str(above), str(below)]) == 0
    capsys.readouterr()
    assert installed(capsys) == [("test.other", "1.0.0"), ("test.region", "1.0.0")]


def test_a_dependency_that_nothing_needs_is_told_and_not_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_folder(tmp_path, a_profile("basic"), dependencies={"some.package": "2"})

    assert main(["profiles", "add", str(folder)]) == 0

    [missing] = told(capsys)["missing"]
    assert "some.package 2" in missing


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (["absent.tgz"], "no file or folder"),
        (["empty"], "no package.json"),
        (["rubbish.tgz"], "not a .tgz"),
        (["stu3"], "4.0.1"),
        (["wrong"], "nothing was added"),
        (["good", "wrong"], "nothing was added"),
    ],
)
def test_what_can_not_be_added_leaves_everything_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: list[str], reason: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "rubbish.tgz").write_bytes(b"rubbish")
    a_folder(tmp_path, fhirVersions=["3.0.2"]).rename(tmp_path / "stu3")
    a_folder(tmp_path, a_profile("basic", BASE + "none")).rename(tmp_path / "wrong")
    a_folder(tmp_path, a_profile("basic"), name=NAMES[1]).rename(tmp_path / "good")

    assert main(["profiles", "add", *(str(tmp_path / name) for name in files)]) == 1

    assert reason in capsys.readouterr().err
    assert installed(capsys) == []


def test_the_national_packages_can_be_added(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(shared_data("packages").glob("*.tgz"))

    assert main(["profiles", "add", *map(str, files)]) == 0

    said = told(capsys)
    assert sorted(one["name"] for one in said["added"]) == sorted(NATIONAL)
    assert said["missing"] == []


def test_the_shipped_policy_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "policy"]) == 0
    assert capsys.readouterr().out == shipped_policy()


def test_a_hub_that_starts_judges_by_what_is_installed(
    tmp_path: Path, settings: Settings, hub: Running
) -> None:
    main(["profiles", "add", str(a_folder(tmp_path, a_profile("basic")))])

    supported, codes = asyncio.run(_asked(settings, hub))

    assert supported == [f"{BASE}basic"]
    assert codes == ["required"]


async def _asked(settings: Settings, hub: Running) -> tuple[list[str], list[str]]:
    """What a fresh hub supports for Basic, and its errors about one without a subject."""
    app = create_app(settings, Clock())
    async with app.web.router.lifespan_context(app.web):
        running = Running(app, settings, hub.database, hub.owner, hub.clock, hub.issuer, hub.access)
        caller = Caller(running, "90001234", "Z3")
        statement = (await caller.client.get("metadata")).json()
        basic = {
            "resourceType": "Basic",
            "code": {"text": "a"},
            "meta": {"profile": [f"{BASE}basic"]},
        }
        answer = await caller("POST", "Basic/$validate", basic)
    [listed] = [one for one in statement["rest"][0]["resource"] if one["type"] == "Basic"]
    issues = answer.json()["issue"]
    return listed["supportedProfile"], [one["code"] for one in issues if one["severity"] == "error"]
