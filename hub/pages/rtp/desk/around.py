"""The circumstances of who waits, as a form has them: what is not typed anew stays as it was said.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from hub.pages.days import day_of
from hub.pages.rtp.inbox.answers import Wrong
from hub.pages.rtp.request.typed import LONGEST_LINE, ORIGINS
from hub.query.case_seen import CaseSeen
from hub.transfer.lead import ELEMENT, READY
from hub.transfer.open.coding import concept
from profiles.resource.read import has, objects
from profiles.systems import SNOMED

_KINDS: Mapping[str, tuple[tuple[str, str], str]] = {
    "klaar": (READY, "valueDateTime"),
    "herkomst": ((ELEMENT, "origin"), "valueCodeableConcept"),
    "stad": ((ELEMENT, "city"), "valueString"),
    "specialist": ((ELEMENT, "specialist-until"), "valueDate"),
    "wlz": ((ELEMENT, "wlz-stay-from"), "valueDate"),
}
FIELDS = tuple(_KINDS)


def known(seen: CaseSeen, name: str) -> str:
    """What is known of it, as the form has it; empty where nothing is."""
    said = seen.case.circumstances
    found = {
        "klaar": day_of(said.ready_at) if said.ready_at else None,
        "herkomst": said.origin,
        "stad": said.city,
        "specialist": said.specialist_until,
        "wlz": said.wlz_stay_from,
    }
    return str(found.get(name) or "")


def origins(seen: CaseSeen) -> Sequence[str]:
    """Codes of where somebody may be, with the one that is known."""
    return list(dict.fromkeys(filter(None, (*ORIGINS, known(seen, "herkomst")))))


def described(seen: CaseSeen, fields: Mapping[str, str]) -> Sequence[Any]:
    """The inputs of the Task as they become; raises Wrong."""
    others = list(objects(seen.of.task.get("input")))
    for name, (kind, element) in _KINDS.items():
        typed = fields.get(name, "").strip()
        if typed == known(seen, name):
            continue
        others = [one for one in others if not has(one.get("type"), kind)]
        others += _said(seen, name, kind, element, typed) if typed else ()
    return others


def _said(
    seen: CaseSeen, name: str, kind: tuple[str, str], element: str, typed: str
) -> Iterator[dict[str, Any]]:
    value: Any = typed
    if name == "herkomst":
        if typed not in origins(seen):
            raise Wrong(name)
        value = concept((SNOMED, typed))
    elif name == "stad":
        if len(typed) > LONGEST_LINE or not typed.isprintable():
            raise Wrong(name)
    else:
        value = _day(name, typed)
    yield {"type": concept(kind), element: value}


def _day(name: str, typed: str) -> str:
    try:
        return date.fromisoformat(typed[:10]).isoformat()
    except ValueError:
        raise Wrong(name) from None
