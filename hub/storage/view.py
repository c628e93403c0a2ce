"""Who looks, as SQL weighs it: the one place where the consent decision enters a statement."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class View:
    """The organisation that looks, the keys a consent may name it by, why, and the day.

    Without keys it sees its own dossier and the directory only.
    docs/decisions/0007-consent-default-no-specific-wins.md
    """

    ura: str
    keys: tuple[str, ...]
    purpose: str
    today: date

    def judge(self, add: Callable[[object, str], str]) -> str:
        """`judge({}, …)` with this view's values as parameters; `{}` takes the row's columns."""
        looks = (
            add(self.ura, "text"),
            add(list(self.keys), "text[]"),
            add(self.purpose, "text"),
            add(self.today, "date"),
        )
        return "judge({}, " + ", ".join(looks) + ")"


def judged(judge: str, alias: str) -> str:
    """The decision about the row `alias`: permit, rule, consent, consent_version."""
    columns = ("pat", "custodian", "category", "rid", "privacy")
    return judge.format(", ".join(f"{alias}.{column}" for column in columns))
