"""Who has to do something next in a case, so that none is nobody's."""

from dataclasses import dataclass
from typing import Literal

from hub.transfer.case import Case

What = Literal[
    "send-request",
    "pick-up",
    "triage",
    "find-candidates",
    "review",
    "answer-offer",
    "agree-date",
    "answer-question",
    "choose",
    "begin-transfer",
    "arrange-transport",
    "admit",
    "take-over-record",
    "answer-abort",
]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What, and by whom: URAs of organisations."""

    what: What
    who: tuple[str, ...]


def next_step(case: Case) -> NextStep | None:
    """Of who may do something, the one for whom the others wait; None where it has ended."""
    if case.has_ended:
        return None
    at_desk: dict[str, What] = {
        "requested": "pick-up",
        "received": "triage",
        "accepted": "find-candidates",
        "on-hold": "review",
    }
    if case.status == "draft":
        return NextStep("send-request", (case.requester,))
    if case.status in at_desk:
        return NextStep(at_desk[case.status], (case.desk,))
    return _of_offers(case) if case.chosen is None else _of_the_chosen(case)


def _of_offers(case: Case) -> NextStep:
    if case.phase == "choice-patient" or any(one.status == "accepted" for one in case.open_offers):
        return NextStep("choose", (case.desk, case.requester))
    if any(one.status == "on-hold" for one in case.open_offers):
        return NextStep("agree-date", (case.desk, case.requester))
    if any(one.is_waiting_for_information and one.status == "received" for one in case.open_offers):
        return NextStep("answer-question", (case.desk, case.requester))
    asked = dict.fromkeys(one.provider for one in case.open_offers)
    return NextStep("answer-offer", tuple(asked))


def _of_the_chosen(case: Case) -> NextStep:
    chosen = case.chosen
    provider = (chosen.provider,) if chosen else (case.desk,)
    if chosen and chosen.abort_asked is not None:
        return NextStep("answer-abort", provider)
    steps: dict[str | None, NextStep] = {
        "handoff-ready": NextStep("arrange-transport", (case.desk, case.requester)),
        "transport-arranged": NextStep("admit", provider),
        "admitted": NextStep("take-over-record", provider),
    }
    return steps.get(case.phase, NextStep("begin-transfer", (case.requester, case.desk)))
