"""XAD and XTN: addresses, telephone numbers and e-mail addresses.

http://nictiz.nl/fhir/StructureDefinition/nl-core-AddressInformation
"""

import re
from collections.abc import Iterable

from adapters.hospital.v2.message import Repetition
from profiles import systems
from profiles.invalid import JsonObject

_POSTCODE = re.compile(r"(\d{4})\s*([A-Za-z]{2})\Z")
_NUMBER = re.compile(r"(\d+)\s*-?\s*([A-Za-z]\w*)\Z")
_ADDRESS_USES = {"H": "home", "P": "home", "L": "home", "B": "work", "O": "work", "C": "temp"}
_POSTAL, _BAD = "M", "BA"
_TELECOM_USES = {"PRN": "home", "WPN": "work", "VHN": "temp"}
_KINDS = {"FX": "fax", "CP": "phone", "PH": "phone", "BP": "pager"}


def addresses_of(listed: Iterable[Repetition]) -> list[JsonObject]:
    """PID-11, without what the sender itself calls a wrong address."""
    found = []
    for one in listed:
        address = _address(one)
        if address and one(7).upper() != _BAD:
            found.append(address)
    return found


def _address(one: Repetition) -> JsonObject:
    line = _line(one)
    kind = one(7).upper()
    said = {
        "use": _ADDRESS_USES.get(kind, ""),
        "type": "postal" if kind == _POSTAL else "",
        **line,
        "city": one(3),
        "postalCode": _postcode(one(5)),
        "country": one(6),
    }
    address = {name: part for name, part in said.items() if part}
    return address if address.keys() - {"use", "type"} else {}


def _line(one: Repetition) -> JsonObject:
    whole, street, number, more = one(1), one(1, 2), one(1, 3), one(2)
    if not more and (joined := _NUMBER.match(number)):
        number, more = joined[1], joined[2]
    parts = {"streetName": street, "houseNumber": number, "buildingNumberSuffix": more}
    extension = [
        {"url": f"{systems.HL7}iso21090-ADXP-{name}", "valueString": text}
        for name, text in parts.items()
        if text and (street or number)
    ]
    text = whole or " ".join(part for part in (street, number, more) if part)
    if not text:
        return {}
    return {"line": [text], **({"_line": [{"extension": extension}]} if extension else {})}


def _postcode(text: str) -> str:
    found = _POSTCODE.match(text)
    return f"{found[1]}{found[2].upper()}" if found else text


def telecoms_of(listed: Iterable[Repetition], use: str = "home") -> list[JsonObject]:
    """PID-13, PID-14, PID-40 or NK1-5: each by which somebody can be reached."""
    found = []
    for one in listed:
        value = one(4) or one(12) or one(1) or (one(6) + one(7))
        if not value:
            continue
        is_mail = "@" in value or one(3).upper() == "INTERNET" or one(2).upper() == "NET"
        system = "email" if is_mail else _KINDS.get(one(3).upper(), "phone")
        telecom = {"system": system, "value": value}
        mobile = one(3).upper() == "CP" or one(2).upper() == "PRS"
        told = "mobile" if mobile and not is_mail else _TELECOM_USES.get(one(2).upper(), use)
        found.append({**telecom, "use": told})
    return found
