from dataclasses import replace

import pytest
from hypothesis import given

from consent import decide as rules
from consent.case import Case
from consent.decide import Everywhere, decide
from consent.decision import SILENT, Decision, Deny, Permit
from consent.facts import Facts
from consent.label import RESTRICTED, Labelled
from consent.question import Question
from consent.scope import scope
from consent.section import CHOICES, About, Section
from tests.consent import strategies as some
from tests.consent.builders import FACTS, GP, HOSPITAL, NURSING, QUESTION, SYSTEM, asked, no, yes

SECTIONS = tuple(
    Section(ura, kind, "GGC002") for ura, kind in [(GP, "H1"), (NURSING, "X3"), (HOSPITAL, "V4")]
)
HERE = replace(FACTS, sections=SECTIONS)


@given(some.askings, some.known)
def test_the_scope_agrees_with_the_decision_on_every_resource(
    question: Question, facts: Facts
) -> None:
    reach = scope(question, facts)
    for section in facts.sections:
        for resource in some.RESOURCES:
            # A resource lies in the section of its own category, or among the choices.
            if section.category is None and resource:
                continue
            if section.category == CHOICES and resource:
                continue
            decision = reach.decision(section.custodian, section.category, resource)
            assert decision == decide(question, facts, About(section, resource))


def test_what_looks_at_the_case_alone_is_asked_once_for_the_whole_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked_of: list[Case] = []

    def silent(case: Case) -> Decision:
        asked_of.append(case)
        return SILENT

    monkeypatch.setattr(rules, "RULES", (Everywhere(silent), *rules.RULES))
    scope(QUESTION, HERE)
    assert len(asked_of) == 1


def test_a_refused_caller_has_nothing_open_at_all() -> None:
    facts = replace(HERE, statements=(yes(),))
    reach = scope(asked(role="00.000"), facts)
    assert reach.decision(GP, "GGC002", "Goal/g1") == Deny("role", "A-ROLE", 403)
    assert not any(isinstance(one, Permit) for one in reach.sections.values())


def test_without_a_relation_only_a_systems_own_dossier_is_open() -> None:
    facts = replace(HERE, statements=(yes(),), relation=False)
    assert not any(isinstance(one, Permit) for one in scope(QUESTION, facts).sections.values())

    alone = scope(asked(asker=SYSTEM, purpose=None), facts)
    [own] = [key for key, one in alone.sections.items() if isinstance(one, Permit)]
    assert own == (HOSPITAL, "GGC002")


def test_what_is_open_is_told_by_custodian_and_category_with_its_evidence() -> None:
    said = (yes(consent_id="c7", custodian="cat:H1"), no(custodian=NURSING))
    reach = scope(QUESTION, replace(HERE, statements=said))
    permit = Permit("explicit-statement", "C-EXPLICIT-PERMIT", (("c7", 1),))
    assert reach.sections[GP, "GGC002"] == permit
    assert reach.sections[HOSPITAL, "GGC002"] == Permit("own-dossier", "C-OWN-DOSSIER")
    assert isinstance(reach.sections[NURSING, "GGC002"], Deny)


def test_a_custodian_of_two_types_is_judged_by_each_where_it_stands() -> None:
    clinic, ward = Section(GP, "H1", "GGC002"), Section(GP, "X3", None)
    said = (yes(custodian="cat:H1"),)
    reach = scope(QUESTION, replace(FACTS, statements=said, sections=(clinic, ward)))
    assert [isinstance(one, Permit) for one in reach.sections.values()] == [True, False]


def test_one_resource_may_be_closed_within_what_is_open() -> None:
    reach = scope(QUESTION, replace(HERE, statements=(yes(), no(data="res:Goal/g1"))))
    assert reach.permits(GP, "GGC002", "Goal/g2")
    assert not reach.permits(GP, "GGC002", "Goal/g1")


def test_one_resource_may_be_open_within_what_is_closed() -> None:
    reach = scope(QUESTION, replace(HERE, statements=(no(), yes(data="res:Goal/g1"))))
    assert reach.permits(GP, "GGC002", "Goal/g1")
    assert not reach.permits(GP, "GGC002", "Goal/g2")


def test_what_is_in_no_section_of_the_facts_is_closed() -> None:
    reach = scope(QUESTION, replace(FACTS, statements=(yes(),), sections=()))
    assert reach.decision(GP, "GGC002", "Goal/g1") == Deny("default-no", "C-NO-CHOICE", 404)


def test_an_objection_to_what_is_restricted_closes_what_is_labelled_so_and_no_more() -> None:
    labelled = (Labelled(GP, "Goal/1", RESTRICTED),)
    facts = replace(HERE, statements=(yes(), no(data="label:R")), labelled=labelled)

    reach = scope(QUESTION, facts)

    assert isinstance(reach.decision(GP, "GGC002", "Goal/1"), Deny)
    assert isinstance(reach.decision(GP, "GGC002", "Goal/2"), Permit)
