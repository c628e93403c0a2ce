"""Each line of the sheet that a life may hang on, one by one."""

import pytest

from profiles import systems
from profiles.pzp.reading.fact import Subject
from profiles.pzp.sheet.days import day_said
from profiles.pzp.sheet.people import dialled
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.shown import Sheet, Tone, Urgency
from profiles.pzp.sheet.words import table
from tests.profiles.pzp.reading.asked import AT, GP, HOSPITAL, capable, of, reading
from tests.profiles.pzp.records import Tree, limit, will

NAMES = {"90000101": "Huisarts De Sluis", "90000103": "Ziekenhuis Flevo"}
CPR = "89666000"
NR = {"system": systems.ADVANCE_DIRECTIVE_TYPE, "code": "NR"}
FORBIDS = {"code": [{"coding": [NR]}]}


def shown(*record: Tree, is_whole: bool = True, is_asked: bool = True) -> Sheet:
    return sheet(reading(*record), AT, NAMES, is_whole=is_whole, is_asked=is_asked)


def patient(**more: object) -> Tree:
    return {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"family": "Kwelder", "given": ["Mies"]}],
        "birthDate": "1938-06-08",
        "gender": "female",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": "999940508"}],
        **more,
    }


def directive(decision: str, date: str, source: str = GP, code: str = CPR, **more: object) -> Tree:
    return of(source, limit(code, says=decision, dateTime=date), **more)


def alerts(found: Sheet) -> list[str]:
    return [one.key for one in found.alerts]


def test_who_it_is_stands_in_words_with_the_last_digits_alone() -> None:
    [who] = shown(patient()).banners

    assert (who.name, who.born, who.age) == ("Mies Kwelder", "geboren 8 juni 1938", "87 jaar")
    assert (who.gender, who.bsn, who.died) == ("vrouw", "BSN eindigt op 508", "")


def test_of_who_died_that_stands_before_all_and_nobody_is_told_to_ask_him() -> None:
    found = shown(patient(deceasedDateTime="2026-02-03"), directive("deny", "2026-01-01"))

    assert found.banners[0].died == "OVERLEDEN op 3 februari 2026"
    assert found.banners[0].age == "87 jaar geworden"
    assert alerts(found) == ["died"]


def test_two_sources_that_differ_both_stand_newest_first_under_a_warning() -> None:
    found = shown(directive("permit", "2026-01-01"), directive("deny", "2026-02-01", HOSPITAL))

    block = found.resuscitation
    assert [(one.decision, one.source) for one in block.lines] == [
        ("NIET reanimeren", "Ziekenhuis Flevo"),
        ("WEL reanimeren", "Huisarts De Sluis"),
    ]
    assert block.warning == "Niet alles wat is vastgelegd is hetzelfde"
    assert alerts(found) == ["differs", "ask-first"]
    assert "Reanimatie" in found.alerts[0].text


def test_a_will_stands_among_the_lines_of_the_treatment_that_it_forbids() -> None:
    found = shown(
        directive("permit", "2026-01-01"), of(GP, will(provision=FORBIDS, dateTime="2026-03-01"))
    )

    assert [(one.tone, one.decision) for one in found.resuscitation.lines] == [
        (Tone.DONT, "NIET reanimeren (niet-reanimerenverklaring)"),
        (Tone.DO, "WEL reanimeren"),
    ]
    assert "spreken elkaar tegen" in found.resuscitation.warning
    assert found.alerts[0].urgency is Urgency.STOP


def test_a_will_that_a_person_is_to_read_is_no_bare_no_among_the_lines() -> None:
    doubtful = will(provision=FORBIDS, dateTime="2026-03-01")
    del doubtful["status"]

    [line] = shown(of(GP, doubtful)).resuscitation.lines
    assert line.tone is Tone.CARE
    assert "lees zelf" in line.decision


def test_who_can_not_decide_is_told_before_everything_else() -> None:
    found = shown(patient(extension=[capable(said=False)]), directive("deny", "2026-01-01"))

    assert alerts(found)[0] == "not-capable"


def test_nothing_said_is_neither_yes_nor_no_and_no_empty_place() -> None:
    found = shown(patient())

    assert found.is_silent()
    assert found.resuscitation.nothing == table()["nothing"]["topic"]
    assert [one.subject for one in found.limits] == [
        Subject.INTENSIVE_CARE,
        Subject.VENTILATION,
        Subject.HOSPITAL,
        Subject.ANTIBIOTICS,
        Subject.BLOOD,
    ]


def test_what_could_not_be_shown_is_told() -> None:
    assert "partial" in alerts(shown(patient(), is_whole=False))
    assert "partial" not in alerts(shown(patient()))


def test_a_register_that_could_not_be_asked_is_told_in_a_sentence_of_its_own() -> None:
    [first, *_] = shown(patient(), is_asked=False).alerts
    assert (first.key, first.text == alert_of("partial")) == ("not-asked", False)


def alert_of(key: str) -> str:
    return str(table()["alert"][key])


def test_an_agreement_of_more_than_a_year_ago_says_so_and_a_younger_one_does_not() -> None:
    marks = [shown(directive("deny", date)).resuscitation.lines[0].marks for date in OLD_AND_NEW]

    assert marks == [(table()["line"]["old"],), ()]


OLD_AND_NEW = ("2025-05-31", "2025-06-03")


def test_the_newest_is_the_last_of_the_versions_and_the_one_before_says_why_it_is_history() -> None:
    found = shown(directive("permit", "2026-01-01"), directive("deny", "2026-02-01"))

    assert found.resuscitation.lines[0].version == "versie 2 van 2"
    assert found.resuscitation.before[0].marks == (table()["line"]["replaced"],)


def test_a_claimed_word_is_marked_as_claimed() -> None:
    label = {"system": systems.HUB_LABELS, "code": "claimed"}
    said = directive("deny", "2026-01-01", meta={"source": GP, "security": [label]})

    assert "namens een ander opgegeven, niet nagegaan" in shown(said).resuscitation.lines[0].marks


def test_a_name_that_contradicts_its_code_is_shown_as_the_source_wrote_it() -> None:
    said = directive("deny", "2026-01-01")
    said["provision"]["code"][0]["coding"][0]["display"] = "WEL reanimeren graag"

    assert any("WEL reanimeren graag" in one for one in shown(said).resuscitation.lines[0].marks)


def test_two_patients_are_told() -> None:
    assert alerts(shown(patient(), patient(id="q", name=[{"text": "Ander"}])))[0] == "several"


def test_a_representative_comes_with_a_number_that_can_be_dialled() -> None:
    role = {"coding": [{"system": systems.CONTACT_ROLE, "code": "24"}]}
    kin = {"coding": [{"system": systems.ROLE_CODE, "code": "DAUC"}]}
    person = {
        "resourceType": "RelatedPerson",
        "id": "r",
        "patient": {"reference": "Patient/p"},
        "name": [{"text": "Lien Kwelder"}],
        "relationship": [role, kin],
        "telecom": [{"system": "phone", "value": "06 - 12 34 56 78"}],
    }

    [mate] = shown(patient(), of(GP, person)).representatives
    assert (mate.name, mate.roles, mate.relations) == (
        "Lien Kwelder",
        "wettelijk vertegenwoordiger",
        "dochter",
    )
    assert mate.phones == (("06 - 12 34 56 78", "0612345678"),)


@pytest.mark.parametrize(
    ("written", "dials"),
    [("+31 (0)36 123", "+3136123"), ("bel de buurvrouw", ""), ("112", "112"), ("", "")],
)
def test_a_number_is_dialled_as_it_is_written_and_words_are_not(written: str, dials: str) -> None:
    assert dialled(written) == dials


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-03-12", "12 maart 2026"),
        ("2026-03", "maart 2026"),
        ("2026", "2026"),
        ("2026-03-12T23:30:00Z", "13 maart 2026"),
        ("", "datum niet vermeld"),
        ("vorige week", "vorige week"),
        ("2026-02-31", "2026-02-31"),
    ],
)
def test_a_day_is_told_no_more_exactly_than_it_is(written: str, told: str) -> None:
    assert day_said(written) == told


def test_a_handoff_is_told_in_short_and_its_pointer_not_twice() -> None:
    kind = {"coding": [{"system": systems.SNOMED, "code": "11171000146100"}]}
    url = f"{systems.NICTIZ}eOverdracht-NeedsOfPatientAndRelatedPersons"
    needs = {"extension": [{"url": url, "valueString": "Wil weer lopen."}], "title": "Plan"}
    report = {
        "resourceType": "Composition", "id": "c", "status": "final", "type": kind,
        "title": "Overdracht", "date": "2026-05-01", "section": [needs],
    }  # fmt: skip
    pointer = {
        "resourceType": "DocumentReference", "id": "d", "status": "current", "type": kind,
        "date": "2026-05-01", "context": {"related": [{"reference": "Composition/c"}]},
    }  # fmt: skip

    [one] = shown(patient(), report, pointer).handoffs
    assert (one.what, one.day) == ("Overdracht: Wil weer lopen.", "1 mei 2026")
    assert [held.what for held in shown(patient(), pointer).handoffs] == ["11171000146100"]


def test_what_stands_beside_is_counted_by_kind() -> None:
    found = shown(patient(), {"resourceType": "Condition", "id": "x"}, {"resourceType": "Zzz"})

    assert found.not_shown == ("1x aandoening", "1x ander gegeven")
