"""Each rule of the hub, taken out by hand, is missed by the model: so the comparison sees them all.

Of some no call can show anything yet: persons have no way in, emergencies are refused at the door,
and neither death, Mitz nor how somebody logged in reaches the hub. Each of these is shown by a
question of its own, that is answered otherwise without it. Two more rules are not among them.
That nobody pushes in the name of another has no call, for the hub takes the pusher himself for the
custodian. That the default is no is what remains where no rule spoke; `test_words_matter` shows
that the dossiers depend on it.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

import consent.decide
from consent.asker import Inhabitant
from consent.declaration import Declaration
from consent.facts import Facts
from consent.question import Question
from consent.section import CORRECTIONS, About, Section
from consent.statement import ANY
from tests.consent.builders import ABOUT, DOCTOR, FACTS, GP, NOON, QUESTION, SYSTEM, YES
from tests.model.caches import forget
from tests.model.consent_model import Model
from tests.model.driver import disagreements
from tests.model.foretold import an_imagined_plan, foretold
from tests.model.test_model_agrees import DEFAULT_SEED
from tests.plugins.hub import Region, Running

SHOWN_BY: dict[str, tuple[str, tuple[int, ...]]] = {
    "purpose": ("purpose", (43, 33)),
    "role": ("role", (32, 14)),
    "own_dossier": ("own dossier", (2, 20)),
    "choices": ("privacy consent", (43, 20)),
    "right_to_speak": ("who treats him speaks", (53, 29)),
    "treatment_relation": ("treatment relation", (1, 0)),
    "explicit_statement": ("explicit statement", (43, 53)),
    "lapsed_statement": ("why it lapsed", (22, 53)),
}
"""By the name of a rule: the word for it in the model, and dossiers in which it decides much."""

RESCUER = replace(DOCTOR, assurance="high", authenticated_at=NOON)
REASON = Declaration(code="consciousness", words="bewusteloos binnengebracht")
EMERGENCY = replace(QUESTION, asker=RESCUER, purpose="ETREAT", emergency=REASON)
HIMSELF = Inhabitant(whose="", assurance="high")
PERMITTED = replace(FACTS, statements=(YES,))
SHOWN_BY_A_QUESTION: dict[str, tuple[Question, Facts]] = {
    "emergency_person": (replace(EMERGENCY, asker=SYSTEM), PERMITTED),
    "emergency_conditions": (replace(EMERGENCY, emergency=None), FACTS),
    "assurance": (replace(QUESTION, asker=replace(DOCTOR, assurance="low")), PERMITTED),
    "launched": (replace(QUESTION, asker=replace(DOCTOR, only="another")), PERMITTED),
    "own_data": (replace(QUESTION, asker=HIMSELF, purpose="PATRQT"), FACTS),
    "without_bsn": (QUESTION, replace(PERMITTED, numbered=False)),
    "deceased": (QUESTION, replace(PERMITTED, deceased=True)),
    "mitz": (QUESTION, replace(FACTS, mitz={GP: "permit"})),
    "emergency": (EMERGENCY, FACTS),
    "corrections": (QUESTION, replace(FACTS, statements=(replace(YES, data=ANY),))),
}
"""By the name of a rule: what is answered with it otherwise than without it."""
OTHERWISE = {"corrections": About(Section(GP, "Z3", CORRECTIONS))}
"""About which section, where that is another than usual."""

RULES = {
    rule.__name__: name for name in ("RULES", "CALLER_RULES") for rule in vars(consent.decide)[name]
}
BY_CALLS = [rule for rule in RULES if rule in SHOWN_BY]


@pytest.fixture
def rule_is_out(rule: str, hub: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hub without this rule, which remembers nothing of it afterwards."""
    rules = getattr(consent.decide, RULES[rule])
    monkeypatch.setattr(
        consent.decide, RULES[rule], tuple(one for one in rules if one.__name__ != rule)
    )
    forget(hub)
    yield
    forget(hub)


def test_there_are_dossiers_for_every_rule() -> None:
    assert set(RULES) == {*SHOWN_BY, *SHOWN_BY_A_QUESTION}
    assert not SHOWN_BY.keys() & SHOWN_BY_A_QUESTION.keys()


@pytest.mark.parametrize("rule", SHOWN_BY_A_QUESTION)
def test_without_this_rule_its_question_is_answered_otherwise(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (question, facts), about = SHOWN_BY_A_QUESTION[rule], OTHERWISE.get(rule, ABOUT)
    with_it = consent.decide.decide(question, facts, about)
    rules = getattr(consent.decide, RULES[rule])
    kept = tuple(one for one in rules if one.__name__ != rule)
    monkeypatch.setattr(consent.decide, RULES[rule], kept)

    without = consent.decide.decide(question, facts, about)

    assert with_it.rule == rule.replace("_", "-")
    assert without != with_it


@pytest.mark.anyio
@pytest.mark.parametrize("rule", BY_CALLS)
async def test_a_hub_without_this_rule_is_found_out(
    region: Region, rule: str, rule_is_out: None
) -> None:
    found = []
    for number in SHOWN_BY[rule][1]:
        found += await disagreements(region, f"{DEFAULT_SEED}:{number}")

    # A label is told apart: it is given at a push, and these rules are about being asked.
    assert [one for one in found if not one.startswith("label")]


@pytest.mark.parametrize("rule", SHOWN_BY)
def test_the_dossiers_show_the_rule(rule: str) -> None:
    word, numbers = SHOWN_BY[rule]
    for number in numbers:
        plan = an_imagined_plan(f"{DEFAULT_SEED}:{number}")
        with_it, without = foretold(plan, Model()), foretold(plan, Model(without=word))
        changed = [asked for asked, told in with_it.items() if told != without[asked]]
        assert len(changed) > 20
