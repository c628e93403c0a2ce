"""Packages of definitions: those shipped, and any FHIR NPM package a region installs."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from profiles.packages.archive import InvalidPackage, members

CORE = "hl7.fhir.r4.core"
"""R4 itself, which is always there: the hub's own tables stand in for it."""

_LAYERS = ("r4", "zib", "nl_core", "pzp", "pzp_1_0", "transfer", "exchange")
_STANDS_IN = {
    "almere.zib": "nictiz.fhir.nl.r4.zib2020",
    "almere.nl_core": "nictiz.fhir.nl.r4.nl-core",
    "almere.pzp": "iknl.fhir.r4.pzp",
    "almere.pzp_1_0": "iknl.fhir.r4.pzp",
}
_R4 = re.compile(r"4\.0(?:\.|$)")
_NOT_DEFINITIONS = frozenset({"package.json", ".index.json"})


@dataclass(frozen=True, slots=True)
class Package:
    """Definitions that belong together; `dependencies` are names with versions.

    https://hl7.org/fhir/R4/packages.html
    """

    name: str
    version: str
    resources: tuple[Mapping[str, Any], ...]
    dependencies: Mapping[str, str]


def read_package(path: Path) -> Package:
    """A package from a .tgz or an unpacked folder.

    Raises:
        InvalidPackage: not such a file, or not for FHIR 4.0.1.
    """
    parsed = {name: _parse(name, text) for name, text in members(path)}
    manifest = parsed.get("package.json")
    if manifest is None:
        raise InvalidPackage(f"{path.name} has no package.json; give a FHIR package for R4.")
    _require_r4(manifest, path)
    resources = (parsed[name] for name in sorted(parsed.keys() - _NOT_DEFINITIONS))
    dependencies = manifest.get("dependencies")
    return Package(
        name=str(manifest.get("name", path.stem)),
        version=str(manifest.get("version", "")),
        resources=tuple(each for each in resources if isinstance(each.get("resourceType"), str)),
        dependencies=dependencies if isinstance(dependencies, dict) else {},
    )


def _require_r4(manifest: Mapping[str, Any], path: Path) -> None:
    versions = manifest.get("fhirVersions", manifest.get("fhir-version-list"))
    if not isinstance(versions, list) or not any(_R4.match(str(each)) for each in versions):
        raise InvalidPackage(
            f"{path.name} does not say that it is for FHIR 4.0.1 (fhirVersions in package.json);"
            " give the R4 edition of the package."
        )


def missing_dependencies(packages: Iterable[Package]) -> list[str]:
    """A sentence for each package that one of these stands on and that is not among them.

    The version is only told: definitions are found by canonical, whatever their version.
    """
    there = list(packages)
    names = {CORE, *(_STANDS_IN.get(package.name, package.name) for package in there)}
    return [
        f"{package.name} stands on {name} {version}, which is not loaded; add it, or what"
        " refers to its definitions can't be judged."
        for package in there
        for name, version in sorted(package.dependencies.items())
        if name not in names
    ]


@cache
def shipped() -> tuple[Package, ...]:
    """Our own: R4's extensions, zib, nl-core, both releases of PZP, transfer, and the hub's."""
    return tuple(_shipped())


def _shipped() -> Iterator[Package]:
    for layer in _LAYERS:
        folder = files("profiles").joinpath(layer, "definitions")
        if folder.is_dir():
            entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
            resources = tuple(
                _parse(entry.name, entry.read_bytes())
                for entry in entries
                if entry.name.endswith(".json")
            )
            yield Package(f"almere.{layer}", "", resources, {})


def _parse(name: str, text: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise InvalidPackage(f"{name} is not JSON; pack the package again.") from None
    if not isinstance(parsed, dict):
        raise InvalidPackage(f"{name} is JSON, but not an object; each file holds one resource.")
    return parsed
