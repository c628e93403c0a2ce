"""Messages of HL7 v2, built by a test; each person is a new one."""

import base64
from itertools import count

from tests.builders import a_bsn

_NUMBERS = count(800_001)


class Person:
    """One person at the hospital: his own number, a BSN where he has one, and a birth date."""

    def __init__(self, bsn: str | None = None, *, born: str = "19440707", sex: str = "M") -> None:
        self.number = str(next(_NUMBERS))
        self.bsn = a_bsn() if bsn is None else bsn
        self.born, self.sex = born, sex

    def listed(self, verified: str = "20250301") -> str:
        """PID-3."""
        own = f"{self.number}^^^ZKF^PI"
        return f"{own}~{self.bsn}^^^NLMINBIZA^NNNLD^^{verified}" if self.bsn else own

    def pid(self, *, listed: str | None = None, name: str = "Kooistra", **fields: str) -> str:
        """PID, with other fields as `f13="…"`."""
        said = {
            1: "1",
            3: self.listed() if listed is None else listed,
            5: f"{name}&&{name}^Gerrit^^^^^L",
            7: self.born,
            8: self.sex,
        }
        said |= {int(place[1:]): text for place, text in fields.items()}
        return segment("PID", said)


def segment(name: str, fields: dict[int, str]) -> str:
    """A segment by the places of its fields."""
    last = max(fields)
    return "|".join([name, *(fields.get(place, "") for place in range(1, last + 1))])


def msh(kind: str, number: str = "T1", *, at: str = "20261120101500") -> str:
    """MSH."""
    return f"MSH|^~\\&|ZISK|ZKF|RSOHUB|ALMERE|{at}||{kind}|{number}|P|2.5|||||NLD|8859/1"


def evn(at: str, occurred: str = "") -> str:
    """EVN."""
    return segment("EVN", {2: at, 6: occurred})


def pv1(visit: str = "V1", *, at: str = "A3^12^2^ZKF", kind: str = "I", **fields: str) -> str:
    """PV1."""
    said = {1: "1", 2: kind, 3: at, 19: f"{visit}^^^ZKF^VN"}
    return segment("PV1", {**said, **{int(place[1:]): text for place, text in fields.items()}})


def txa(key: str, *, parent: str = "", state: str = "LA", shown: str = "AV") -> str:
    """TXA."""
    said = {1: "1", 2: "BEHBEP^Behandelbeperking^ZKF", 4: "20261120094500", 12: f"{key}^ZISK"}
    author = "03077881^Terpstra&&Terpstra^H^^^^^^VEKTIS^L"
    parents = {13: f"{parent}^ZISK"} if parent else {}
    return segment("TXA", {**said, 9: author, **parents, 17: state, 19: shown})


def obx(
    treatment: str = "89666000^reanimatie^SCT",
    decision: str = "NEE^niet doen^ZKFBESLUIT",
    *,
    status: str = "F",
    at: str = "20261120094500",
) -> str:
    """OBX with a decision on a treatment."""
    return segment("OBX", {1: "1", 2: "CE", 3: treatment, 5: decision, 11: status, 14: at})


def pdf(content: bytes = b"%PDF-1.4 tekst") -> str:
    """OBX with a document."""

    data = base64.b64encode(content).decode()
    value = f"ZISK^application^pdf^Base64^{data}"
    return segment("OBX", {1: "1", 2: "ED", 3: "BEHBEP^Behandelbeperking^ZKF", 5: value, 11: "F"})
