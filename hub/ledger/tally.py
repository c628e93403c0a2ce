"""Decisions and refusals counted by rule, as the ledger is told of them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.ledger.record import OPENING, Record

_RULE = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,39}")
_MOST = 300
_FIRST_REFUSAL = 400
TOKEN = "token"  # noqa: S105 - the interaction's name
_AT_TOKEN = frozenset({TOKEN, "reuse", "par", "revoke", "introspect", "launch"})
_AT_LOG_IN = frozenset({"authorize"})
_ON_PAPER = frozenset({"scan", "ticket", "enrol"})


@dataclass(slots=True)
class Tally:
    """Of each rule how often it permitted or denied something, or refused a call at which door.

    What is written in a transaction that is then rolled back is counted too.
    """

    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, records: Iterable[Record]) -> None:
        """Rows that are about to be written."""
        for record in records:
            for ground in record.grounds:
                outcome = "permit" if ground.rule in OPENING else "deny"
                _count(self.decisions, outcome, ground.rule)
            if record.status >= _FIRST_REFUSAL and not record.grounds:
                _count(self.refusals, _door(record), record.rule)


def _door(record: Record) -> str:
    if record.interaction in _AT_TOKEN:
        return TOKEN
    if record.interaction in _AT_LOG_IN:
        return "authorize"
    if record.interaction in _ON_PAPER:
        return "ticket"
    return "fhir" if record.errand else "bearer"


def _count(counter: Counter[tuple[str, str]], first: str, rule: str) -> None:
    """Rules are words of ours; should one ever be something else, it is not told."""
    key = first, rule
    if key not in counter and not (_RULE.fullmatch(rule) and len(counter) < _MOST):
        key = first, "other"
    counter[key] += 1
