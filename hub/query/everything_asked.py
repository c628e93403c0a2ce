"""What of a record is asked by `$everything`: its parameters, or the link of a page.

https://hl7.org/fhir/R4/patient-operation-everything.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from hub.errors import Invalid, NotSupported
from hub.search import page
from hub.search.everything import Narrowed
from hub.search.query import Cursor
from hub.search.result import MOST_DIGITS
from hub.security.errand import Errand
from hub.security.granted import require_may_bring
from hub.security.scopes import BY_NAME_ONLY
from hub.storage.sealing import Keyring
from profiles.r4.tables import resource_types
from profiles.resource.compartment import DIRECTORY
from profiles.search.dates import span

NAME = "$everything"
TAKEN = ("_count", page.PAGE_PARAMETER, "_since", "_type", "end", "start")
IN_RECORD = resource_types() - DIRECTORY - BY_NAME_ONLY
"""The types that may lie in somebody's record."""
_Pairs = Sequence[tuple[str, str]]


class Asked(msgspec.Struct, frozen=True):
    """One page of the record of the Patient with this id; of all types if `kinds` names none.

    `said` are the parameters as they were sent, in the link of a page too.
    """

    patient: str
    count: int
    kinds: frozenset[str] = frozenset()
    narrowed: Narrowed = Narrowed(())
    after: Cursor | None = None
    said: _Pairs = ()


def asked(keyring: Keyring, errand: Errand, patient: str, pairs: _Pairs, most: int) -> Asked:
    """As the parameters say, or as a page link does, to which `_count` may be added.

    Raises:
        Invalid, NotSupported: they can't be understood. Forbidden: a type is not in scope.
    """
    links = [pair for pair in pairs if pair[0] == page.PAGE_PARAMETER]
    said, after = page.resumed(links or pairs, keyring, _bound_to(errand, patient))
    counted = [pair for pair in pairs if pair[0] == "_count"]
    if links and len(pairs) > len(links) + len(counted):
        raise Invalid("a page link holds all that was asked; add at most _count to it")
    if links and counted:
        said = [*(pair for pair in said if pair[0] != "_count"), *counted]
    one = _once(said)
    kinds = _kinds(errand, [text for each, text in said if each == "_type"])
    return Asked(
        patient=patient,
        count=_count(one, most),
        kinds=kinds,
        narrowed=_narrowed(one),
        after=after,
        said=said,
    )


def _once(pairs: _Pairs) -> Mapping[str, str]:
    """All but the types."""
    single = [name for name, _ in pairs if name != "_type"]
    if len(set(single)) < len(single):
        raise Invalid(f"{NAME} takes each of its parameters once, but _type")
    return {name: value for name, value in pairs if value}


def _count(said: Mapping[str, str], most: int) -> int:
    text = said.get("_count", str(most))
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Invalid("_count takes a whole number, 0 or more")
    return min(int(text), most)


def _kinds(errand: Errand, listed: Sequence[str]) -> frozenset[str]:
    """Of the record or of the directory; raises Forbidden where a scope is missing."""
    kinds = frozenset(one for text in listed for one in text.split(",") if one)
    for kind in sorted(kinds):
        if kind not in resource_types():
            raise Invalid("_type takes resource types of R4, with a comma between two")
        require_may_bring(errand.client, kind)
    if kinds and not kinds & IN_RECORD:
        raise NotSupported(
            "what is of the directory comes along with what refers to it; name in _type the types "
            "that refer to it too"
        )
    return kinds


def _narrowed(said: Mapping[str, str]) -> Narrowed:
    since, start, end = (_span(said, name) for name in ("_since", "start", "end"))
    if start and end and end[1] <= start[0]:
        raise Invalid("end is no day before start")
    return Narrowed(
        (), since[0] if since else None, start[0] if start else None, end[1] if end else None
    )


def _span(said: Mapping[str, str], name: str) -> tuple[datetime, datetime] | None:
    if name not in said:
        return None
    try:
        return span(said[name].replace(" ", "+"))
    except ValueError:
        raise Invalid(f"{name} takes a date like 2026-10-01 or 2026-10-01T10:00:00Z") from None


def link(keyring: Keyring, errand: Errand, asked: Asked, after: Cursor | None) -> str | None:
    """Of the page behind this one, for nobody else and of nobody else."""
    if after is None:
        return None
    kept = page.Page(tuple(asked.said), after)
    return page.write_page(kept, keyring, _bound_to(errand, asked.patient))


def _bound_to(errand: Errand, patient: str) -> str:
    return f"{errand.client.client_id}|{NAME}|{patient}"
