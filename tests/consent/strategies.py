"""Random statements, questions and facts out of a small world, so that much of it matches."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from consent.asker import Inhabitant, Professional, Representative, System
from consent.declaration import Declaration
from consent.facts import Facts
from consent.person import Person
from consent.policy import Policy
from consent.question import Question
from consent.section import CHOICES, About, Section
from consent.source import Source
from consent.statement import Statement
from tests.consent.builders import ADULT, GP, HOSPITAL, NURSING

CUSTODIANS = [(GP, "H1"), (HOSPITAL, "V4"), (NURSING, "X3"), ("90000404", "V6")]
RESOURCES = ["Consent/tw1", "Goal/g1", ""]
CATEGORIES = ["GGC002", None, CHOICES]
_TODAY = date(2026, 3, 1)

_parties = st.sampled_from(
    [
        "*",
        *(ura for ura, _ in CUSTODIANS),
        "cat:H1",
        "cat:V4",
        "cat:X3",
        "cat:RPZAC104",
        "cat:RPZAC001",
    ]
)
_data = st.sampled_from(["*", "GGC002", "GGC007", "res:Consent/tw1", "res:Goal/g1"])
_days = st.none() | st.integers(-2, 2).map(lambda days: _TODAY + timedelta(days=days))


def statement(**fixed: Any) -> st.SearchStrategy[Statement]:
    parts: dict[str, st.SearchStrategy[Any]] = {
        "consent_id": st.sampled_from("abcdef"),
        "version": st.integers(1, 3),
        "permit": st.booleans(),
        "given_at": st.just(datetime(2026, 1, 1, tzinfo=UTC)),
        "custodian": _parties,
        "actor": _parties,
        "data": _data,
        "purposes": st.sampled_from([{"TREAT"}, {"TREAT", "COC"}, {"BTG"}, set()]).map(frozenset),
        "status": st.sampled_from(["active", "active", "inactive", "proposed", "entered-in-error"]),
        "starts": _days,
        "ends": _days,
        "kind": st.sampled_from(["explicit", "explicit", "implied"]),
        "source": st.sampled_from(["local", "local", "mitz"]),
        "decided_by": st.sampled_from(["patient", "patient", "mentor"]),
        "recorded_by": st.sampled_from([None, *(ura for ura, _ in CUSTODIANS), "90000505"]),
    }
    return st.builds(Statement, **parts | {name: st.just(value) for name, value in fixed.items()})


statements = st.lists(statement(), max_size=6)


mitz = st.dictionaries(
    st.sampled_from([ura for ura, _ in CUSTODIANS]), st.sampled_from(["permit", "deny", "unknown"])
)
policies = st.builds(
    Policy, mitz_deny_overrules=st.booleans(), emergency_opens_objections=st.booleans()
)

SECTIONS = [Section(ura, kind, category) for ura, kind in CUSTODIANS for category in CATEGORIES]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    ura, organization_type = draw(st.sampled_from([*CUSTODIANS, ("90000505", "AMB")]))
    role = draw(st.sampled_from(["01.015", "30.000", "00.000", None]))
    asker: System | Professional = System(ura=ura, organization_type=organization_type)
    if role is not None:
        asker = Professional(
            ura=ura,
            organization_type=organization_type,
            number="1",
            name="A",
            role=role,
            assurance="substantial",
        )
    return Question(
        asker=asker,
        purpose=draw(st.sampled_from(["TREAT", "TREAT", "COC", "HRESCH", None])),
        now=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )


abouts = st.builds(About, st.sampled_from(SECTIONS), st.sampled_from(RESOURCES))


@st.composite
def facts(draw: st.DrawFn, said: list[Statement]) -> Facts:
    return replace(
        ADULT,
        statements=tuple(said),
        sections=tuple(SECTIONS),
        relation=draw(st.booleans()),
    )


_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
REASON = Declaration(code="consciousness", words="bewusteloos binnen")
_PERSONS = st.sampled_from(
    [
        Inhabitant(whose="he", assurance="high"),
        Inhabitant(whose="she", assurance="high"),
        Representative(whose="he", ground="mentor", assurance="high"),
        Representative(whose="he", ground="parent", assurance="low"),
    ]
).map(lambda asker: Question(asker=asker, purpose="PATRQT", now=_NOW))
_EMERGENCIES = st.builds(
    lambda party, why: Question(
        asker=Professional(
            ura=party[0],
            organization_type=party[1],
            number="1",
            name="A",
            role="01.015",
            assurance="high",
            authenticated_at=_NOW,
        ),
        purpose="BTG",
        now=_NOW,
        emergency=why,
    ),
    st.sampled_from([*CUSTODIANS, ("90000505", "AMB")]),
    st.sampled_from([REASON, REASON, None]),
)
_DOCTORS = st.builds(
    lambda asked, purpose: replace(asked, purpose=purpose, emergency=None),
    _EMERGENCIES,
    st.sampled_from(["TREAT", "TREAT", "COC"]),
)
askings = st.one_of(_DOCTORS, _EMERGENCIES, questions(), _PERSONS)
"""Everybody who may ask, in an emergency too."""


def _known(said: list[Statement]) -> st.SearchStrategy[Facts]:
    sources = st.builds(
        Source,
        custodian=st.sampled_from([ura for ura, _ in CUSTODIANS]),
        contact=st.booleans(),
        first=st.booleans(),
        person=st.sampled_from([None, Person(born="1948-01-01"), Person(born="1977-02-02")]),
        said_at=st.just(_NOW),
    )
    return st.builds(
        Facts,
        whose=st.just("he"),
        numbered=st.sampled_from([True, True, True, False]),
        statements=st.just(tuple(said)),
        sections=st.just(tuple(SECTIONS)),
        sources=st.lists(sources, max_size=3, unique_by=lambda one: one.custodian).map(tuple),
        relation=st.sampled_from([True, True, True, False]),
        born=st.sampled_from([date(1948, 1, 1), date(1948, 1, 1), date(2013, 5, 5), None]),
        capable=st.sampled_from([True, True, False, None]),
        deceased=st.sampled_from([None, None, None, False, True]),
        mandates=st.sampled_from([frozenset(), frozenset({"mentor", "parent"})]),
        mitz=mitz,
        policy=policies,
    )


_IN_FORCE: dict[str, Any] = {
    "actor": "*",
    "status": "active",
    "starts": None,
    "ends": None,
    "decided_by": "patient",
    "recorded_by": None,
    "purposes": frozenset({"TREAT", "COC"}),
}
_said = st.one_of(statement(**_IN_FORCE), statement(actor="*"), statement())
known = st.lists(_said, min_size=2, max_size=8).flatmap(_known)
"""All that a decision can take into account."""
