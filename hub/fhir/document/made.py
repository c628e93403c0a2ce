"""The document Bundle of a Composition; a hole in it is told where it is, and in words.

https://hl7.org/fhir/R4/documents.html
docs/decisions/0063-a-document-and-its-holes.md
"""

import json
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from hub.query.masked import MASKED
from hub.query.search import Stored
from hub.query.tree import Gathered
from profiles.instant import instant
from profiles.resource.composition import parts
from profiles.systems import EMPTY_REASON, OBSERVATION_VALUE, URN

REDACTED = {"system": OBSERVATION_VALUE, "code": "REDACTED"}
"""The label of a document that is not whole."""
TITLE = "Niet in dit document"
_ENCODER = msgspec.json.Encoder(decimal_format="number")
[_WITHHELD] = MASKED["extension"]


def made(base: str, found: Gathered, at: datetime, name: UUID) -> dict[str, Any]:
    """The Composition first, with no reference in it that leads nowhere; `name` is the document's.

    `base` is the FHIR base by which its parts refer to each other.
    """
    every = [found.top, *found.others]
    known = {one.address for one in every}
    known |= {f"{one.address}/_history/{one.version}" for one in every}
    composition, holes = _told(found.top, known)
    return {
        "resourceType": "Bundle",
        **({"meta": {"security": [REDACTED]}} if holes else {}),
        "identifier": {"system": URN, "value": name.urn},
        "type": "document",
        "timestamp": instant(at),
        "entry": [
            _entry(base, found.top.address, composition),
            *(_entry(base, one.address, one.body) for one in found.others),
        ],
    }


def _entry(base: str, address: str, body: bytes) -> dict[str, Any]:
    return {"fullUrl": f"{base}/{address}", "resource": msgspec.Raw(body)}


def _told(composition: Stored, known: Collection[str]) -> tuple[bytes, int]:
    """As it stands where nothing is missing; and how much is."""
    tree = json.loads(composition.body, parse_float=Decimal)
    holes = 0
    for _, one in list(parts(tree)):
        url = one.get("reference")
        if isinstance(url, str) and url[:1] != "#" and url not in known:
            del one["reference"]
            one["extension"] = [*one.get("extension", ()), _WITHHELD]
        holes += _WITHHELD in one.get("extension", ())
    if not holes:
        return composition.body, 0
    tree["section"] = [*tree.get("section", ()), _in_words(holes)]
    return _ENCODER.encode(tree), holes


def _in_words(holes: int) -> dict[str, Any]:
    """A section that says so to who reads the words alone."""
    words = "1 verwijzing" if holes == 1 else f"{holes} verwijzingen"
    text = (
        f"Dit document is niet volledig: {words} in de oorspronkelijke tekst leidt naar gegevens "
        "die niet voor u open staan of die hier niet zijn. Deze melding is van de Almere exchange "
        "hub."
    )
    if holes > 1:
        text = text.replace("leidt naar", "leiden naar")
    return {
        "title": TITLE,
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{text}</p></div>',
        },
        "emptyReason": {"coding": [{"system": EMPTY_REASON, "code": "withheld"}]},
    }
