"""Whose word on an inhabitant stands, and whose may be shown to others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consent.person import Person
from consent.source import Source, before_others, contradicts, speaks, standing, who_say

ANS, JAN = Person(families=("vlinderhof",)), Person(families=("bakker",))
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def source(custodian: str, person: Person | None = ANS, day: int = 0, **said: bool) -> Source:
    return Source(custodian=custodian, person=person, said_at=MONDAY + timedelta(days=day), **said)


SOURCES = st.lists(
    st.builds(
        source,
        st.sampled_from(["90000101", "90000202", "90000303"]),
        st.sampled_from([ANS, JAN, None]),
        st.integers(0, 5),
        contact=st.booleans(),
        first=st.booleans(),
        desk=st.booleans(),
    ),
    unique_by=lambda one: one.custodian,
)


def test_who_does_not_treat_him_speaks_to_nobody_of_somebody_known() -> None:
    stranger = source("90000202", day=3)
    assert not speaks(stranger, [source("90000101"), stranger])
    assert not speaks(stranger, [stranger])


def test_who_came_first_is_believed_until_one_who_treats_him_says_that_it_is_somebody_else() -> (
    None
):
    first, gp = source("90000202", first=True), source("90000101", day=1, contact=True)
    mistaken = replace(first, person=JAN)

    assert speaks(first, [first])
    assert speaks(first, [first, gp])
    assert not speaks(mistaken, [mistaken, gp])
    assert speaks(mistaken, [mistaken, replace(gp, contact=False)])
    assert speaks(replace(mistaken, contact=True), [mistaken, gp])
    assert speaks(replace(first, person=None), [first, gp])


def test_who_treats_him_or_keeps_the_desk_speaks() -> None:
    assert speaks(source("90000202", contact=True), [])
    assert speaks(source("90000202", desk=True), [])


def test_of_words_the_desks_stands_then_who_treats_him_then_the_newest() -> None:
    desk = source("90000404", day=0, desk=True)
    gp = source("90000101", day=1, contact=True)
    hospital = source("90000202", day=2, contact=True)
    stranger = source("90000303", day=3)
    silent = source("90000505", None, day=4, contact=True)
    everyone = [desk, gp, hospital, stranger, silent]

    for sources in permutations(everyone):
        assert standing(sources) == desk
    assert standing([gp, hospital, stranger, silent]) == hospital
    assert standing([stranger, silent]) == stranger
    assert standing([silent]) is standing([]) is None


def test_words_of_desks_go_before_those_of_who_treats_him_and_a_strangers_before_nobodys() -> None:
    gp, hospital = source("90000101", contact=True), source("90000202", registered=True)
    desk, stranger = source("90000404", desk=True), source("90000303", day=3)

    order = before_others([gp, stranger, desk, hospital])

    assert order == ({desk.custodian}, {gp.custodian, hospital.custodian})
    assert before_others([stranger]) == ()


def test_a_word_is_held_against_the_one_that_stands_unless_that_is_a_strangers() -> None:
    gp, stranger = source("90000101", contact=True), source("90000202", day=3)

    def says(one: Source, person: Person, sources: list[Source]) -> tuple[str, ...]:
        return contradicts(replace(one, person=person), sources)

    assert says(stranger, JAN, [gp, stranger]) == ("name",)
    assert says(stranger, ANS, [gp, stranger]) == ()
    assert says(gp, JAN, [gp, stranger]) == ()
    assert says(source("90000303", contact=True), JAN, [gp]) == ("name",)
    assert says(source("90000303", desk=True), JAN, [gp]) == ()
    assert says(gp, JAN, [gp]) == ()
    assert says(stranger, JAN, [source("90000404", first=True)]) == ("name",)
    assert says(stranger, JAN, [source("90000404", None, contact=True)]) == ()


@given(SOURCES, st.randoms())
def test_the_order_of_sources_is_nothing(sources: list[Source], random: Random) -> None:
    shuffled = random.sample(sources, len(sources))
    assert standing(sources) == standing(shuffled)
    assert [speaks(one, sources) for one in sources] == [speaks(one, shuffled) for one in sources]


@given(SOURCES, st.sampled_from([ANS, JAN, None]))
def test_a_stranger_more_silences_nobody_who_spoke(
    sources: list[Source], person: Person | None
) -> None:
    stranger = source("90000909", person, day=9)
    for one in sources:
        assert speaks(one, [*sources, stranger]) == speaks(one, sources)


def test_a_desk_is_heard_first_then_the_newest_of_who_treats_him_and_no_stranger() -> None:
    desk, old, new = (
        source("90000101", desk=True),
        source("90000202", day=1, contact=True),
        source("90000303", day=2, contact=True),
    )
    stranger = source("90000404", day=3)
    first = source("90000505", day=4, first=True)
    silent = source("90000606", None, day=5, contact=True)
    everybody = [stranger, old, first, desk, silent, new]
    assert who_say(everybody) == [desk, new, old]
    assert who_say([stranger, first]) == [first]
