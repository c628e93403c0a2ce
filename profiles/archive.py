"""The JSON files of a package, whether packed or not, within bounds of number and size."""

import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

MAX_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 5000


class InvalidPackage(ValueError):
    """The file is no FHIR package; the message says what is wrong with it."""


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and text of each JSON file right in the package's folder; examples are left out.

    Raises:
        InvalidPackage: no such file, not an archive, unsafe or too large.
    """
    if path.is_dir():
        yield from _in_bounds(path.name, _unpacked(path))
    elif path.is_file():
        yield from _in_bounds(path.name, _packed(path))
    else:
        raise InvalidPackage(f"There is no file or folder {path.name}; name a .tgz or a folder.")


def _unpacked(path: Path) -> Iterator[tuple[str, int, bytes]]:
    inner = path / "package"
    folder = inner if inner.is_dir() else path
    for file in sorted(folder.glob("*.json")):
        if file.is_file():
            yield file.name, file.stat().st_size, file.read_bytes()


def _packed(path: Path) -> Iterator[tuple[str, int, bytes]]:
    try:
        with tarfile.open(path, "r:*") as archive:
            for member in archive:
                place = PurePosixPath(member.name)
                if place.is_absolute() or ".." in place.parts or not _is_plain(member):
                    raise InvalidPackage(
                        f"{path.name} has a member that leads outside it; don't use this package."
                    )
                wanted = member.isfile() and _is_definition(place)
                taken = archive.extractfile(member) if wanted and member.size <= MAX_BYTES else None
                yield place.name if wanted else "", member.size, taken.read() if taken else b""
    except (tarfile.TarError, EOFError, zlib.error, OSError):
        raise InvalidPackage(f"{path.name} is not a .tgz archive; download it again.") from None


def _is_plain(member: tarfile.TarInfo) -> bool:
    return member.isfile() or member.isdir()


def _is_definition(place: PurePosixPath) -> bool:
    return place.suffix == ".json" and str(place.parent) in {"package", "."}


def _in_bounds(
    package: str, entries: Iterator[tuple[str, int, bytes]]
) -> Iterator[tuple[str, bytes]]:
    total = 0
    for count, (name, size, text) in enumerate(entries, start=1):
        total += size
        if count > MAX_MEMBERS or total > MAX_BYTES:
            raise InvalidPackage(
                f"{package} unpacks to more than {MAX_MEMBERS} files or"
                f" {MAX_BYTES // 1024 // 1024} MB; give the package without its examples."
            )
        if name:
            yield name, text
