"""Who decides a choice together, and what one person may still do with it.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from consent.asker import Representative
from consent.decision import Permit
from consent.facts import Facts
from consent.grant import may_choose
from consent.question import Question
from consent.statement import PATIENT, Statement, Status

Act = Literal["confirm", "agree", "refuse", "withdraw"]
"""confirm: it holds from now on. agree: it waits for another who has to agree too. refuse: of what
waits, it will not hold. withdraw: of what holds, it holds no more."""

STATUS_OF: dict[Act, Status] = {
    "confirm": "active",
    "agree": "proposed",
    "refuse": "inactive",
    "withdraw": "inactive",
}
"""With which status the same Consent is sent to do this."""
_ANY = datetime.min.replace(tzinfo=UTC)


def deciders(
    question: Question, before: Sequence[Statement], now: Sequence[Statement]
) -> frozenset[str]:
    """Who asks, and with him who proposed the very same before: these two decide together."""
    asker = question.asker
    own = asker.ground if isinstance(asker, Representative) else PATIENT
    proposed = {_content(one) for one in before if proposes(one)}
    if not proposed or proposed != {_content(one) for one in now}:
        return frozenset({own})
    return frozenset({own}).union(*(one.decided_by.split("+") for one in before))


def lets_in(now: Iterable[Statement], before: Iterable[Statement]) -> bool:
    """Whether anybody may see more by it: a permission that stands, or an objection that goes."""
    said = list(now)
    kept = {_content(one) for one in said if one.status == "active"}
    permits = any(one.permit and one.status == "active" for one in said)
    return permits or any(
        not one.permit and one.status == "active" and _content(one) not in kept for one in before
    )


def proposes(one: Statement) -> bool:
    """Whether a person proposed it here, so that his agreement is known."""
    return one.status == "proposed" and one.recorded_by is None


def waits(one: Statement) -> bool:
    """Whether it opens and closes nothing, or not all that it says, until the inhabitant says so.

    docs/decisions/0033-who-signed.md
    """
    if one.status == "proposed":
        return True
    elsewhere = one.recorded_by is not None and one.custodian != one.recorded_by
    return one.status == "active" and elsewhere and not one.desk


def acts(question: Question, facts: Facts, said: Sequence[Statement]) -> tuple[Act, ...]:
    """What this person may do with a choice as it stands, by the same rule as when he does it."""
    return tuple(_acts(question, facts, said))


def _acts(question: Question, facts: Facts, said: Sequence[Statement]) -> Iterator[Act]:
    waiting = any(map(waits, said))
    if not said or not (waiting or any(one.status == "active" for one in said)):
        return
    if waiting:
        if _may(question, facts, said, "active"):
            yield "confirm"
        elif not all(map(proposes, said)) and _may(question, facts, said, "proposed"):
            yield "agree"
    if _may(question, facts, said, "inactive"):
        yield "refuse" if waiting else "withdraw"


def _may(question: Question, facts: Facts, said: Sequence[Statement], status: Status) -> bool:
    now = [replace(one, status=status) for one in said]
    who = deciders(question, said, now)
    decision = may_choose(question, facts, permits=lets_in(now, said), also=who)
    return isinstance(decision, Permit)


def _content(one: Statement) -> Statement:
    """What it says, whoever says it and when."""
    return replace(
        one, version=0, status="active", decided_by="", given_at=_ANY, recorded_by=None, desk=False
    )
