"""A new version with its seal, bound to the columns that stand beside it."""

from dataclasses import replace

from hub.storage import binding
from hub.storage.body import label
from hub.storage.rows import NewVersion
from hub.storage.sealing import Keyring
from hub.write.names import Name


def sealed(new: NewVersion, name: Name, body: bytes, keyring: Keyring) -> NewVersion:
    """The version and its current row, sealed; a deletion has an empty body."""
    return replace(
        new,
        sealed=keyring.seal(label(name.type, name.id, body), binding.of_version(new)),
    )
