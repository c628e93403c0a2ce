"""Random statements, questions and facts out of a small world, so that much of it matches."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from consent.asker import Professional, System
from consent.facts import Facts
from consent.policy import Policy
from consent.question import Question
from consent.section import CHOICES, About, Section
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
