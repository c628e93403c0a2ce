"""Strings encoded and escaped, and back.

https://hl7.org/fhirpath/N1/#additional-string-functions
"""

import binascii
import html
import json
import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode

from profiles.fhirpath.items import Items

_ESCAPED = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def encoded(text: str, form: str) -> Items:
    """`encode(format)`; nothing for a format that is not known."""
    raw = text.encode("utf-8", "surrogatepass")
    if form == "hex":
        return [raw.hex()]
    if form == "base64":
        return [b64encode(raw).decode("ascii")]
    return [urlsafe_b64encode(raw).decode("ascii")] if form == "urlbase64" else []


def decoded(text: str, form: str) -> Items:
    """`decode(format)`; nothing for what was not encoded so."""
    try:
        if form == "hex":
            return [bytes.fromhex(text).decode("utf-8")]
        if form == "base64":
            return [b64decode(text, validate=True).decode("utf-8")]
        return [urlsafe_b64decode(text).decode("utf-8")] if form == "urlbase64" else []
    except (ValueError, binascii.Error):
        return []


def escaped(text: str, target: str) -> Items:
    """`escape(target)`, for HTML or JSON."""
    if target == "html":
        return ["".join(_XML.get(letter, letter) for letter in text)]
    return [json.dumps(text, ensure_ascii=False)[1:-1]] if target == "json" else []


def unescaped(text: str, target: str) -> Items:
    """`unescape(target)`, of HTML or JSON."""
    if target == "html":
        return [html.unescape(text)]
    return [_ESCAPED.sub(_plain, text)] if target == "json" else []


def _plain(match: re.Match[str]) -> str:
    return str(json.loads(f'"{match.group()}"'))
