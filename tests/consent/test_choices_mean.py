"""What the texts of the choices say is what the hub decides, for every kind of asker."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.asker import Professional
from consent.category import OTV_CATEGORY_OF
from consent.choices.catalogue import catalogue
from consent.choices.made import Made, consent_of, made
from consent.facts import Facts
from consent.fhir import problems, statements
from consent.policy import Policy
from consent.question import Question
from consent.scope import scope
from consent.section import CHOICES, Section
from consent.statement import Statement
from tests.consent.builders import ADULT, GP, HOSPITAL, NOON
from tests.consent.strategies import REASON

TODAY = date(2026, 12, 1)
NOW = NOON + (TODAY - NOON.date())
WISH = "Goal/g1"
NAMED = "90000707"
"""The organisation that a choice names."""
SOURCES = {GP: "H1", HOSPITAL: "V4"}
ASKERS = [
    *(("90000601", kind) for kind in ("H1", "N6", "Z3", "V4", "L1", "X3", "T2", "AMB", "H2")),
    *(("90000602", kind) for kind in ("J8", "G5", "F1", "ZG")),
    (NAMED, "V4"),
    (NAMED, "AMB"),
]


@dataclass(frozen=True)
class Asked:
    """Who asks for what this source keeps."""

    ura: str
    kind: str
    source: str
    haste: bool

    def question(self, purpose: str) -> Question:
        role = "17.000" if self.kind == "J8" else "01.015"
        asker = Professional(
            ura=self.ura,
            organization_type=self.kind,
            number="1",
            name="A. Arts",
            role=role,
            assurance="high",
            authenticated_at=NOW,
        )
        return Question(asker=asker, purpose=purpose, now=NOW, emergency=REASON)

    @property
    def reads(self) -> bool:
        """Whether anybody there reads at all, and may declare an emergency."""
        return self.kind != "L1" and not (self.haste and self.kind == "J8")


ALL = [
    Asked(ura, kind, source, haste)
    for (ura, kind), source, haste in product(ASKERS, SOURCES, (False, True))
]


def named(one: Asked) -> bool:
    return one.ura == NAMED


def of_source(choice: Made, one: Asked) -> bool:
    return choice.source is None or one.source == choice.source


def in_kind(choice: Made, one: Asked) -> bool:
    category = catalogue().kinds[str(choice.kind)].category
    return OTV_CATEGORY_OF.get(one.kind) == category


def it(choice: Made, one: Asked) -> bool:
    """The organisation that the choice names, about what the choice is about."""
    return named(one) and of_source(choice, one)


SEES: dict[str, Callable[[Made, Asked], bool]] = {
    "everyone": lambda _choice, _one: True,
    "everyone-but": lambda _, one: not named(one),
    "one-organization": lambda choice, one: one.haste or it(choice, one),
    "one-kind": lambda choice, one: one.haste or in_kind(choice, one),
    "one-source": lambda choice, one: one.haste or of_source(choice, one),
    "nobody": lambda _choice, _one: False,
    "nobody-but-in-haste": lambda _, one: one.haste,
    "not-one": lambda choice, one: one.haste and not it(choice, one),
    "not-one-kind": lambda choice, one: one.haste and not in_kind(choice, one),
    "not-in-haste": lambda _choice, _one: False,
}
"""What the texts say: the table of expectations."""


def every_choice() -> list[Made]:
    """Each with all that it takes."""
    found = []
    for choice in catalogue().choices.values():
        kinds = list(catalogue().kinds) if "kind" in choice.needed else [None]
        sources: list[str | None] = [GP] if "source" in choice.needed else [None]
        sources += [GP] if "source" in choice.free else []
        organization = NAMED if "organization" in choice.needed else None
        found += [
            made(choice.code, TODAY, organization=organization, kind=kind, source=source)
            for kind, source in product(kinds, sources)
        ]
    return found


def name_of(choice: Made) -> str:
    return "-".join([choice.code, *choice.filled().values()])


def said(*choices: Made) -> list[Statement]:
    return [
        one
        for number, choice in enumerate(choices)
        for one in statements(consent_of(choice, "Patient/p1", NOW), f"c{number}", 1)
    ]


def is_open(one: Asked, statements: Iterable[Statement], purpose: str = "", **facts: Any) -> bool:
    sections = [
        Section(ura, kind, category)
        for ura, kind in SOURCES.items()
        for category in ("GGC002", None, CHOICES)
    ]
    known: Facts = replace(
        ADULT, statements=tuple(statements), sections=tuple(sections), relation=True, **facts
    )
    question = one.question(purpose or ("BTG" if one.haste else "TREAT"))
    return scope(question, known).permits(one.source, "GGC002", WISH)


@pytest.mark.parametrize("choice", every_choice(), ids=name_of)
@pytest.mark.parametrize("opens", [False, True])
def test_a_choice_means_what_its_text_says(choice: Made, *, opens: bool) -> None:
    policy = Policy(emergency_opens_objections=opens)
    words = said(choice)

    decided = {one: is_open(one, words, policy=policy) for one in ALL}

    assert {one for one in ALL if decided[one]} == {
        one for one in ALL if SEES[choice.code](choice, one) and one.reads
    }


@pytest.mark.parametrize("choice", every_choice(), ids=name_of)
def test_who_wrote_it_down_sees_it_whatever_is_chosen(choice: Made) -> None:
    for source, kind in SOURCES.items():
        assert is_open(Asked(source, kind, source, haste=False), said(choice))


@pytest.mark.parametrize("choice", every_choice(), ids=name_of)
def test_a_choice_is_a_valid_consent_of_its_own(choice: Made) -> None:
    assert problems(consent_of(choice, "Patient/p1", NOW)) == []


def one(code: str, **filled: str) -> Made:
    needed = catalogue().choices[code].needed
    known = {"organization": NAMED, "kind": "hospital", "source": GP}
    return made(code, TODAY, **{**{name: known[name] for name in needed}, **filled})


@pytest.mark.parametrize(
    ("first", "second", "asks", "opens"),
    [
        # everyone: one organisation that may not look still may not; nobody holds.
        (one("everyone"), one("not-one"), named, False),
        (one("everyone"), one("not-one"), lambda asked: not named(asked), True),
        (one("everyone"), one("nobody"), lambda _: True, False),
        (one("everyone-but"), one("nobody"), lambda _: True, False),
        (one("one-kind"), one("nobody"), lambda _: True, False),
        (one("one-kind"), one("not-one"), named, False),
        # One organisation that may look goes before nobody, and before its kind.
        (one("one-organization"), one("nobody"), named, True),
        (
            one("one-organization", source=GP),
            one("nobody"),
            lambda one: named(one) and one.source == GP,
            True,
        ),
        (one("one-organization"), one("not-one-kind"), named, True),
        (one("one-organization"), one("nobody-but-in-haste"), named, True),
        (one("one-source"), one("nobody"), lambda one: one.source == GP, True),
        (one("one-source"), one("nobody"), lambda one: one.source != GP, False),
        # Of a yes and a no to one organisation the no counts: withdraw that first.
        (one("one-organization"), one("not-one"), named, False),
        # Only in an emergency, but not that one.
        (one("nobody-but-in-haste"), one("not-one"), lambda one: named(one) and one.haste, False),
        (one("everyone"), one("not-in-haste"), lambda _: True, True),
    ],
)
def test_two_choices_together_mean_what_their_texts_say(
    first: Made, second: Made, asks: Callable[[Asked], bool], *, opens: bool
) -> None:
    asking = [one for one in ALL if asks(one) and one.reads]

    assert asking
    for statements_ in (said(first, second), said(second, first)):
        assert {is_open(one, statements_) for one in asking} == {opens}


@pytest.mark.parametrize("choice", every_choice(), ids=name_of)
def test_a_transfer_shows_what_stands_in_it_whatever_is_chosen(choice: Made) -> None:
    asked = Asked(NAMED, "X3", GP, haste=False)
    transfer = Statement(
        consent_id="Task/t1",
        version=1,
        permit=True,
        given_at=NOW,
        custodian=GP,
        actor=NAMED,
        data=f"res:{WISH}",
        purposes=frozenset({"COC"}),
        kind="implied",
        decided_by="none",
        recorded_by=GP,
    )

    assert is_open(asked, [*said(choice), transfer], "COC")


@given(st.sampled_from(every_choice()), st.integers(-3, 3), st.none() | st.integers(0, 3))
def test_a_choice_holds_on_its_days_and_no_other(
    choice: Made, start: int, long: int | None
) -> None:
    starts = TODAY + timedelta(days=start)
    ends = None if long is None else starts + timedelta(days=long)
    words = said(replace(choice, starts=starts, ends=ends))
    holds = starts <= TODAY and (ends is None or ends >= TODAY)
    silent = [is_open(one, []) for one in ALL]

    decided = [is_open(one, words) for one in ALL]

    assert decided == [is_open(one, said(choice)) for one in ALL] if holds else decided == silent
