"""What is answered to a message: at which level, in which shape, in the sender's own version.

https://www.hl7.eu/HL7v2x/v29/std29/ch02.html#Heading55
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from adapters.hospital.header import STANDARD, Delimiters, Header
from adapters.hospital.verdict import Fault, Taken, Verdict

Policy = Literal["norm", "original"]

_ACCEPT: Final = {"AA": "CA", "AE": "CE", "AR": "CR"}
_IN_TURN: Final = frozenset({"ACK", "MCF", "NAK"})
_KNOWN_VERSION: Final = re.compile(r"2\.([1-9])(\.\d)?")
_OURS: Final = "2.4"
_ERR_IN_PARTS: Final = 5  # from version 2.5
_MSH_9_IN_PARTS: Final = 3
_NAME: Final = b"RSOHUB"


@dataclass(frozen=True, slots=True)
class Asked:
    """When the sender wants an answer of each level: AL, NE, ER or SU; "" is never."""

    accept: str = ""
    application: str = ""


def asked(header: Header, policy: Policy) -> Asked:
    """What MSH-15 and MSH-16 ask; with both empty, or by the site's setting, original mode."""
    levels = header.accept.upper(), header.application.upper()
    if policy == "original" or not any(levels):
        return Asked(application="AL")
    return Asked(*(level or "NE" for level in levels))


def is_answer(header: Header) -> bool:
    """Whether the message is an answer itself: that is never answered."""
    return header.type.upper() in _IN_TURN


def version_of(header: Header) -> int | None:
    """The n of version 2.n; None of what is no version of HL7 v2."""
    found = _KNOWN_VERSION.fullmatch(header.version)
    return int(found[1]) if found else None


def answers(header: Header, verdict: Verdict, policy: Policy) -> list[bytes]:
    """The messages that answer this one, in the order in which they go out; maybe none."""
    if is_answer(header):
        return []
    levels = asked(header, policy)
    code = "AA" if isinstance(verdict, Taken) else verdict.code
    sent = []
    if _wants(levels.accept, code):
        sent.append(_message(header, _ACCEPT[code], verdict))
    # Who hears that it was not accepted has no application answer to wait for.
    heard_no = bool(sent) and code != "AA"
    if _wants(levels.application, code) and not heard_no:
        sent.append(_message(header, code, verdict))
    return sent


def answer_to_nobody(fault: Fault) -> bytes:
    """The answer to bytes of which no MSH can be read."""
    return _message(Header((b"", b"|")), fault.code, fault)


def _wants(level: str, code: str) -> bool:
    """A level that is no value of table 0155 is taken for always: silence breeds floods."""
    if level in {"", "NE"}:
        return False
    return {"ER": code != "AA", "SU": code == "AA"}.get(level, True)


def _message(header: Header, code: str, verdict: Verdict) -> bytes:
    marks = header.delimiters if header.splits else STANDARD
    version = version_of(header)
    in_parts = (version or 0) >= _ERR_IN_PARTS
    msa = [b"MSA", code.encode(), _id_of(header)]
    if isinstance(verdict, Fault) and not in_parts:
        msa.append(_plain(verdict.text, marks))
    parts = [_msh(header, version, marks), _joined(marks.field, *msa)]
    if isinstance(verdict, Fault):
        shape = _err_in_parts if in_parts else _err_in_one
        parts.append(shape(verdict, marks))
    return b"".join(part + b"\r" for part in parts)


def _id_of(header: Header) -> bytes:
    """MSH-10 byte for byte; where their delimiters cannot be used, none that ours would split."""
    if header.splits or STANDARD.field.encode() not in header.control_id:
        return header.control_id
    return b""


def _msh(header: Header, version: int | None, marks: Delimiters) -> bytes:
    """Sender and receiver change places; version, processing id and set are theirs."""
    raw: Callable[[int], bytes] = header.raw if header.splits else lambda _: b""
    now = datetime.now(UTC).strftime("%Y%m%d%H%M%S+0000").encode()
    enhanced = b"NE" if header.accept or header.application else b""
    fields = [
        b"MSH",
        marks.encoding.encode(),
        *((raw(5) or _NAME), raw(6), raw(3), raw(4)),
        now,
        b"",
        _kind(header, version, marks.component.encode()),
        secrets.token_hex(8).encode(),
        raw(11) or b"P",
        raw(12) if version else _OURS.encode(),
        *(b"", b"", enhanced, enhanced, b""),
        raw(18),
    ]
    return _joined(marks.field, *fields).rstrip(marks.field.encode())


def _kind(header: Header, version: int | None, component: bytes) -> bytes:
    """`ACK` to 2.2, `ACK^A01` in 2.3, `ACK^A01^ACK` after it."""
    if version is not None and version < _MSH_9_IN_PARTS:
        return b"ACK"
    event = header.event.encode() if re.fullmatch(r"[A-Z0-9]{1,4}", header.event) else b""
    if not event:
        return b"ACK"
    with_structure = header.version != "2.3"
    return component.join([b"ACK", event, *([b"ACK"] if with_structure else [])])


def _err_in_one(fault: Fault, marks: Delimiters) -> bytes:
    """ERR-1 as segment, sequence, field and code: to version 2.4."""
    place = [*fault.place.split("^"), "", ""][:3]
    parts = (_plain(part, marks) for part in (*place, str(fault.condition)))
    return _joined(marks.field, b"ERR", marks.component.encode().join(parts))


def _err_in_parts(fault: Fault, marks: Delimiters) -> bytes:
    """ERR-2 the place, ERR-3 the code, ERR-4 the severity, ERR-8 the words: from version 2.5."""
    component = marks.component.encode()
    place = component.join(_plain(part, marks) for part in fault.place.split("^"))
    code = component.join([str(fault.condition).encode(), b"", b"HL70357"])
    text = _plain(fault.text, marks)
    return _joined(marks.field, b"ERR", b"", place, code, b"E", b"", b"", b"", text)


def _plain(text: str, marks: Delimiters) -> bytes:
    """Our own words, in letters that are nobody's delimiter."""
    kept = re.sub(r"[^A-Za-z0-9 ,.:;()'/+-]", " ", text)
    ours = str.maketrans(dict.fromkeys(f"{marks.field}{marks.encoding}", " "))
    return kept.translate(ours).encode()


def _joined(mark: str, *fields: bytes) -> bytes:
    return mark.encode().join(fields)
