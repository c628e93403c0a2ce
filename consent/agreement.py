"""Who decides a choice together, and what one person may still do with it.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from consent.asker import Representative
from consent.contested import may_take_back
from consent.decision import FORBIDDEN, Deny, Permit
from consent.facts import Facts
from consent.grant import may_choose
from consent.mandate import Mandate
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


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decide it together: the inhabitant `himself`, and who stand for him by a mandate."""

    himself: bool = True
    mandates: tuple[Mandate, ...] = ()

    @property
    def grounds(self) -> frozenset[str]:
        """`patient`, and on what grounds the others decide."""
        own = frozenset({PATIENT} if self.himself else ())
        return own.union(one.ground for one in self.mandates)

    @property
    def signers(self) -> tuple[str, ...]:
        """The others, as `Statement.signed_by` names them."""
        return tuple(sorted(one.person for one in self.mandates))


HIMSELF = Deciders()


def deciders(
    own: Mandate | None,
    before: Sequence[Statement],
    now: Sequence[Statement],
    known: Iterable[Mandate],
) -> Deciders:
    """Who asks, and with him who proposed the very same before: these two decide together.

    `own` is on what he stands for the inhabitant, None of himself; of those `known` to stand for
    him still.
    """
    mandates = [own] if own else []
    proposed = {_content(one) for one in before if proposes(one)}
    if not proposed or proposed != {_content(one) for one in now}:
        return Deciders(himself=own is None, mandates=tuple(mandates))
    agreed = {signer for one in before for signer in one.signed_by}
    if own:
        agreed.discard(own.person)
    mandates += [one for one in known if one.person in agreed]
    himself = own is None or any(PATIENT in one.decided_by.split("+") for one in before)
    return Deciders(himself=himself, mandates=tuple(mandates))


def may_say(
    question: Question,
    facts: Facts,
    who: Deciders,
    before: Sequence[Statement],
    now: Sequence[Statement],
) -> Permit | Deny:
    """Whether these may have the inhabitant say this from `now` on, in place of `before`."""
    decision = may_choose(question, facts, permits=lets_in(now, before), also=who.grounds)
    if isinstance(decision, Deny) or not isinstance(question.asker, Representative):
        return decision
    gone = goes(now, before)
    if all(may_take_back(one, who.signers, facts, question.day) for one in gone):
        return decision
    return Deny("agreement", "S-NOT-ENTITLED", FORBIDDEN)


def lets_in(now: Iterable[Statement], before: Iterable[Statement]) -> bool:
    """Whether anybody may see more by it: a permission that stands, or an objection that goes."""
    said = list(now)
    kept = {_content(one) for one in said if one.status == "active"}
    permits = any(one.permit and one.status == "active" for one in said)
    return permits or any(
        not one.permit and one.status == "active" and _content(one) not in kept for one in before
    )


def goes(now: Iterable[Statement], before: Iterable[Statement]) -> list[Statement]:
    """The objections that those who made them object no longer by: gone, or of others now."""
    said = {_content(one): {*one.signed_by} for one in now if one.status == "active"}
    return [
        one
        for one in before
        if not one.permit and one.status == "active"
        if not ({*one.signed_by} and {*one.signed_by} <= said.get(_content(one), set()))
    ]


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


def acts(
    question: Question, facts: Facts, said: Sequence[Statement], own: Mandate | None = None
) -> tuple[Act, ...]:
    """What this person may do with a choice as it stands, by the same rule as when he does it."""
    return tuple(_acts(question, facts, said, own))


def ways(
    question: Question, facts: Facts, said: Sequence[Statement], own: Mandate | None = None
) -> tuple[Act, ...]:
    """How this person may say what nobody said before: at once, by proposing it, or not at all."""
    found: list[Act] = []
    for act in ("confirm", "agree"):
        who = deciders(own, (), (), facts.represented_by)
        decided = "+".join(sorted(who.grounds))
        now = [
            replace(one, status=STATUS_OF[act], decided_by=decided, signed_by=who.signers)
            for one in said
        ]
        if isinstance(may_say(question, facts, who, (), now), Permit):
            found.append(act)
    return tuple(found)


def _acts(
    question: Question, facts: Facts, said: Sequence[Statement], own: Mandate | None
) -> Iterator[Act]:
    waiting = any(map(waits, said))
    if not said or not (waiting or any(one.status == "active" for one in said)):
        return
    if waiting:
        if _may(question, facts, said, "active", own):
            yield "confirm"
        elif not all(map(proposes, said)) and _may(question, facts, said, "proposed", own):
            yield "agree"
    if _may(question, facts, said, "inactive", own):
        yield "refuse" if waiting else "withdraw"


def _may(
    question: Question,
    facts: Facts,
    said: Sequence[Statement],
    status: Status,
    own: Mandate | None,
) -> bool:
    now = [replace(one, status=status) for one in said]
    who = deciders(own, said, now, facts.represented_by)
    decided = "+".join(sorted(who.grounds))
    now = [replace(one, decided_by=decided, signed_by=who.signers) for one in now]
    return isinstance(may_say(question, facts, who, said, now), Permit)


def _content(one: Statement) -> Statement:
    """What it says, whoever says it and when."""
    return replace(
        one,
        version=0,
        status="active",
        decided_by="",
        signed_by=(),
        given_at=_ANY,
        recorded_by=None,
        desk=False,
    )
