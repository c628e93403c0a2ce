"""A new version's seal, bound to the columns that stand beside it."""

from hub.storage import binding
from hub.storage.binding import Columns
from hub.storage.body import label
from hub.storage.sealing import Keyring
from hub.write.names import Name


def seal(new: Columns, name: Name, body: bytes, keyring: Keyring) -> bytes:
    """What a version is kept as; a deletion has an empty body."""
    return keyring.seal(label(name.type, name.id, body), binding.of_version(new))
