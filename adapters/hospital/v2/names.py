"""XPN and XCN as HumanName: own name and partner's apart, in the order the sender wrote them.

http://nictiz.nl/fhir/StructureDefinition/nl-core-NameInformation
"""

import re
from collections.abc import Iterable

from adapters.hospital.v2.message import Repetition
from profiles import systems
from profiles.invalid import JsonObject

_LETTER = re.compile(r"(?:\w\.?)(?:\s+\w\.?)*\Z")
_USES = {"L": "official", "B": "maiden", "M": "maiden", "A": "nickname", "": "official"}
_ORDERS = ("NL1", "NL2", "NL3", "NL4")


def names_of(listed: Iterable[Repetition]) -> list[JsonObject]:
    """PID-5: each name by its type; a nickname is what the person is called (usual)."""
    found = []
    for one in listed:
        kind = one(7).upper()
        if kind == "N":
            called = one(2) or one(1)
            if called:
                found.append({"use": "usual", "given": [called]})
        elif kind in _USES and (name := name_of(one, 1, _USES[kind])):
            found.append(name)
    return found


def name_of(one: Repetition, place: int, use: str = "official") -> JsonObject | None:
    """The name that begins at this component (1 of an XPN, 2 of an XCN); None where it is empty."""
    whole, prefix, own, partner_prefix, partner = (one(place, part) for part in range(1, 6))
    family = whole or _joined(partner_prefix, partner) or _joined(prefix, own)
    given = _given(one(place + 1), one(place + 2))
    if not (family or given):
        return None
    text = " ".join([*(word for word, _ in given), *([family] if family else [])])
    name: JsonObject = {"use": use, "text": text}
    parts = _parts(prefix, own, partner_prefix, partner)
    order = _order(whole, _joined(prefix, own), _joined(partner_prefix, partner))
    if order:
        name["extension"] = [_extension("humanname-assembly-order", valueCode=order)]
    if family:
        name["family"] = family
        if parts:
            name["_family"] = {"extension": parts}
    if given:
        name["given"] = [word for word, _ in given]
        name["_given"] = [
            {"extension": [_extension("iso21090-EN-qualifier", valueCode=code)]}
            for _, code in given
        ]
    return name


def _given(first: str, further: str) -> list[tuple[str, str]]:
    """XPN.2 is a given name; XPN.3 holds further ones, or initials."""
    listed = [(word, _qualifier(word)) for word in first.split()]
    return [*listed, *((word, _qualifier(word)) for word in further.split())]


def _qualifier(word: str) -> str:
    return "IN" if _LETTER.match(word) or re.fullmatch(r"(?:\w\.)+", word) else "BR"


def _parts(prefix: str, own: str, partner_prefix: str, partner: str) -> list[JsonObject]:
    said = {
        "humanname-own-prefix": prefix if own else "",
        "humanname-own-name": own,
        "humanname-partner-prefix": partner_prefix if partner else "",
        "humanname-partner-name": partner,
    }
    return [_extension(name, valueString=text) for name, text in said.items() if text]


def _order(whole: str, own: str, partner: str) -> str:
    """FN.1 tells in which order the names are written; where it tells none, none is said."""
    if not own and not partner:
        return ""
    ways = (own, partner, f"{partner}-{own}", f"{own}-{partner}")
    if not partner:
        return "NL1" if _folded(whole) in {_folded(own), ""} else ""
    written = {_folded(way): order for way, order in zip(ways, _ORDERS, strict=True) if way}
    return written.get(_folded(whole), "")


def _folded(text: str) -> str:
    return re.sub(r"\s*-\s*", "-", " ".join(text.casefold().split()))


def _joined(prefix: str, name: str) -> str:
    return " ".join(part for part in (prefix, name) if part) if name else ""


def _extension(name: str, **value: str) -> JsonObject:
    return {"url": systems.HL7 + name, **value}
