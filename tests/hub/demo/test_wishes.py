"""Which of a source's words a reader is shown."""

from hub.demo.wishes import Wish, latest_words

GP, HOSPITAL = "90000101", "90000103"


def test_a_later_word_of_the_same_source_takes_the_place_of_an_earlier() -> None:
    earlier = Wish("Reanimatie", "2025-03-11", GP, "wel doen")
    later = Wish("Reanimatie", "2026-02-17", GP, "niet doen")

    assert latest_words([later, earlier]) == latest_words([earlier, later]) == [later]


def test_two_sources_that_disagree_both_stand_newest_first() -> None:
    first = Wish("Reanimatie", "2026-01-20", GP, "niet doen")
    second = Wish("Reanimatie", "2026-05-12", HOSPITAL, "wel doen")

    assert latest_words([first, second]) == [second, first]


def test_two_words_of_one_source_on_one_day_both_stand() -> None:
    yes = Wish("Reanimatie", "2026-01-20", GP, "wel doen")
    no = Wish("Reanimatie", "2026-01-20", GP, "niet doen")

    assert set(latest_words([yes, no])) == {yes, no}
