"""SQLModel row classes, one table per file; they describe rows and validate no input."""

from sqlmodel import SQLModel

from hub.storage.tables import (
    assertion,
    audit,
    client,
    definition_package,
    inhabitant,
    key_check,
    organization,
    resource,
    version,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "assertion",
    "audit",
    "client",
    "definition_package",
    "inhabitant",
    "key_check",
    "organization",
    "resource",
    "version",
]
