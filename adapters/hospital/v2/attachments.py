"""Content in base64, cut out of OBX-5 before the message is split: it may be megabytes.

https://www.hl7.eu/HL7v2x/v29/std29/ch02a.html#Heading21
"""

import base64
import binascii
from collections.abc import Sequence

from adapters.hospital.header import Delimiters
from adapters.hospital.v2.refusal import DATA_TYPE, NOT_IN_TABLE, Refusal

_TYPE, _VALUE = 2, 5
_DATA = 4
_PDF = b"%PDF-"


def cut_out(lines: Sequence[str], delimiters: Delimiters) -> tuple[list[str], dict[int, str]]:
    """The lines without the data of OBX-5 of type ED, and that data by the line it stood in."""
    left, data = [], dict[int, str]()
    for number, line in enumerate(lines):
        kept = line
        if line.startswith(f"OBX{delimiters.field}"):
            fields = line.split(delimiters.field)
            if len(fields) > _VALUE and fields[_TYPE] == "ED":
                parts = fields[_VALUE].split(delimiters.component)
                data[number] = "".join(parts[_DATA:])
                fields[_VALUE] = delimiters.component.join(parts[:_DATA])
                kept = delimiters.field.join(fields)
        left.append(kept)
    return left, data


def pdf_of(data: str, encoding: str, place: str) -> bytes:
    """The bytes of a PDF. Raises Refusal: base64 that is none, or a PDF that is none."""
    if encoding.casefold() != "base64":
        raise Refusal(NOT_IN_TABLE, place, "the document is not encoded as Base64")
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(DATA_TYPE, place, "the document is no base64") from None
    if not content.startswith(_PDF):
        raise Refusal(DATA_TYPE, place, "the document is said to be a PDF and is none")
    return content
