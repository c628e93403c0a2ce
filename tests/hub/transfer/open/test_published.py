"""Nothing of the persons in what others publish comes out, and all of it can be offered from."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.transfer.open.build import Opened, opened
from hub.transfer.open.setting import Cell, Facts
from hub.transfer.open.source import Source, by_reference
from hub.transfer.open.unopenable import Unopenable
from tests.hub.transfer.open.judging import UUID, faults, leaves, listed, told
from tests.hub.transfer.open.material import CELLS, SETTING, TODAY, Json, a_patient, an_ample_source
from tests.plugins.shared_data import shared_data

FACTS = Facts(TODAY, [Cell(1960, 1969, "male", "9999", 40)])
YEARLY = (replace(SETTING, old="year", birth="year", written="month"), FACTS)
SETTINGS = [(SETTING, FACTS), YEARLY, (SETTING, Facts(TODAY))]
SHORTEST = 4
"""A leaf that is shorter stands in any text by chance."""
TOLD_BY_RIGHT = {
    *("2026-11-24", "2026-12-22", "9999", "male", "female"),
    *("active", "inactive", "in-progress", "completed", "stopped", "on-hold", "preparation"),
    *("resolved", "remission", "recurrence", "provisional", "unconfirmed", "amended", "intended"),
}
"""The wanted days, what enough share of the person, and how a record stands."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FULL = ("20", "21", "22", "23", "24")


def files() -> list[Path]:
    found = [*shared_data("transfer", "r4").glob("*.json")]
    return sorted([*found, *shared_data("transfer", "stu3").glob("*.json")])


def request() -> Json:
    (path,) = shared_data("transfer", "r4").glob("30-*.json")
    found: Json = json.loads(path.read_bytes())
    return found


def records(content: Json) -> dict[str, Any]:
    if content["resourceType"] == "Bundle":
        return dict(by_reference(content))
    return {f"{content['resourceType']}/{content.get('id')}": content}


def source_of(content: Json) -> Source:
    """A document by its sections; anything else as if the request named each of it."""
    found = records(content)
    types = {one["resourceType"]: one for one in found.values()}
    asked = content if content["resourceType"] == "ServiceRequest" else request()
    if "Composition" not in types:
        named = [{"reference": reference} for reference in found]
        asked = asked | {"supportingInfo": named, "reasonReference": named}
    return Source(asked, types.get("Patient", a_patient()), types.get("Composition"), found)


def offers(path: Path) -> Iterator[tuple[Json, Opened]]:
    content = json.loads(path.read_bytes())
    for setting, facts in SETTINGS:
        yield content, opened(source_of(content), setting, facts)


def harmless() -> set[str]:
    """What stands in an offer of which all is made up, or on a list: codes, systems, our words."""
    ample = opened(an_ample_source(), replace(SETTING, old="year"), Facts(TODAY, CELLS))
    bare = Source(request(), {"resourceType": "Patient"})
    found = [*leaves(_parts(ample)), *leaves(_parts(opened(bare, SETTING, FACTS)))]
    return {leaf for leaf in (*found, *listed()) if not UUID.search(leaf)}


def _parts(offer: Opened) -> list[Json]:
    return [offer.request, offer.notice]


def forbidden(content: Json) -> set[str]:
    """Each leaf of a source, and each day that is in one."""
    found = {leaf.casefold() for leaf in leaves(content) if len(leaf) >= SHORTEST}
    return (found | {day for leaf in found for day in DAY.findall(leaf)}) - TOLD_BY_RIGHT


def _stands_in(leaf: str, text: str) -> bool:
    """As a whole, not as some digits of a longer number."""
    return leaf in text and bool(re.search(rf"(?<!\w){re.escape(leaf)}(?!\w)", text))


@pytest.mark.parametrize("number", FULL)
def test_a_full_document_is_offered_and_is_what_our_own_profiles_ask(number: str) -> None:
    paths = list(shared_data("transfer", "r4").glob(f"{number}-*.json"))
    if not paths:
        pytest.skip(f"needs a document {number}")
    for _, offer in offers(paths[0]):
        assert len(told(offer)) > 4
        assert faults(offer) == []


def test_nothing_of_a_person_in_what_is_published_comes_out() -> None:
    looked_at, ours = 0, harmless()
    for path in files():
        try:
            for content, offer in offers(path):
                looked_at += 1
                said = " | ".join(set(leaves(_parts(offer))) - ours)
                bare = UUID.sub("", said).casefold()
                wrong = forbidden(content) - {leaf.casefold() for leaf in ours}
                leaked = sorted(leaf for leaf in wrong if _stands_in(leaf, bare))
                assert leaked == [], path.name
                assert not set(UUID.findall(said)) & set(UUID.findall(json.dumps(content)))
        except Unopenable as refused:
            # A request of something else: by no care type of ours.
            assert refused.place.startswith("ServiceRequest."), path.name  # noqa: PT017 - one file of many may be refused, and for this alone
    assert looked_at > 60
