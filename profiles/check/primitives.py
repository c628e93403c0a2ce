"""The form of each primitive type but the dates."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

from profiles.check import dates, narrative
from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults, shape

MAX_STRING = 1024 * 1024

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_URI = re.compile(r"[^\s\x00-\x1f]+")
# Possessive, so that the longest text costs no memory of where it might be read otherwise.
_CODE = re.compile(r"[^\s\x00-\x1f]++(?: [^\s\x00-\x1f]++)*+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*+")
_OID = re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NO_OID = "This is not an oid; write urn:oid: and numbers with points."
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*+)?/?>")
_SPACE = " "
_OID_SCHEME = "urn:oid:"


def string(value: Any, _: Context) -> Faults:
    """A string.

    https://hl7.org/fhir/R4/datatypes.html#string
    """
    if type(value) is str:
        # Printable text without a leading space needs no closer look, and is nearly all text.
        if value and value[0] != _SPACE and value.isprintable() and len(value) <= MAX_STRING:
            return None
        return _odd_string(value)
    return [_not_text(value)]


def markdown(value: Any, context: Context) -> Faults:
    """A string in which a tag would be shown as it is written, or left out, by who keeps to R4.

    https://hl7.org/fhir/R4/datatypes.html#markdown
    """
    found = string(value, context)
    if found or "<" not in value or _TAG.search(value) is None:
        return found
    text = "A markdown has no HTML in it, which readers show as text or leave out; write it so."
    return [Fault("value", text, severity="warning")]


def uri(value: Any, _: Context) -> Faults:
    """A uri or url: no white space, and what says that it is an oid is one.

    https://hl7.org/fhir/R4/datatypes.html#uri
    """
    if type(value) is not str:
        return [_not_text(value)]
    if not (value and _SPACE not in value and value.isprintable()) and not _URI.fullmatch(value):
        return [Fault("value", "A uri has one or more characters and no white space; correct it.")]
    if value.startswith(_OID_SCHEME) and not _OID.fullmatch(value):
        return [Fault("value", _NO_OID)]
    return None


def canonical(value: Any, context: Context) -> Faults:
    """A uri that is absolute, or a #fragment.

    https://hl7.org/fhir/R4/datatypes.html#canonical
    """
    found = uri(value, context)
    if found or ":" in value or value[0] == "#":
        return found
    return [Fault("value", "A canonical is absolute, https://…, or a #fragment; write it so.")]


def system(value: Any, context: Context) -> Faults:
    """The uri of a naming or code system, which tells all the world the same.

    https://hl7.org/fhir/R4/datatypes.html#Coding
    """
    found = uri(value, context)
    if found or ":" in value:
        return found
    return [Fault("value", "A system is absolute, https://… or urn:oid:…; write it so.")]


def code(value: Any, _: Context) -> Faults:
    """A code: single spaces within only.

    https://hl7.org/fhir/R4/datatypes.html#code
    """
    if type(value) is str:
        if value and _SPACE not in value and value.isprintable():
            return None
        if _CODE.fullmatch(value):
            return None
        return [
            Fault(
                "value",
                "A code has one or more characters, no white space around it and"
                " single spaces within; correct it.",
            )
        ]
    return [_not_text(value)]


def language(value: Any, context: Context) -> Faults:
    """A code that is formed as a language tag; which tags are registered is not judged.

    https://hl7.org/fhir/R4/resource-definitions.html#Resource.language
    """
    found = code(value, context)
    if found or _LANGUAGE.fullmatch(value):
        return found
    return [Fault("value", "A language is a tag of BCP 47, as nl or nl-NL; write it so.")]


def boolean(value: Any, _: Context) -> Faults:
    """JSON's true or false.

    https://hl7.org/fhir/R4/datatypes.html#boolean
    """
    if value is True or value is False:
        return None
    return [
        Fault(
            "structure",
            f"A boolean is true or false, in JSON without quotes; this is {shape(value)}.",
        )
    ]


def decimal(value: Any, _: Context) -> Faults:
    """A JSON number.

    https://hl7.org/fhir/R4/datatypes.html#decimal
    """
    kind = type(value)
    if kind is int or (kind is Decimal and value.is_finite()):
        return None
    if kind is float and isfinite(value):
        return None
    return [
        Fault(
            "structure", f"A decimal is a number, in JSON without quotes; this is {shape(value)}."
        )
    ]


def base64_binary(value: Any, _: Context) -> Faults:
    """Base64 with padding.

    https://hl7.org/fhir/R4/datatypes.html#base64Binary
    """
    if type(value) is not str:
        return [_not_text(value)]
    packed = "".join(value.split()) if not value.isalnum() else value
    if packed and len(packed) % 4 == 0 and _BASE64.fullmatch(packed):
        return None
    return [Fault("value", "This is not base64 with padding; encode the bytes anew.")]


def _whole(name: str, least: int) -> Check:
    most = 2**31 - 1

    def check(value: Any, _: Context) -> Faults:
        if type(value) is int and least <= value <= most:
            return None
        text = (
            f"The type {name} is a whole number from {least} to {most} without fraction or "
            f"exponent, in JSON without quotes; this is {shape(value)} that is not."
        )
        return [Fault("value", text)]

    return check


def _formed(form: Callable[[str], object], text: str) -> Check:
    def check(value: Any, _: Context) -> Faults:
        if type(value) is str:
            return None if form(value) else [Fault("value", text)]
        return [_not_text(value)]

    return check


def _odd_string(value: str) -> Faults:
    if not value or value.isspace():
        return [Fault("value", "A string must not be empty; leave the element out.")]
    if len(value) > MAX_STRING:
        return [Fault("too-long", "A string has at most 1,048,576 characters; shorten it.")]
    if _CONTROL.search(value):
        return [
            Fault(
                "value",
                "A string has no control characters but tab, carriage return and line feed;"
                " remove them.",
            )
        ]
    return None


def _not_text(value: Any) -> Fault:
    return Fault("structure", f"This must be a string, but is {shape(value)}; write a string.")


PRIMITIVE_CHECKS: Mapping[str, Check] = {
    "base64Binary": base64_binary,
    "boolean": boolean,
    "canonical": canonical,
    "code": code,
    "date": dates.date,
    "dateTime": dates.date_time,
    "decimal": decimal,
    "id": _formed(
        _ID.fullmatch, "An id has 1 to 64 letters, digits, hyphens and points; choose such an id."
    ),
    "instant": dates.instant,
    "integer": _whole("integer", -(2**31)),
    "markdown": markdown,
    "oid": _formed(_OID.fullmatch, _NO_OID),
    "positiveInt": _whole("positiveInt", 1),
    "string": string,
    "time": dates.clock_time,
    "unsignedInt": _whole("unsignedInt", 0),
    "uri": uri,
    "url": uri,
    "uuid": _formed(_UUID.fullmatch, "This is not a uuid; write urn:uuid: and lower-case digits."),
    "xhtml": narrative.xhtml,
}
