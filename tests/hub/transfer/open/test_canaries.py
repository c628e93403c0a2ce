"""Nothing of a person comes out, whatever stands wherever in what an offer is built from.

`OPEN_OFFERS` is how many cases are generated: `make soak` has 1,000.
"""

import json
import os
from dataclasses import replace
from random import Random

import pytest

from hub.transfer.open.build import Opened, opened
from hub.transfer.open.setting import Facts, Setting
from hub.transfer.open.source import Source
from hub.transfer.open.told import ALERTS, CONDITIONS, DEVICES, Told
from hub.transfer.open.unopenable import Unopenable
from profiles.resource.read import Pair
from tests.hub.transfer.open.canaries import planted
from tests.hub.transfer.open.judging import UUID, faults, leaves, listed, told
from tests.hub.transfer.open.material import (
    CELLS,
    JUDGED,
    RARE,
    SETTING,
    TODAY,
    Json,
    an_ample_source,
    concept,
)

CASES = int(os.environ.get("OPEN_OFFERS", "60"))
JUDGED_OF = 5
"""Each fifth is judged by our profiles too, which takes longer than building it."""
KNOWN: list[Pair] = [*CONDITIONS, *ALERTS, *DEVICES, RARE, JUDGED, ("urn:x", "local-1")]
FACTS = [
    Facts(TODAY, CELLS),
    Facts(TODAY),
    Facts(TODAY, CELLS, patients={RARE: 5000}, told=Told(legal={JUDGED: "Zorgmachtiging"})),
]


def varied(seed: int) -> tuple[Source, Setting, Facts]:
    """The ample source with some of its codes changed, under one setting or another."""
    random, source = Random(seed), an_ample_source()  # noqa: S311 - likewise
    for record in source.records.values():
        if random.random() < 0.4:
            _recode(record, random)
    setting = replace(
        SETTING,
        written=random.choice(["day", "week", "month"]),
        clinical=random.choice(["week", "month"]),
        old=random.choice(["year", "left-out"]),
        birth=random.choice(["year", "decade"]),
    )
    return source, setting, random.choice(FACTS)


def _recode(record: Json, random: Random) -> None:
    name = "valueCodeableConcept" if "valueCodeableConcept" in record else "code"
    if name in record:
        record[name] = concept(*random.choice(KNOWN))


def built(seed: int) -> tuple[Opened | str, list[str]]:
    """The offer of this seed, or why none can be made of it, and what must not be in it."""
    source, setting, facts = varied(seed)
    spoilt, canaries = planted(source, seed)
    try:
        return opened(spoilt, setting, facts), canaries
    except Unopenable as refused:
        return str(refused), canaries


def everything(offer: Opened) -> str:
    """What a candidate can read of it."""
    return json.dumps([offer.request, offer.notice], ensure_ascii=False)


def test_no_canary_sings() -> None:
    offered = 0
    for seed in range(CASES):
        offer, canaries = built(seed)
        text = offer if isinstance(offer, str) else everything(offer)
        assert [canary for canary in canaries if canary in text] == [], seed
        if isinstance(offer, Opened):
            offered += 1
            assert seed % JUDGED_OF or faults(offer) == [], seed
    assert offered > CASES / 4


def test_canaries_are_planted_where_offers_are_built_of() -> None:
    cases = list(map(built, range(20)))
    found = [(one, canaries) for one, canaries in cases if isinstance(one, Opened)]

    assert all(len(canaries) > 1000 for _, canaries in found)
    assert sum(len(told(offer)) for offer, _ in found) > 5 * len(found)


def test_everything_that_is_told_is_of_a_list_or_is_ours() -> None:
    plain = listed()
    for seed in range(40):
        source, setting, facts = varied(seed)
        plain |= set(leaves(_without_ids(opened(source, setting, facts))))
    for seed in range(CASES):
        offer, _ = built(seed)
        said = set(leaves(_without_ids(offer))) if isinstance(offer, Opened) else set()
        assert [one for one in said - plain if not _is_a_number_or_a_date(one)] == [], seed


@pytest.mark.parametrize("seed", range(3))
def test_two_offers_of_a_case_have_nothing_new_in_common(seed: int) -> None:
    source, setting, facts = varied(seed)
    one, other = (opened(source, setting, facts) for _ in range(2))

    assert not set(UUID.findall(everything(one))) & set(UUID.findall(everything(other)))
    assert sorted(leaves(_without_ids(one))) == sorted(leaves(_without_ids(other)))


def _without_ids(offer: Opened) -> Json:
    parts: Json = json.loads(UUID.sub("ID", json.dumps([offer.request, offer.notice])))
    return parts


def _is_a_number_or_a_date(leaf: str) -> bool:
    return leaf.replace("-", "").removesuffix("T00:00:00Z").isdigit() and len(leaf) <= 20
