"""Whatever is said, in whatever release: every release's questions find the same, and it stays."""

import os
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from profiles import systems
from tests.builders import a_bsn
from tests.hub.dossier import addresses, found
from tests.hub.query.test_releases import QUESTIONS, facts
from tests.plugins.hub import Caller, Region
from tests.talks import RELEASES, Talk, Wishes

pytestmark = pytest.mark.anyio

NewSource = Callable[[], Awaitable[Caller]]
DOSSIERS = int(os.environ.get("RELEASE_DOSSIERS", "6"))
CAPACITY = frozenset({"665671000146101"})
OLDER = frozenset({"beta3", "rc1"})
SAID = st.builds(
    Wishes,
    resuscitation=st.sampled_from(["permit", "deny"]),
    care=st.sampled_from(["alleen na overleg", "Onbekend", "Niet besproken"]),
    has_will=st.booleans(),
    goal=st.sampled_from(["385987000", "1351964001", "713148004", "UNK", ""]),
    wish=st.sampled_from(["rust", "naar huis", "-1"]),
    place=st.sampled_from(["264362003", "284546000", "UNK"]),
    donor=st.sampled_from(["373066001", "373067005", "UNK"]),
    capable=st.sampled_from([True, False, None]),
    is_told=st.booleans(),
)
OFTEN = settings(
    max_examples=DOSSIERS,
    # Each example is a push and dozens of questions: to make a failing one smaller takes minutes.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TALKS = st.lists(st.tuples(st.sampled_from([*RELEASES]), SAID), min_size=1, max_size=3)


def as_before(release: str, said: Wishes) -> Wishes:
    """The goal has no code for unknown in the older releases."""
    if release in OLDER and said.goal == "UNK":
        return Wishes(**{**vars(said), "goal": ""})
    return said


def expected(said: Wishes) -> Counter[Any]:
    """The facts that it is, by none of the code that reads them."""
    known: list[Any] = [
        ("talk", "2026-10-01"),
        ("limit", "89666000", said.resuscitation),
        ("limit", "305351004", said.care),
        ("limit", "OTH", "permit"),
        ("observed", "153851000146100", said.wish),
        ("observed", "395091006", said.place),
        ("observed", "340171000146104", "UNK"),
        ("observed", "247751003", "mijn tuin"),
        ("uses", "links onder de schouder"),
        ("form", said.wish),
    ]
    known += [("will", "NR")] if said.has_will else []
    known += [("goal", said.goal)] if said.goal else []
    known += [("told", "223449006", "2026-10-01")] if said.is_told else []
    return Counter(known)


async def asked(reader: Caller, patient: str, release: str) -> dict[str, Counter[Any]]:
    """What the questions of this release find, by source; of what only some ask, nothing."""
    said: dict[str, Counter[Any]] = {}
    for name, (kind, what) in QUESTIONS[release].items():
        if name == "1b":
            continue
        for one in found(await reader.find(kind, patient=patient, _count="200", **what)):
            source = one["meta"]["source"].rpartition("#")[2]
            said.setdefault(source, Counter()).update(
                fact for fact in facts(one) if fact[1] not in {"570801000146104", *CAPACITY}
            )
    return said


async def capacity(reader: Caller, patient: str) -> tuple[set[bool], set[bool]]:
    """As 1.0 asks it, and as it was read before."""
    code = f"{systems.SNOMED}|665671000146101"
    observed = found(await reader.find("Observation", patient=patient, code=code))
    read = (await reader.get(patient)).json().get("extension", [])
    return (
        {one["valueBoolean"] for one in observed},
        {
            one["extension"][0]["valueBoolean"]
            for one in read
            if one["url"] in systems.LEGALLY_CAPABLE
        },
    )


async def a_round(new_source: NewSource, talks: list[tuple[str, Wishes]]) -> None:
    bsn, sources, patient = a_bsn_of_few(), [], ""
    for release, said in talks:
        source = await new_source()
        sources.append((source, as_before(release, said)))
        talk = Talk(release, bsn, source.ura, as_before(release, said))
        patient = addresses(await source.transaction(talk.bundle("one")))[0]
    for source, said in sources:
        for release in RELEASES:
            own = await asked(source, patient, release)
            assert own[source.ura] == expected(said), (release, said)
        told = {said.capable} - {None}
        observed, read = await capacity(source, patient)
        assert (observed, read) == (told, told)


async def sent_again(new_source: NewSource, first: str, then: str, said: Wishes) -> None:
    source, bsn = await new_source(), a_bsn_of_few()
    said = as_before(first, as_before(then, said))
    patient = ""
    for release in (first, then):
        bundle = Talk(release, bsn, source.ura, said).bundle("one")
        patient = addresses(await source.transaction(bundle))[0]
    for release in RELEASES:
        own = await asked(source, patient, release)
        assert own[source.ura] == expected(said), (first, then, release)
    if said.capable is not None:
        observed, read = await capacity(source, patient)
        assert observed == {said.capable}
        assert read == {said.capable}


_FEW: list[str] = []


def a_bsn_of_few() -> str:
    """Each dossier has sources of its own, so that a number can come again."""
    if len(_FEW) < 50:
        _FEW.append(a_bsn())
        return _FEW[-1]
    _FEW.append(_FEW.pop(0))
    return _FEW[-1]


@pytest.fixture
def new_source(region: Region) -> NewSource:
    """A new organisation; a function, for hypothesis prints what it is given."""
    return lambda: region.organization("Z3")


@OFTEN
@given(TALKS)
async def test_every_releases_questions_find_what_was_said_in_any(
    new_source: NewSource, talks: list[tuple[str, Wishes]]
) -> None:
    await a_round(new_source, talks)


@OFTEN
@given(st.sampled_from([*RELEASES]), st.sampled_from([*RELEASES]), SAID)
async def test_what_is_sent_again_in_another_release_is_one_fact_and_wipes_nothing(
    new_source: NewSource, first: str, then: str, said: Wishes
) -> None:
    await sent_again(new_source, first, then, said)
