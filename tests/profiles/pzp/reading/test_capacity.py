"""Whether he can decide: who says that he can't, in whatever way, stands first."""

import pytest

from profiles import systems
from profiles.pzp.derived import derived_from, legally_capable
from profiles.pzp.reading.fact import Says
from tests.profiles.pzp.reading.answered import answer, form
from tests.profiles.pzp.reading.asked import GP, HOSPITAL, capable, now, of, reading
from tests.profiles.pzp.records import observation, patient

NOT, IS = "NIET wilsbekwaam voor medische beslissingen", "wilsbekwaam voor medische beslissingen"
OBSERVED = "665671000146101"


def said(*, capable: bool, **more):
    return observation(OBSERVED, valueBoolean=capable, **more)


WAYS = {
    **{
        url: [patient(extension=[capable(said=False, url=url)])]
        for url in sorted(systems.LEGALLY_CAPABLE)
    },
    "observation": [said(capable=False)],
    "form, a choice": [form(answer("1406", valueCoding={"code": "0"}))],
    "form, a boolean": [form(answer("1651", valueBoolean=False))],
    "form, in SNOMED CT": [
        form(answer("1651", valueCoding={"system": systems.SNOMED, "code": "373067005"}))
    ],
    "derived": [
        legally_capable(
            "Patient/p", capable=False, remark="", day="", meta={}, source="Patient/p/_history/1"
        )
    ],
}


@pytest.mark.parametrize("way", WAYS)
def test_not_capable_stands_before_a_later_capable_of_another(way):
    newer = of(HOSPITAL, said(capable=True), effectiveDateTime="2026-05-01")

    for given in ([*WAYS[way], newer], [newer, *WAYS[way]]):
        topic = reading(*given).capacity
        assert now(topic) == [NOT, IS]
        assert topic.differs


def test_capable_again_by_the_same_source_later_takes_its_place():
    old = of(GP, said(capable=False), id="a", effectiveDateTime="2025-01-01")
    new = of(GP, said(capable=True), id="b", effectiveDateTime="2026-01-01")

    assert now(reading(old, new).capacity) == [IS]


def test_an_extension_has_no_date_and_is_not_replaced():
    old = of(GP, patient(extension=[capable(said=False)]))
    new = of(GP, said(capable=True), effectiveDateTime="2026-01-01")

    topic = reading(old, new).capacity

    assert now(topic) == [NOT, IS]
    assert topic.now[0].date == ""


def test_an_extension_that_says_both_says_that_he_can_not():
    both = capable(said=True)
    both["extension"].append({"url": "legallyCapable", "valueBoolean": False})

    (fact,) = reading(patient(extension=[both])).capacity.now

    assert (fact.code, fact.read_yourself) == ("false", True)


def test_what_stands_beside_it_does_not_put_it_aside():
    odd = said(capable=False, modifierExtension=[{"url": "http://x/nu", "valueString": "vandaag"}])

    (fact,) = reading(odd).capacity.now

    assert (fact.says, fact.code, fact.read_yourself) == (Says.ANSWER, "false", True)
    assert fact.written == ("nu: vandaag",)


def test_what_can_not_be_read_stands_before_capable():
    odd = of(GP, observation(OBSERVED, valueString="twijfel"), effectiveDateTime="2020-01-01")

    topic = reading(odd, of(HOSPITAL, said(capable=True))).capacity

    assert [one.says for one in topic.now] == [Says.UNREAD, Says.ANSWER]


def test_a_patient_without_an_extension_does_not_withdraw_it():
    found = reading(patient(), said(capable=False))

    assert now(found.capacity) == [NOT]


def test_an_extension_made_of_an_observation_is_told_as_that():
    own = said(capable=False, id="o")
    made = capable(said=False)
    made["extension"].append(derived_from("Observation/o/_history/1"))
    holder = patient(extension=[made])

    (fact,) = reading(own, holder).capacity.now

    assert not fact.is_derived


def test_a_derived_word_whose_origin_is_not_here_is_marked():
    made = capable(said=False)
    made["extension"].append(derived_from("Observation/o/_history/1"))
    holder = of(GP, patient(extension=[made]))

    for given in (WAYS["derived"][0], holder):
        (fact,) = reading(given).capacity.now
        assert (fact.is_derived, fact.source) == (True, "")
