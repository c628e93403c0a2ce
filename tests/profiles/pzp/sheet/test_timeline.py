"""Of random records every fact has its day on the timeline, newest first."""

from profiles.pzp.reading.day import day_here
from profiles.pzp.reading.words import decision, title
from profiles.pzp.sheet.timeline import timeline
from tests.profiles.pzp.reading.asked import AT, GP, HOSPITAL, of, reading
from tests.profiles.pzp.reading.dossier import dossier
from tests.profiles.pzp.records import limit


def test_every_fact_stands_on_its_day_under_its_source() -> None:
    for number in range(50):
        found = reading(*dossier(f"a timeline {number}"))
        moments = timeline(found, AT, {})
        days = {(one.day, one.source): one.said for one in moments}
        assert len(days) == len(moments)
        for fact in found.facts():
            words = f"{title(fact.subject, fact.called)}: {decision(fact)}"
            assert any(said.startswith(words) for one in moments for said in one.said)
        assert len(moments) >= len({(day_here(one.date), one.source) for one in found.facts()})


def test_the_newest_day_stands_first_and_what_has_none_before_it() -> None:
    said = [
        of(GP, limit(says="permit", dateTime="2025-01-01")),
        of(HOSPITAL, limit(says="deny", dateTime="2026-02-01")),
        of(HOSPITAL, limit("305351004", says="deny", dateTime="")),
    ]
    moments = timeline(reading(*said), AT, {"90000103": "Ziekenhuis Flevo"})

    assert [(one.day, one.source) for one in moments] == [
        ("datum niet vermeld", "Ziekenhuis Flevo"),
        ("1 februari 2026", "Ziekenhuis Flevo"),
        ("1 januari 2025", "organisatie met URA 90000101"),
    ]
    assert moments[1].said == ("Reanimatie: NIET reanimeren",)
