"""Bundle and Binary: a document says of itself in R4 when it was made.

https://hl7.org/fhir/R4/bundle.html, https://hl7.org/fhir/R4/binary.html
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step
from profiles.systems import URN

_TIME = "T"


class Document(BothWays):
    """What R4 requires of a document: a moment, and an identifier with system and value."""

    def down(self, step: Step) -> None:
        """When it was last changed, where that is not said."""
        if "lastUpdated" in step.node.get("meta", {}):
            return
        for one in step.take("timestamp"):
            step.lose("timestamp", step.walk.say("moved"))
            step.move("meta")
            step.out.setdefault("meta", {})["lastUpdated"] = one.value

    def finish(self, step: Step) -> None:
        """From the Composition, and by what is in it."""
        if not step.walk.is_up or step.node.get("type") != "document":
            return
        moment = _moment(step.node)
        if moment and "timestamp" not in step.out:
            step.put("timestamp", Piece("instant", moment))
            step.lose("timestamp", step.walk.say("timestamp"))
        if "identifier" not in step.out:
            step.put("identifier", Piece("Identifier", _identifier(step.node)))
            step.lose("identifier", step.walk.say("identified"))


def _moment(bundle: Mapping[str, Any]) -> str | None:
    """When the Composition is of, else when the document was last changed, else the day's start."""
    entries = bundle.get("entry", ())
    date = entries[0].get("resource", {}).get("date", "") if entries else ""
    changed = bundle.get("meta", {}).get("lastUpdated")
    if _TIME in date or not date:
        return date or changed
    whole = len(date) == len("2026-11-30")
    return changed or (f"{date}T00:00:00Z" if whole else None)


def _identifier(bundle: Mapping[str, Any]) -> dict[str, str]:
    """The same for the same document, another for another."""
    text = json.dumps(bundle, sort_keys=True, default=str, ensure_ascii=False)
    digest = sha256(text.encode("utf-8")).digest()[:16]
    return {"system": URN, "value": f"urn:uuid:{UUID(bytes=digest, version=8 - 3)}"}


RULES = {
    "Bundle": (Document(),),
    "Binary": (Renamed("content", "data"),),
}
