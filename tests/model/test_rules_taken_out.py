"""Each rule of the hub, taken out by hand, is missed by the model: so the comparison sees them all.

Of `RULES` no call shows `own_data` yet: persons have no way in. Two more rules are not among them.
That nobody pushes in the name of another has no call, for the hub takes the pusher himself for the
custodian. That the default is no is what remains where no rule spoke; `test_words_matter` shows
that the dossiers depend on it.
"""

from collections.abc import Iterator

import pytest

import consent.decide
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
}
"""By the name of a rule: the word for it in the model, and dossiers in which it decides much."""

RULES = {
    rule.__name__: name
    for name in ("RULES", "CALLER_RULES")
    for rule in vars(consent.decide)[name]
    if rule is not consent.decide.own_data
}


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
    assert set(RULES) == set(SHOWN_BY)


@pytest.mark.anyio
@pytest.mark.parametrize("rule", RULES)
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
