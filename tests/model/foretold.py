"""All that the model foretells of a dossier, without a hub: what there is to disagree about."""

import random
from datetime import date
from itertools import count
from typing import Any

from tests.model.consent_model import Model, Organisation
from tests.model.dossiers import a_plan, kinds_of_organisation
from tests.model.plan import Plan
from tests.model.questions import Questions
from tests.model.record import Record, View, label_of_push

DAY = date(2026, 11, 30)


def an_imagined_plan(seed: str) -> Plan:
    """The dossier of this seed, of organisations and inhabitants that are nowhere."""
    rng = random.Random(seed)  # noqa: S311 -- it draws dossiers, not keys
    kinds = kinds_of_organisation(rng)
    organisations = [Organisation(f"9000000{n}", kind) for n, kind in enumerate(kinds)]
    bsns = count(1)
    return a_plan(rng, organisations, lambda: f"inhabitant {next(bsns)}", DAY)


def foretold(plan: Plan, model: Model) -> dict[Any, Any]:
    """Each label, and at the end each answer to each asker with its grounds."""
    record = Record(known={one.ura: one for one in plan.organisations})
    told: dict[Any, Any] = {}
    for number, step in enumerate(plan.steps):
        if step is not None:
            pushed = [item.version for item in step.items]
            told[number] = label_of_push(model, record, pushed, DAY)
            step.apply(record)
    for asker in plan.askers:
        view = View(model, record, asker, DAY)
        for inhabitant in range(len(plan.bsns)):
            for one in Questions(view, inhabitant).all():
                told[asker, one.url] = one
    return told
