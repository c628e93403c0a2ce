"""The JSON files of a package, whether packed or not, within bounds of number and size."""

import gzip
import io
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
        return _unpacked(path)
    if path.is_file():
        return _packed(path)
    raise InvalidPackage(f"There is no file or folder {path.name}; name a .tgz or a folder.")


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    inner = path / "package"
    folder = inner if inner.is_dir() else path
    files = sorted(file for file in folder.glob("*.json") if file.is_file())
    if len(files) > MAX_MEMBERS or sum(file.stat().st_size for file in files) > MAX_BYTES:
        raise _too_large(path)
    return ((file.name, file.read_bytes()) for file in files)


def _packed(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with gzip.open(path) as stream:
            archive = stream.read(MAX_BYTES + 1)
        if len(archive) > MAX_BYTES:
            raise _too_large(path)
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
            yield from _taken(path, tar)
    except (tarfile.TarError, EOFError, zlib.error, OSError):
        raise InvalidPackage(f"{path.name} is not a .tgz archive; download it again.") from None


def _taken(path: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for count, member in enumerate(tar, start=1):
        place = PurePosixPath(member.name)
        if place.is_absolute() or ".." in place.parts or not (member.isfile() or member.isdir()):
            raise InvalidPackage(
                f"{path.name} has a member that leads outside it; don't use this package."
            )
        if count > MAX_MEMBERS:
            raise _too_large(path)
        text = tar.extractfile(member) if _is_definition(place) else None
        if text is not None:
            yield place.name, text.read()


def _is_definition(place: PurePosixPath) -> bool:
    return place.suffix == ".json" and str(place.parent) in {"package", "."}


def _too_large(path: Path) -> InvalidPackage:
    return InvalidPackage(
        f"{path.name} unpacks to more than {MAX_MEMBERS} files or {MAX_BYTES >> 20} MB;"
        " give the package without its examples."
    )
