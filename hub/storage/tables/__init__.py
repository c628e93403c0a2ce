"""SQLModel row classes, one table per file; they describe rows and validate no input."""

from sqlmodel import SQLModel

from hub.storage.tables import (
    assertion,
    broken_promise,
    client,
    configuration_change,
    definition_package,
    handle,
    identity_merge,
    inhabitant,
    kept_place,
    key_check,
    ledger,
    notification,
    notification_channel,
    organization,
    proof,
    resource,
    site_capacity,
    task,
    transfer_case,
    transfer_event,
    transfer_figures,
    transfer_offer,
    version,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "assertion",
    "broken_promise",
    "client",
    "configuration_change",
    "definition_package",
    "handle",
    "identity_merge",
    "inhabitant",
    "kept_place",
    "key_check",
    "ledger",
    "notification",
    "notification_channel",
    "organization",
    "proof",
    "resource",
    "site_capacity",
    "task",
    "transfer_case",
    "transfer_event",
    "transfer_figures",
    "transfer_offer",
    "version",
]
