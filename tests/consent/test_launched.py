"""An app that was opened for one inhabitant sees nothing of another."""

from dataclasses import replace

from consent.decide import decide
from consent.decision import Deny
from consent.scope import scope
from tests.consent.builders import ABOUT, FACTS, GP, QUESTION, asked, yes

OPEN = replace(FACTS, statements=(yes(),), whose="him")
LAUNCHED = replace(QUESTION, asker=replace(QUESTION.asker, only="him"))
AT_HOME = asked(ura=GP, organization_type="H1")


def test_for_another_than_it_was_opened_for_everything_looks_like_nothing_there() -> None:
    decision = decide(LAUNCHED, replace(OPEN, whose="another"), ABOUT)
    assert decision == Deny("launched", "A-OTHER-LAUNCH", 404)


def test_not_even_what_his_own_organisation_keeps_of_another_is_open() -> None:
    at_home = replace(AT_HOME, asker=replace(AT_HOME.asker, only="him"))
    assert decide(at_home, replace(OPEN, whose="another"), ABOUT).reason == "A-OTHER-LAUNCH"


def test_the_whole_record_of_another_is_closed() -> None:
    found = scope(LAUNCHED, replace(OPEN, whose="another"))
    assert {one.reason for one in found.sections.values()} == {"A-OTHER-LAUNCH"}


def test_for_whom_it_was_opened_it_is_decided_as_for_any_professional() -> None:
    assert decide(LAUNCHED, OPEN, ABOUT) == decide(QUESTION, OPEN, ABOUT)
    closed = replace(OPEN, statements=())
    assert decide(LAUNCHED, closed, ABOUT) == decide(QUESTION, closed, ABOUT)
    assert scope(LAUNCHED, OPEN) == scope(QUESTION, OPEN)
