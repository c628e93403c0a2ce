"""SQLModel row classes, one table per file; they describe rows and validate no input."""

from hub.storage.tables import (
    audit,
    inhabitant,
    organization,
    privacy_statement,
    resource,
    version,
)

__all__ = ["audit", "inhabitant", "organization", "privacy_statement", "resource", "version"]
