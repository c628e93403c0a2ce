"""The words of the reading: every code has some, and none says more than was said."""

from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.goal import GOALS
from profiles.pzp.reading.observation import ANSWERS
from profiles.pzp.reading.words import decision, held, table, title


def test_every_subject_and_standing_has_words():
    assert all(title(one) for one in Subject)
    facts = {one: Fact(subject=Subject.GOAL, says=Says.DO, standing=one) for one in Standing}
    assert [one for one, fact in facts.items() if not held(fact)] == [Standing.IN_FORCE]


def test_every_way_to_say_it_reads_otherwise_on_every_subject():
    for subject in Subject:
        shown = [decision(Fact(subject=subject, says=one)) for one in Says if one != Says.ANSWER]
        assert len(shown) == len({*shown})
        assert all(shown)


def test_every_code_of_an_answer_has_words():
    answers = table()["answer"]

    assert answers["goal"].keys() == set(GOALS.values())
    for subject, codes in ANSWERS.items():
        assert answers[subject].keys() == codes
        assert len({*answers[subject].values()}) == len(codes)


def test_what_is_no_yes_never_reads_as_one():
    for says in {*Says} - {Says.DO, Says.DONT, Says.SWITCH_OFF}:
        shown = decision(Fact(subject=Subject.RESUSCITATION, says=says)).casefold()
        assert "reanimeren" not in shown
        assert not shown.startswith(("ja", "wel", "nee"))


def test_an_own_name_of_a_treatment_is_its_title():
    assert title(Subject.OTHER_LIMIT, "dialyse") == "dialyse"
