"""How the writer calls what became of its drafts: by its own ids and numbers."""

from collections.abc import Sequence

from msgspec import structs

from hub.access.called import Called
from hub.write.moved import Moved
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing


def called_by_writer(
    setting: Writing, plan: Plan, facts: Sequence[Moved], outcomes: Sequence[Outcome]
) -> list[Outcome]:
    """The same, each with how its writer calls what is in that record from now on."""
    keyring, custodian = setting.keyring, setting.custodian
    known = {one.pat: Called.by(keyring, custodian, one.facts.namesakes) for one in facts}
    directory = Called(keyring, custodian)
    patients = [plan.patients[draft] for draft in setting.drafts]
    return [
        structs.replace(one, called=known.get(pat, directory) if pat else directory)
        for pat, one in zip(patients, outcomes, strict=True)
    ]
