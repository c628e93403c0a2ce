"""A dossier as a list of what happens, with who takes part."""

from dataclasses import dataclass, field

from tests.model.consent_model import Asker, Organisation
from tests.model.resources import Push


@dataclass(slots=True)
class Plan:
    """What happens, step by step; None is a moment to look around."""

    organisations: list[Organisation]
    askers: list[Asker]
    bsns: list[str]
    steps: list[Push | None] = field(default_factory=list)
