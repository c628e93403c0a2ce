"""Needs and candidates, as a test of matching needs them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from hub.transfer.matching.candidate import Candidate
from hub.transfer.matching.factors import Rules
from hub.transfer.matching.need import Need, Wish
from tests.hub.transfer.capacity.places import HAVEN, HOME, row, said
from tests.hub.transfer.cases import NOW, TOMORROW

TODAY = NOW.date()
RULES = Rules(TODAY, {"1354": (52.37, 5.22), "1315": (52.37, 5.25), "8232": (52.51, 5.47)})
NEED = Need("elv-hoog", TOMORROW, home="1354", age=82, sex="female")
SOFA = Candidate(
    HAVEN.provider, "haven", frozenset({"elv-hoog", "elv-laag"}),
    rows=(row([said(available=2)]),), handles=frozenset({"tube-feeding", "bariatric"}),
    ages=(18, None), postcode="1315", faiths=frozenset(), languages=frozenset({"nl"}),
    insurers=frozenset(), answers_in=timedelta(hours=2),
)  # fmt: skip
AT_HOME = Candidate(
    HOME.provider, "wijk", frozenset({"wijkverpleging"}),
    rows=(row([said(HOME, available=12)]),), is_at_home=True, area=frozenset({"1354"}),
    ages=(0, None),
)  # fmt: skip


def has(**said_of: Any) -> Candidate:
    """A candidate that said this of its places."""
    return replace(SOFA, rows=(row([said(**said_of)]),))


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Known or not."""
    return st.none() | values


_CODES = st.frozensets(st.sampled_from(["tube-feeding", "bariatric", "closed-ward", "vac"]))
_WORDS = st.frozensets(st.sampled_from(["nl", "tr", "ar", "rk"]))
_POSTCODES = st.sampled_from(["1354", "1315", "8232", "9999"])
_COUNTS = st.none() | st.integers(0, 3)

WISHES = st.one_of(
    st.builds(Wish, st.just("place"), st.sampled_from(["service-1", "1315", HAVEN.site])),
    st.builds(Wish, st.just("near"), _POSTCODES, st.integers(0, 30)),
    st.builds(Wish, st.sampled_from(["faith", "language"]), st.sampled_from(["nl", "tr", "rk"])),
)
NEEDS = st.builds(
    Need, st.sampled_from(["elv-hoog", "wlz-crisis"]),
    st.integers(-2, 9).map(lambda days: TODAY + timedelta(days=days)),
    handling=_CODES, age=maybe(st.integers(0, 100)), indications=maybe(st.just(frozenset())),
    legal_status=maybe(st.sampled_from(["RM", "IBS"])), home=maybe(_POSTCODES),
    partner=maybe(_POSTCODES), insurer=maybe(st.just("insurer")),
    client_of=maybe(st.frozensets(st.sampled_from(["service-1", HAVEN.provider]))),
    excluded=st.frozensets(st.sampled_from(["service-2"])),
    wishes=st.lists(WISHES, max_size=2).map(tuple),
)  # fmt: skip
ROWS = st.builds(
    lambda available, expected, limits: row(
        [said(available=available, expected=tuple(expected), limits=limits)]
    ),
    _COUNTS, st.lists(_COUNTS, min_size=7, max_size=7),
    maybe(st.frozensets(st.sampled_from(["women-only", "no-bariatric", "no pets"]))),
)  # fmt: skip
CANDIDATES = st.builds(
    Candidate, st.sampled_from([HAVEN.provider, "90000201"]),
    st.sampled_from([f"service-{number}" for number in range(4)]),
    st.sampled_from([frozenset({"elv-hoog"}), frozenset({"elv-hoog", "wlz-crisis"})]),
    rows=st.lists(ROWS, max_size=1).map(tuple), handles=maybe(_CODES),
    legal_statuses=maybe(st.just(frozenset({"RM"}))), ages=maybe(st.just((18, 90))),
    postcode=maybe(_POSTCODES), faiths=maybe(_WORDS), languages=maybe(_WORDS),
    insurers=maybe(st.just(frozenset({"insurer"}))),
    answers_in=maybe(st.timedeltas(timedelta(0), timedelta(days=3))),
)  # fmt: skip
