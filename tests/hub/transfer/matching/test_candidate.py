"""Of all that a service has, what is asked for counts alone."""

from dataclasses import replace

from tests.hub.transfer.capacity.places import HAVEN, HOME, row, said
from tests.hub.transfer.matching.candidates import AT_HOME, NEED, SOFA

LIGHT = replace(HAVEN, care_type="elv-laag")
ELSEWHERE, EVERYWHERE = replace(HOME, district="8232"), replace(HOME, district=None)
AT_HOMES_NEED = replace(NEED, care_type="wijkverpleging")


def supplied(need, candidate, *places):
    rows = tuple(row([said(of, available=1)]) for of in places)
    found = replace(candidate, rows=rows).supply(need)
    return found.of if found else None


def test_another_kind_of_care_is_not_counted() -> None:
    assert supplied(NEED, SOFA, LIGHT, HAVEN) == HAVEN
    assert supplied(NEED, SOFA, LIGHT) is None


def test_at_home_the_district_counts_before_all_of_them_and_another_never() -> None:
    assert supplied(AT_HOMES_NEED, AT_HOME, EVERYWHERE, HOME, ELSEWHERE) == HOME
    assert supplied(AT_HOMES_NEED, AT_HOME, ELSEWHERE, EVERYWHERE) == EVERYWHERE
    assert supplied(AT_HOMES_NEED, AT_HOME, ELSEWHERE) is None


def test_beds_are_nothing_to_who_is_cared_for_at_home() -> None:
    beds = replace(HAVEN, care_type="wijkverpleging")

    assert supplied(AT_HOMES_NEED, AT_HOME, beds) is None
