"""Packages of definitions: those shipped, and any FHIR NPM package a region installs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


class InvalidPackage(ValueError):
    """The file is no FHIR package; the message says what is wrong with it."""


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
    raise NotImplementedError(path)


@cache
def shipped() -> tuple[Package, ...]:
    """Our own definitions: R4's extensions, zib, nl-core, PZP and transfer."""
    raise NotImplementedError
