"""Each filter says why a candidate falls out, and what is not known is no misfit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.transfer.matching.filters import Verdict, verdicts
from tests.hub.transfer.cases import DAY, NOW, TOMORROW
from tests.hub.transfer.matching.candidates import AT_HOME, NEED, SOFA, has

AT_HOMES_NEED = replace(NEED, care_type="wijkverpleging")
WLZ = replace(SOFA, care_types=frozenset({"wlz-crisis", "respijt-wmo"}))
LONG_AGO = {"at": NOW - 2 * DAY}
NONE: frozenset[str] = frozenset()


def needs(**more):
    return replace(NEED, **more)


def known(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def out(name: str, *about: str) -> Verdict:
    return Verdict(name, is_misfit=True, about=about)


def asks(name: str, *about: str) -> Verdict:
    return Verdict(name, is_misfit=False, about=about)


CASES = {
    "all is well": (NEED, SOFA, None),
    "excluded by its provider": (
        needs(excluded=known(SOFA.provider)), SOFA, out("excluded")),
    "excluded by the service": (needs(excluded=known("haven")), SOFA, out("excluded")),
    "other care": (needs(care_type="grz"), SOFA, out("care-type", "grz")),
    "no Wlz": (needs(care_type="wlz-crisis", indications=NONE), WLZ,
               out("indication", "wlz-indication")),
    "Wlz is not known": (needs(care_type="wlz-crisis"), WLZ,
                         asks("indication", "wlz-indication")),
    "Wlz is there": (needs(care_type="wlz-crisis", indications=known("wlz-indication")), WLZ,
                     None),
    "no decision of the municipality": (needs(care_type="respijt-wmo", indications=NONE), WLZ,
                                        out("indication", "wmo-decision")),
    "the candidate asks more": (needs(indications=NONE), replace(SOFA, asks=known("ggz")),
                                out("indication", "ggz")),
    "a legal status that it can't take": (
        needs(legal_status="RM"), replace(SOFA, legal_statuses=known("IBS")),
        out("legal-status", "RM")),
    "a legal status of which it said nothing": (
        needs(legal_status="RM"), SOFA, asks("legal-status", "RM")),
    "a legal status that it takes": (
        needs(legal_status="RM"), replace(SOFA, legal_statuses=known("RM")), None),
    "no closed ward": (needs(handling=known("closed-ward"), legal_status="RM"),
                       replace(SOFA, legal_statuses=known("RM")),
                       out("closed-ward", "closed-ward")),
    "no isolation": (needs(handling=known("isolation-mrsa")), SOFA,
                     out("isolation", "isolation-mrsa")),
    "nothing bariatric": (needs(handling=known("bariatric")),
                          replace(SOFA, handles=NONE), out("bariatric", "bariatric")),
    "a device": (needs(handling=known("tracheostomy", "tube-feeding")), SOFA,
                 out("skills", "tracheostomy")),
    "what it handles is not known": (needs(handling=known("vac")), replace(SOFA, handles=None),
                                     asks("skills", "vac")),
    "what no code of ours has": (needs(besides=("hoog-laagbed",)), SOFA,
                                 asks("skills", "hoog-laagbed")),
    "a room for men": (NEED, has(limits=known("men-only")), out("room", "men-only")),
    "a room for women": (NEED, has(limits=known("women-only")), None),
    "a room for women, and sex is not known": (
        needs(sex=None), has(limits=known("women-only")), asks("room", "women-only")),
    "the free place is on a closed ward": (
        NEED, has(limits=known("closed-ward-only")), out("room", "closed-ward-only")),
    "today nothing bariatric": (needs(handling=known("bariatric")),
                                has(limits=known("no-bariatric")), out("room", "no-bariatric")),
    "today nothing that is asked": (NEED, has(limits=known("no-bariatric")), None),
    "a limit that nobody understands": (
        NEED, has(limits=known("no pets")), asks("room", "no pets")),
    "a limit that was said long ago": (
        NEED, has(limits=known("men-only"), **LONG_AGO), asks("room", "men-only")),
    "outside the area": (replace(AT_HOMES_NEED, home="8232"), AT_HOME, out("area", "8232")),
    "in the area": (AT_HOMES_NEED, AT_HOME, None),
    "the area is not known": (AT_HOMES_NEED, replace(AT_HOME, area=None), asks("area")),
    "the home is not known": (replace(AT_HOMES_NEED, home=None), AT_HOME, asks("area")),
    "too young": (needs(age=17), SOFA, out("age")),
    "old enough": (needs(age=18), SOFA, None),
    "too old": (NEED, replace(SOFA, ages=(0, 81)), out("age")),
    "just young enough": (NEED, replace(SOFA, ages=(0, 82)), None),
    "age is not known": (needs(age=None), SOFA, asks("age")),
    "ages are not known": (NEED, replace(SOFA, ages=None), asks("age")),
    "closed all days": (needs(latest=TOMORROW + DAY),
                        replace(SOFA, closed=((TOMORROW, TOMORROW + DAY),)), out("date")),
    "open on the last day": (needs(latest=TOMORROW + DAY),
                             replace(SOFA, closed=((TOMORROW, TOMORROW),)), None),
    "no last day": (NEED, replace(SOFA, closed=((TOMORROW, TOMORROW + 99 * DAY),)), None),
    "full": (NEED, has(available=0), None),
    "nobody knows what is free": (NEED, has(available=None), None),
    "nothing was ever said": (NEED, replace(SOFA, rows=()), None),
}  # fmt: skip


@pytest.mark.parametrize(("need", "candidate", "verdict"), CASES.values(), ids=CASES)
def test_a_candidate_falls_out_for_what_it_lacks(need, candidate, verdict) -> None:
    assert verdicts(need, candidate) == (() if verdict is None else (verdict,))


def test_behind_a_closed_door_the_ground_is_asked() -> None:
    candidate = replace(SOFA, handles=known("closed-ward"))

    assert verdicts(needs(handling=known("closed-ward")), candidate) == (asks("legal-status"),)


def test_all_reasons_are_told_and_not_the_first_alone() -> None:
    need = needs(care_type="grz", age=3, excluded=known("haven"), handling=known("vac"))

    assert verdicts(need, SOFA) == (
        out("excluded"), out("care-type", "grz"), out("skills", "vac"), out("age"),
    )  # fmt: skip


def test_a_day_on_which_it_is_closed_counts_from_its_first_hour() -> None:
    closed = replace(SOFA, closed=((TOMORROW, TOMORROW),))

    assert verdicts(needs(latest=TOMORROW), closed) == (out("date"),)
    assert verdicts(needs(latest=TOMORROW - timedelta(days=3)), closed) == (out("date"),)
