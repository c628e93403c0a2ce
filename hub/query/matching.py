"""Who could take somebody: all services of the directory, by what he needs and what they have.

docs/decisions/0088-capacity-and-matching.md
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from hub.access.access import Access
from hub.access.caller import names_of
from hub.access.close import is_transfer_point
from hub.errors import Forbidden, Unprocessable
from hub.query.capacity_board import free_at, terms_of
from hub.query.directory_listed import listed_of
from hub.query.tree import Address, Gathered, gather
from hub.query.tree import Tree as Made
from hub.security.errand import Errand
from hub.settings import Settings
from hub.storage.answer_times import answer_times
from hub.storage.stored import Stored
from hub.transfer.capacity.freshness import Terms
from hub.transfer.capacity.statement import HERE
from hub.transfer.matching.candidate import Candidate
from hub.transfer.matching.factors import WEIGHTS, Rules
from hub.transfer.matching.healthcare_service import Facts, candidate_of, provider_of
from hub.transfer.matching.need import Need
from hub.transfer.matching.ranking import Match, ranked
from hub.transfer.matching.request import NoNeed, need_of
from profiles.resource.read import element, objects, words
from profiles.search.references import local_literal
from profiles.systems import URA_SYSTEM

NAME = "$match"
_TYPE = "ServiceRequest"
_NOT_YOURS = "who fits is looked for by who asks for the place, or by the transfer point"
_NO_NEED = "a request says one kind of care, and on which day it is wanted"
Tree = Mapping[str, Any]
Added = Callable[[Need], Need]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the region agreed on: how fresh is fresh, and what weighs otherwise than usual."""

    terms: Terms
    weights: Mapping[str, int]


def agreed_of(settings: Settings) -> Agreed:
    """As the settings say it."""
    pairs = (one.split("=") for one in settings.matching_weights.split(",") if one)
    return Agreed(terms_of(settings), {name: int(weight) for name, weight in pairs})


@dataclass(frozen=True, slots=True)
class Matched:
    """The need as it was looked for, and every candidate with why; nobody is chosen."""

    need: Need
    matches: Sequence[Match]


async def matched(
    access: Access, errand: Errand, name: str, agreed: Agreed, added: Added
) -> Matched:
    """Of a request that the asker may read, with what he `added` to it; one row in the ledger.

    Raises:
        NotFound: not there, or not for this asker. Forbidden: he neither asks for the place nor is
            a transfer point. Unprocessable: it does not say what is looked for.
    """
    found = await gather(access, errand, _REQUEST, name)
    request: Tree = msgspec.json.decode(found.top.body)
    _check_who(access, errand, request)
    today = errand.now.astimezone(HERE).date()
    try:
        need = added(need_of(request, _patient(found), today))
    except NoNeed:
        raise Unprocessable(_NO_NEED, expression=_TYPE, rule="T-NEED") from None
    async with access.database.connection() as connection:
        free = await free_at(access, connection, errand, agreed.terms)
        locations = await listed_of(access, connection, "Location")
        taken = await answer_times(connection, errand.now)
    sites = _Sites.of(locations)
    rules = Rules(today, sites.coordinates, {**WEIGHTS, **agreed.weights})
    candidates = [
        one
        for service in free.services
        if (one := _candidate(service, free.rows, need, sites, taken)) is not None
    ]
    return Matched(need, ranked(need, candidates, rules))


def _check_who(access: Access, errand: Errand, request: Tree) -> None:
    own = names_of(errand)
    asks = element(element(request, "requester"), "identifier")
    is_his = asks.get("system") == URA_SYSTEM and asks.get("value") == own
    if not (is_his or is_transfer_point(access, own)):
        raise Forbidden(_NOT_YOURS, rule="T-WHO")


def _patient(found: Gathered) -> Tree | None:
    """Whom it is about, where the asker may read that; else what the request contains."""
    one = next((one for one in found.others if one.type == "Patient"), None)
    return None if one is None else dict(msgspec.json.decode(one.body))


def _candidate(
    service: Tree,
    rows: Sequence[Any],
    need: Need,
    sites: "_Sites",
    taken: Mapping[str, timedelta],
) -> Candidate | None:
    lies = [words(one, "reference") for one in objects(service.get("location"))]
    covers = [words(one, "reference") for one in objects(service.get("coverageArea"))]
    area = [sites.postcodes.get(one) for one in covers]
    facts = Facts(
        postcode=next((sites.postcodes[one] for one in lies if one in sites.postcodes), None),
        area=frozenset(one for one in area if one) if area and all(area) else None,
        answers_in=taken.get(provider_of(service)),
    )
    return candidate_of(service, rows, need, facts)


@dataclass(frozen=True, slots=True)
class _Sites:
    """By their Locations: in which postcode each lies, and where a postcode is."""

    postcodes: Mapping[str, str]
    coordinates: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, locations: Sequence[Tree]) -> "_Sites":
        """A postcode is in the middle of all that is known to lie in it."""
        postcodes, points = dict[str, str](), defaultdict[str, list[tuple[float, float]]](list)
        for one in locations:
            code = words(element(one, "address"), "postalCode")[:4]
            if not (len(code) == len("1354") and code.isascii() and code.isdigit()):
                continue
            postcodes[f"Location/{one['id']}"] = code
            at = element(one, "position")
            if "latitude" in at and "longitude" in at:
                points[code].append((float(at["latitude"]), float(at["longitude"])))
        middle = {
            code: (sum(a for a, _ in each) / len(each), sum(b for _, b in each) / len(each))
            for code, each in points.items()
        }
        return cls(postcodes, middle)


def _subject(kept: Stored) -> Iterator[Address]:
    address = local_literal(words(element(json.loads(kept.body), "subject"), "reference"))
    if address:
        yield address


def _nothing_more(_: Sequence[Stored]) -> Sequence[Address]:
    return ()


_REQUEST = Made(_TYPE, NAME, _subject, _nothing_more)
