"""The guide's queries of 1.0 on its own examples, pushed whole as one transaction.

The examples stand beside the checkout; the figures are those of its first patient.
"""

from collections import Counter

import pytest

from hub.query.contrary_told import TAG
from profiles.text.parse import parse
from tests.conformance.test_pzp_queries import Pushed, asked, push
from tests.hub.dossier import found
from tests.hub.query.test_releases import QUESTIONS
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

FIGURES = {
    "1a": ({"Procedure": 1}, {"Encounter": 1}),
    "1b": ({"Encounter": 1}, {"Procedure": 1}),
    "2": {"Consent": 8},
    "3": {"Consent": 1},
    "4": ({"Goal": 1}, {}),
    "5": ({"Observation": 6}, {}),
    "6": ({"DeviceUseStatement": 1}, {"Device": 1}),
    "7": ({"CommunicationRequest": 1}, {}),
    "8": ({}, {}),
}


@pytest.fixture
async def pushed(region: Region) -> Pushed:
    """Every example of the first patient of 1.0."""
    return await push(region, "pzp-1.0-examples")


async def test_every_example_is_read_back_as_it_was_sent(pushed: Pushed) -> None:
    for address, sent in pushed.sent.items():
        read = parse((await pushed.source.get(f"{address}/_history/1")).content)
        for name in ("versionId", "lastUpdated", "source"):
            del read["meta"][name]
        assert read == sent, address
    assert len(pushed.sent) == 25


async def test_the_queries_give_what_the_guide_lists(pushed: Pushed) -> None:
    for name, (kind, what) in QUESTIONS["rc3"].items():
        query = "&".join(f"{key}={value}" for key, value in what.items())
        matched, along = await asked(pushed.source, f"{kind}?patient={pushed.patient}&{query}")
        figures = FIGURES[name]
        if isinstance(figures, tuple):
            assert (matched, along) == tuple(map(Counter, figures)), name
        else:
            assert matched == figures, name


async def test_the_agreement_to_resuscitate_and_the_will_not_to_are_flagged(
    pushed: Pushed,
) -> None:
    said = []
    for name in ("2", "3"):
        kind, what = QUESTIONS["rc3"][name]
        for one in found(await pushed.source.find(kind, patient=pushed.patient, **what)):
            if TAG in one["meta"].get("tag", []):
                code = one["provision"]["code"][0]["coding"][0]["code"]
                said.append((code, one["dateTime"]))
    assert said == [("89666000", "2020-10-01"), ("NR", "2025-04-28")]
