"""`hub profiles`: the definitions a region judges by, beside the shipped ones."""

import io
import tarfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.storage.database import Database
from hub.storage.packages import keep, kept, opened_package
from hub.storage.tables.definition_package import DefinitionPackageRow
from profiles.constraint.soundness import unsound
from profiles.packages.archive import InvalidPackage, members
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, missing_dependencies, read_package, shipped

LONGEST_LIST = 20
RESTART = "a running hub judges by these once it is started again"


@dataclass(frozen=True, slots=True)
class Offered:
    """A package to install, with its bytes as they are kept."""

    package: Package
    content: bytes


def offered(path: Path) -> Offered:
    """The package in a .tgz or a folder.

    Raises:
        InvalidPackage: not such a file, without a name, or not for FHIR 4.0.1.
    """
    package = read_package(path)
    return Offered(package, _packed(path) if path.is_dir() else path.read_bytes())


async def add_packages(url: str, packages: Sequence[Offered]) -> dict[str, Any]:
    """Install them, all or none; what was added, and which packages they still miss.

    Raises:
        InvalidPackage: a profile in it can't be expanded, with every reason.
    """
    database = await Database.open(url, 1)
    try:
        async with database.session() as session:
            rows = await kept(session)
            before = {row.name: row.version for row in rows}
            new = {one.package.name: one for one in packages}
            stay = [opened_package(row) for row in rows if row.name not in new]
            everything = [*shipped(), *stay, *(one.package for one in new.values())]
            check_packages(Definitions(everything))
            for name, one in new.items():
                await keep(session, _row(name, one))
    finally:
        await database.close()
    return {
        "added": [
            {
                **described(one.package),
                "replaces": before.get(name),
                "overrides": overridden(one.package, [*shipped(), *stay]),
            }
            for name, one in new.items()
        ],
        "missing": missing_dependencies(everything),
        "next": RESTART,
    }


async def list_packages(url: str) -> dict[str, Any]:
    """The shipped packages and those that are installed."""
    database = await Database.open(url, 1)
    try:
        async with database.session() as session:
            rows = await kept(session)
    finally:
        await database.close()
    return {
        "shipped": [described(package) for package in shipped()],
        "installed": [
            {**described(opened_package(row)), "added": row.added_at.isoformat(timespec="seconds")}
            for row in rows
        ],
    }


def described(package: Package) -> dict[str, Any]:
    """Name and version, and how many definitions of each type it brings."""
    counted = Counter(str(resource["resourceType"]) for resource in package.resources)
    return {
        "name": package.name,
        "version": package.version,
        "resources": dict(sorted(counted.items())),
    }


def overridden(package: Package, others: Sequence[Package]) -> list[str]:
    """The canonicals that other packages have too, and that are judged by this one's from now."""
    known = {resource.get("url") for other in others for resource in other.resources}
    own = {str(resource["url"]) for resource in package.resources if "url" in resource}
    return sorted(own & known)


def check_packages(definitions: Definitions) -> None:
    """Expand every profile: one package may spoil what another builds upon.

    Raises:
        InvalidPackage: some can't be, each with its reason.
    """
    faults = [
        f"{package.name}: {told}"
        for package in definitions.packages
        for told in unsound(definitions, package)
    ]
    if not faults:
        return
    shown = faults[:LONGEST_LIST]
    if len(faults) > len(shown):
        shown.append(f"and {len(faults) - len(shown)} more")
    lacking = missing_dependencies(definitions.packages)
    raise InvalidPackage("\n".join(["nothing was added:", *shown, *lacking]))


def _row(name: str, one: Offered) -> DefinitionPackageRow:
    return DefinitionPackageRow(name=name, version=one.package.version, content=one.content)


def _packed(folder: Path) -> bytes:
    """The folder's definitions as an archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, text in members(folder):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    return packed.getvalue()
