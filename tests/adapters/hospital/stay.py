"""What a hospital sends of a stay: admitted, moved, limits of treatment, merged, sent home."""

from collections.abc import Sequence
from pathlib import Path

from tests.adapters.hospital.v2.messages import Person, evn, msh, obx, pdf, pv1, segment, txa
from tests.plugins.leaks import LEAKS

_NAME = "Wierdsma"


def lay(source: Path, people: Sequence[str], mark: str) -> None:
    """The stay until its document; files sort as they are sent, `moment-inhabitant`."""
    _leave(source, people, mark, 0, _begins)


def change(source: Path, people: Sequence[str], mark: str) -> None:
    """What follows: a transfer is planned, an older number turns out to be his, he goes home."""
    _leave(source, people, mark, 50, _ends)


def _leave(source: Path, people: Sequence[str], mark: str, first: int, told: object) -> None:
    assert callable(told)
    for place, bsn in enumerate(people):
        LEAKS.known.learn({"resourceType": "Patient", "name": [{"family": _NAME}]})
        for moment, parts in enumerate(told(bsn, f"{mark}{place}"), first):
            content = "\r".join(parts) + "\r"
            (source / f"{moment:03}-{place:03}.hl7").write_bytes(content.encode("cp1252"))


def _person(number: str, bsn: str) -> str:
    person = Person(bsn)
    person.number = number
    return person.pid(name=_NAME)


def _message(kind: str, number: str, day: int, *parts: str) -> list[str]:
    at = f"202611{day:02}100000"
    return [msh(kind, f"{number}-{day}", at=at), evn(at), *parts]


def _begins(bsn: str, number: str) -> list[list[str]]:
    pid, before = _person(number, bsn), _person(f"{number}p", "")
    stay = {"f44": "20261103100000"}
    return [
        _message("ADT^A01", number, 2, before, pv1(f"{number}q", kind="E", f44="20261102100000")),
        _message("ADT^A01", number, 3, pid, pv1(number, at="C2^07^1^ZKF", **stay)),
        _message("ADT^A02", number, 4, pid, pv1(number, at="B4^11^2^ZKF", **stay)),
        _message("MDM^T02", number, 5, pid, pv1(number), txa(number), pdf(b"%PDF-1.4 5"), obx()),
        _message("ADT^A08", number, 6, pid, pv1(number, at="B4^11^2^ZKF", kind="I", **stay)),
    ]


def _ends(bsn: str, number: str) -> list[list[str]]:
    pid, at = _person(number, bsn), "20261109100000"
    visit = pv1(number, at="B4^11^2^ZKF", f36="VPH^^ZKF", f44="20261103100000", f45=at)
    plan = {1: number, 2: number, 7: "OVERPL", 11: "^^^20261109100000", 25: "BOOKED"}
    changed = obx(decision="JA^wel doen^ZKFBESLUIT")
    again = pdf(b"%PDF-1.4 7")
    told = msh("SIU^S12", f"{number}-6s", at="20261106110000")
    return [
        [told, segment("SCH", plan), pid, pv1(number), "RGS|1|A", "AIL|1|A|VPH-VAART^^^VVT"],
        _message("MDM^T08", number, 7, pid, pv1(number), txa(number), again, changed),
        _message("ADT^A40", number, 8, pid, f"MRG|{number}p^^^ZKF^PI"),
        _message("ADT^A03", number, 9, pid, visit),
    ]
