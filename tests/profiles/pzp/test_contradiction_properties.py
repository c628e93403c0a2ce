"""What holds of any directives: no order tells, what has ended is silent, a flag stays."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from profiles.pzp.contradiction.compared import compare
from profiles.pzp.contradiction.flag import Flag, flagged
from profiles.pzp.contradiction.stance import contrary as told_by
from profiles.pzp.contradiction.stance import stance_of
from tests.profiles.pzp.directives import WAYS, a_will, agreement
from tests.profiles.pzp.records import Tree

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DATES = st.sampled_from(
    [None, "2020", "2020-10", "2020-10-01", "2025-04-28T10:00:00Z", "2025-04-28", "2025", "??"]
)
RELEASES = st.sampled_from(["beta3", "1.0"])
SOURCES = st.sampled_from(["", "urn:a", "urn:b"])
STATUSES = st.sampled_from(["active", "active", "active", "inactive", "entered-in-error"])


@st.composite
def directives(draw: st.DrawFn) -> list[Tree]:
    """A few of one inhabitant, each with an id of its own; some name a will."""
    made = []
    for number in range(draw(st.integers(1, 6))):
        common = {
            "name": f"c{number}",
            "date": draw(DATES),
            "release": draw(RELEASES),
            "source": draw(SOURCES),
            "status": draw(STATUSES),
        }
        if draw(st.booleans()):
            made.append(a_will(draw(st.sampled_from(["NR", "NR", "VERB", "EU"])), **common))
            continue
        way = draw(st.sampled_from(["permit", "permit", *WAYS]))
        code = draw(st.sampled_from(["89666000", "89666000", "32485007", "icd"]))
        named = draw(st.sampled_from([None, None, "Consent/c0", "Consent/c1"]))
        more = {"sourceReference": {"reference": named}} if named else {}
        made.append(agreement(code, way, **common, **more))
    return made


def contrary(consents: list[Tree]) -> set[str]:
    return {key for key, flags in flagged(consents, NOW).items() if Flag.CONTRARY in flags}


@given(directives().flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
def test_no_order_of_them_changes_anything(orders):
    one, other = orders

    assert compare(one, NOW) == compare(other, NOW)


@given(directives())
def test_what_has_ended_or_is_in_error_makes_no_flag(made):
    silent = {f"Consent/{one['id']}" for one in made if one["status"] != "active"}

    assert silent.isdisjoint(flagged(made, NOW))
    assert flagged(made, NOW) == flagged([one for one in made if one["status"] == "active"], NOW)


@given(directives())
def test_nothing_more_hides_a_flag_unless_its_own_source_said_something_later(made):
    """It may name the will, or decide; what another says hides nothing."""
    *before, added = made
    newly = flagged(before, NOW)
    lost = contrary(before) - contrary(made)

    if lost:
        source = added["meta"].get("source")
        assert source
        hidden = [one for one in before if f"Consent/{one['id']}" in lost]
        agreements = [one for one in hidden if one["meta"].get("source") == source]
        assert agreements, newly
        assert added["status"] == "active"
        assert "sourceReference" in added or added["provision"].get("type") in {"permit", "deny"}


@given(directives())
def test_nothing_is_lost_and_who_is_current_holds(made):
    found = compare(made, NOW)
    told = {said.address for said in found.unplaced}
    for one in found.treatments:
        told |= {said.address for said in (*one.agreements, *one.wills)}
        assert all(said.holds for said in one.current)
        assert bool(one.current) is any(said.holds for said in one.agreements)

    assert told == {f"Consent/{one['id']}" for one in made}


@given(directives())
def test_in_either_release_the_same_is_said(made):
    for one in made:
        one["meta"].pop("profile")

    stripped = compare(made, NOW)

    assert contrary(made) == {
        said.address
        for one in stripped.treatments
        for pair in one.contradictions
        for said in (pair.agreement, pair.will)
    }


def test_what_is_agreed_anew_with_the_will_before_it_is_kept_though_it_decides_nothing():
    """By it what the same source agreed before is replaced."""
    made = [
        agreement("89666000", "permit", name="c0", date="2020", source="urn:a"),
        a_will("NR", name="c1", date="2021"),
        agreement("89666000", "text", name="c2", date="2022", source="urn:a",
                  sourceReference={"reference": "Consent/c1"}),
    ]  # fmt: skip
    kept = [stance_of(one, one["meta"].get("source", ""), f"Consent/{one['id']}") for one in made]

    assert None not in kept
    assert told_by([one for one in kept if one], NOW) == []
    assert len(told_by([one for one in kept[:2] if one], NOW)) == 1


@given(directives())
def test_what_is_kept_of_each_tells_the_same_as_reading_all(made):
    """The hub keeps a stance of each, and reads none again."""
    stances = [
        stance_of(one, one["meta"].get("source", ""), f"Consent/{one['id']}") for one in made
    ]
    pairs = told_by([one for one in stances if one], NOW)

    assert contrary(made) == {
        said.address for pair in pairs for said in (pair.agreement, pair.will)
    }
