"""The packages of definitions that were installed: written by the command line, read at start."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.storage.tables.definition_package import DefinitionPackageRow
from profiles.packages.package import Package, read_package


async def keep(session: AsyncSession, package: DefinitionPackageRow) -> None:
    """Install a package, in place of any other version of it."""
    await session.merge(package)
    await session.flush()


async def kept(session: AsyncSession) -> list[DefinitionPackageRow]:
    """All that are installed, by name."""
    found = await session.exec(
        select(DefinitionPackageRow).order_by(col(DefinitionPackageRow.name))
    )
    return list(found)


def opened_package(row: DefinitionPackageRow) -> Package:
    """The definitions in an installed package.

    Raises:
        InvalidPackage: it can't be read any more.
    """
    with NamedTemporaryFile(suffix=".tgz") as file:
        file.write(row.content)
        file.flush()
        return read_package(Path(file.name))
