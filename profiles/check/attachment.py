"""What an Attachment says of its content is so.

https://hl7.org/fhir/R4/datatypes.html#Attachment
"""

import base64
import binascii
import hashlib
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults


def attachment(node: Any, _: Context) -> Faults:
    """Size and hash are those of the bytes in it; of what stands elsewhere nobody can tell."""
    data, size, hashed = node.get("data"), node.get("size"), node.get("hash")
    if type(data) is not str or (size is None and hashed is None):
        return None
    faults = []
    if type(size) is int and size != _size(data):
        text = "The size is not that of the data, in bytes before they became base64; correct it."
        faults.append(Fault("value", text, "size"))
    if type(hashed) is str and not _is_hash(hashed, data):
        text = "The hash is not that of the data, SHA-1 in base64; send the data anew or leave it."
        faults.append(Fault("value", text, "hash"))
    return faults or None


def _size(data: str) -> int:
    packed = data if data.isalnum() else "".join(data.split())
    return len(packed) * 3 // 4 - packed.count("=", -2)


def _is_hash(hashed: str, data: str) -> bool:
    """What is no base64 is told elsewhere."""
    try:
        digest = hashlib.sha1(base64.b64decode(data), usedforsecurity=False).digest()
        return base64.b64decode(hashed) == digest
    except (binascii.Error, ValueError):
        return True
