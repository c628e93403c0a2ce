"""Whatever is typed in the form, or pressed in the inbox, is something or told to be wrong."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from hub.pages.rtp.inbox.answers import (
    CAME,
    DONE,
    GO_ON,
    LATER,
    LOST,
    NO,
    SEE,
    STOP,
    YES,
    Said,
    Wrong,
)
from hub.pages.rtp.request.made import resources_of
from hub.pages.rtp.request.typed import LINES, Typed
from hub.pages.words import words_of

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
TODAY = date(2026, 12, 1)
DESKS = {"91234567": "almere"}
SOUND = {
    "nummer": "6f0c4a52-7d0e-4b55-9a53-0f6a2d1c8e11",
    "bsn": "999911612",
    "naam": "x",
    "geboren": "1941-03-12",
    "zorg": "grz",
    "reden": "5913000",
    "vanaf": "2026-12-02",
    "toestemming": "ja",
    "bel-naam": "x",
    "bel-nummer": "036-5550100",
}
NAMES = [*SOUND, *LINES, "waarom", "tot", "klaar", "herkomst", "spoed", "punt", "nood-vac"]
ODD = st.one_of(st.text(max_size=40), st.sampled_from(["", "0", "2026-13-01", "9999-12-31", "ja"]))


@given(st.dictionaries(st.sampled_from(NAMES), ODD, max_size=6))
def test_a_form_is_told_to_be_wrong_or_makes_a_request(changes: dict[str, str]) -> None:
    typed = Typed(SOUND | changes, TODAY, DESKS)
    faults = typed.faults()
    if not faults:
        made = list(resources_of(typed, "11111111", NOW, words_of("rtp", "nl")).values())
        assert [one["resourceType"] for one in made] == ["Patient", "ServiceRequest", "Task"]
    assert {*faults} <= {*NAMES}


def test_a_day_that_is_written_otherwise_is_the_same_day() -> None:
    typed = Typed(SOUND | {"vanaf": "20261202", "tot": "2026-W50-1"}, TODAY, DESKS)
    assert typed.faults() == {}
    [_, request, _] = resources_of(typed, "11111111", NOW, words_of("rtp", "nl")).values()
    assert request["occurrencePeriod"] == {"start": "2026-12-02", "end": "2026-12-07"}


@given(st.dictionaries(st.sampled_from(sorted(SOUND.keys() - {"nummer"})), ODD, min_size=1))
def test_what_is_typed_otherwise_is_another_request(changes: dict[str, str]) -> None:
    one, other = Typed(SOUND, TODAY, DESKS), Typed(SOUND | changes, TODAY, DESKS)
    assert (one.number == other.number) == (one.fields == other.fields)
    assert one.number == Typed(SOUND | {"teken": "x"}, TODAY, DESKS).number


@given(
    st.one_of(st.sampled_from([SEE, YES, NO, LATER, DONE, CAME, LOST, STOP, GO_ON]), st.text()),
    st.dictionaries(st.sampled_from(["vanaf", "uren", "datum", "reden"]), ODD),
    st.dictionaries(
        st.sampled_from(["output", "executionPeriod"]),
        st.recursive(
            st.none() | st.text() | st.integers(),
            lambda each: st.lists(each) | st.dictionaries(st.text(), each),
        ),
    ),
)
def test_what_is_pressed_is_an_answer_or_told_to_be_wrong(
    act: str, fields: dict[str, str], task: dict[str, object]
) -> None:
    told = {"status", "businessStatus", "statusReason", "output", "executionPeriod"}
    try:
        changes = {*Said(act, fields, NOW).changes(task)}
    except Wrong as wrong:
        changes, told = {wrong.field}, {"doe", "vanaf", "uren", "datum", "reden"}
    assert changes <= told
