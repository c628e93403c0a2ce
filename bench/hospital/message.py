"""Messages of HL7 v2 as a hospital's system writes them: of invented persons."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

_PDF: Final = base64.b64encode(b"%PDF-1.4\n" + b"1 0 obj<<>>endobj\n" * 40 + b"%%EOF\n").decode()
_NAMES: Final = (
    "Zonderland&&Zonderland^Bouke",
    "van der Proef&van der&Proef^Truus",
    "Testman-de Wit&&Testman&de&Wit^Siem",
    "Proefvrouw&&Proefvrouw^Zo\u00eb",
    "Voorbeeld&&Voorbeeld^Ren\u00e9",
)
_DAY: Final = "20261120"
_MOVED, _MENDED, _AGAIN, _DISCHARGED, _TAKEN_BACK = 0.6, 0.8, 0.4, 0.5, 0.1
"""How often each of these is told of a stay."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of whom the day tells; `number` is the hospital's own."""

    number: int
    bsn: str
    name: str
    sex: str
    born: str

    @property
    def pid(self) -> str:
        """PID as this hospital writes it."""
        bsn = f"~{self.bsn}^^^NLMINBIZA^NNNLD^^20250301" if self.bsn else ""
        return (
            f"PID|1||{self.number}^^^ZKF^PI{bsn}||{self.name}^^^^^L||{self.born}|{self.sex}|||"
            f"Proefdreef {self.number % 90}&Proefdreef&{self.number % 90}^^Almere^^1311AB^NL^M"
        )


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its control id, event, version, and the segments after MSH."""

    control_id: str
    event: str
    segments: tuple[str, ...]
    version: str = "2.4"
    declared: str = "8859/1"
    codec: str = "latin-1"
    at: str = "101500"

    @property
    def content(self) -> bytes:
        """The bytes of it."""
        msh = (
            f"MSH|^~\\&|ZISK|ZKF|RSOHUB|ALMERE|{_DAY}{self.at}||{self.event}|{self.control_id}"
            f"|P|{self.version}|||AL|NE|NLD|{self.declared}"
        )
        text = "".join(f"{line}\r" for line in (msh.rstrip("|"), *self.segments))
        return text.encode(self.codec)

    def without(self, name: str) -> "Message":
        """The same without that segment."""
        kept = tuple(line for line in self.segments if not line.startswith(name))
        return replace(self, segments=kept)

    def changed(self, old: str, new: str) -> "Message":
        """The same with other words."""
        return replace(self, segments=tuple(line.replace(old, new) for line in self.segments))


def person(number: int, bsn: str, random: Random) -> Person:
    """Somebody invented."""
    born = f"19{random.randrange(25, 70)}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}"
    return Person(700_000 + number, bsn, random.choice(_NAMES), random.choice("MF"), born)


def stay(who: Person, random: Random, ids: Iterator[str]) -> Iterator[Message]:
    """What is told of one person's day: admitted, moved, mended, discharged or not."""
    ward, bed = f"A{who.number % 7}", random.randrange(1, 40)
    at = iter(f"{hour:02d}{random.randrange(60):02d}00" for hour in range(8, 22))

    def told(event: str, bed: int, more: str = "", gone: str = "") -> Message:
        moment = next(at)
        evn = f"EVN|{event[:3]}|{_DAY}{moment}||||{_DAY}{moment}"
        tail = f"{_DAY}080000{f'|{_DAY}{moment}' if gone else ''}"
        place = f"{ward}^{bed:02d}^1^ZKF"
        pv1 = f"PV1|1|I|{place}{'|' * 16}5{who.number}^^^ZKF^VN{'|' * 17}{gone}{'|' * 8}{tail}"
        kind = f"ADT^{event}"
        segments = (evn, who.pid, pv1, *([more] if more else []))
        return Message(next(ids), kind, segments, at=moment)

    yield told("A01^ADT_A01", bed)
    if random.random() < _MOVED:
        yield told("A02^ADT_A02", bed + 1)
    if random.random() < _MENDED:
        yield told("A08^ADT_A01", bed + 1, "ZXX|1|of no norm")
    if random.random() < _AGAIN:
        yield told("A08^ADT_A01", bed + 1)
    if random.random() < _DISCHARGED:
        yield told("A03^ADT_A03", bed + 1, gone="VPH^verpleeghuis^ZKFONTSLAG")
        if random.random() < _TAKEN_BACK:
            yield told("A13^ADT_A01", bed + 1)


def limit(who: Person, number: int, control_id: str, random: Random) -> Message:
    """A document with limits to treatment."""
    moment = f"{_DAY}22{random.randrange(60):02d}00"
    obx = [
        f"OBX|{place}|CE|{code}^^SCT||{answer}^^ZKFBESLUIT||||||F|||{moment}"
        for place, (code, answer) in enumerate(
            (("89666000", random.choice(["JA", "NEE"])), ("305351004", "NEE")), 2
        )
    ]
    kind, doctor = "BEHBEP^Behandelbeperking^ZKF", "03077881^Arts&&Arts^H^^^^^^VEKTIS^L"
    segments = (
        f"EVN|T02|{moment}",
        who.pid,
        f"PV1|1|I|A1^01^1^ZKF{'|' * 16}5{who.number}^^^ZKF^VN{'|' * 25}{_DAY}080000",
        f"TXA|1|{kind}|AP|{moment}||{moment}|||{doctor}|||DOC{number}^ZISK|||||LA||AV",
        f"OBX|1|ED|{kind}||ZISK^application^pdf^Base64^{_PDF}||||||F|||{moment}",
        *obx,
    )
    return Message(control_id, "MDM^T02^MDM_T02", segments, version="2.5", at=moment[8:])
