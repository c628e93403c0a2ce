"""Whatever anybody does, in whatever order: what has to hold of a case holds."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.transfer.case import PHASES, Case
from hub.transfer.moves.answer import Accept, PutOff, Receive, Reject
from hub.transfer.moves.choice import AskPatient, Select
from hub.transfer.moves.intake import PickUp, Refuse, Request, Triage
from hub.transfer.moves.offering import AgreeDate, Expire, MakeOffer, TakeBack
from hub.transfer.moves.saying import Say
from hub.transfer.moves.waiting import AskAgain, Cancel, Escalate, HandOver, Reopen, Resume, Wait
from hub.transfer.moves.way import AnswerAbort, Arrange, AskAbort, Begin, Complete, Fail
from hub.transfer.next_step import next_step
from hub.transfer.offer import FINAL
from hub.transfer.party import CLOCK, Actor
from hub.transfer.refused import Guard, Refused
from hub.transfer.step import Act, Event, step
from tests.hub.transfer.cases import (
    DESK,
    HOSPITAL,
    HOUR,
    NOW,
    PROVIDERS,
    a_draft,
    all_accepted,
    chosen,
    matching,
    under_way,
    with_offers,
)

GUARDS = set(get_args(Guard))
STRANGER = Actor("90000999", is_person=True)
OTHER_DESK = Actor("90000103", is_person=True)
ACTORS = [HOSPITAL, DESK, OTHER_DESK, *PROVIDERS.values(), STRANGER, CLOCK, Actor(DESK.ura)]
BEGUN = [a_draft, matching, lambda: with_offers(*PROVIDERS), all_accepted, chosen, under_way]
ON_WORD = [Actor(DESK.ura, one.ura, is_person=True) for one in PROVIDERS.values()]
reasons = st.sampled_from([None, "", "no-capacity"])
moments = st.sampled_from([None, -HOUR, HOUR, 6 * HOUR, timedelta(days=2)])


@st.composite
def acts(draw: st.DrawFn, case: Case, now: datetime) -> Act:
    """Any act, about any offer that there is or is not, with what is right or wrong."""
    names = [offer.id for offer in case.offers] or ["none"]
    name = draw(st.sampled_from([*names, *names[-2:], "none"]))
    reason, moment = draw(reasons), draw(moments)
    then = None if moment is None else now + moment
    provider = draw(st.sampled_from(sorted(PROVIDERS)))
    number = f"{provider}-{len(case.offers)}"
    simple: list[Act] = [
        Request(), PickUp(), Triage("elv-hoog"), Triage(""), Refuse(reason), AskPatient(),
        Arrange(), Wait("waiting-list", then), Resume(), Escalate(reason), Reopen(reason),
        AskAgain(), Cancel(reason), HandOver(OTHER_DESK.ura, draw(st.sampled_from(["urk", None]))),
        HandOver(DESK.ura, "almere"),
    ]  # fmt: skip
    about: list[Act] = [
        MakeOffer(number, PROVIDERS[provider].ura, "elv", then or now),
        MakeOffer(number, PROVIDERS[provider].ura, "elv", now + 6 * HOUR, misfit="closed-ward"),
        AgreeDate(name, then or now), TakeBack(name, reason), Expire(name),
        Receive(name, needs_information=draw(st.booleans())),
        Accept(name, then, then), Accept(name, now + HOUR, now + 6 * HOUR),
        PutOff(name, then and then.date()), Reject(name, reason),
        Select(name, is_patients_choice=draw(st.booleans())), Begin(name, draw(st.booleans())),
        Complete(name), Fail(name, reason), AskAbort(name, reason),
        AnswerAbort(name, draw(st.booleans())), Say(name),
    ]  # fmt: skip
    return draw(st.sampled_from(simple) | st.sampled_from(about))


class AnyPath(RuleBasedStateMachine):
    """One case at one desk, and everybody who may come by."""

    @initialize(begun=st.sampled_from(BEGUN))
    def begin(self, begun: Callable[[], Case]) -> None:
        self.case, self.now = begun(), NOW
        self.begun = self.case
        self.events: list[Event] = []
        self.final: dict[str, str] = {}

    @rule(data=st.data(), actor=st.sampled_from(ACTORS + ON_WORD))
    def anybody_does_something(self, data: st.DataObject, actor: Actor) -> None:
        self._does(data.draw(acts(self.case, self.now)), actor)

    @rule(data=st.data())
    def who_may_does_something(self, data: st.DataObject) -> None:
        act = data.draw(acts(self.case, self.now))
        offer = self.case.offer(act.offer or "")
        desk = Actor(self.case.desk, is_person=True)
        by = {"requester": HOSPITAL, "desk": desk, "clock": CLOCK}
        who = data.draw(st.sampled_from(sorted(act.roles)))
        whose = Actor(offer.provider, is_person=True) if offer else STRANGER
        self._does(act, by.get(who, whose))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR

    def _does(self, act: Act, actor: Actor) -> None:
        before = self.case
        try:
            self.case, told = step(before, act, actor, self.now)
        except Refused as refused:
            self.refused = refused
            return
        assert bool(told) == (self.case != before) or before.review_at != self.case.review_at
        self.events += told

    @invariant()
    def each_refusal_names_its_guard(self) -> None:
        refused = getattr(self, "refused", None)
        assert refused is None or (refused.guard in GUARDS and refused.why and refused.place)

    @invariant()
    def the_status_and_what_refines_it_fit(self) -> None:
        assert self.case.phase in PHASES[self.case.status]

    @invariant()
    def of_each_round_one_at_most_is_ever_chosen(self) -> None:
        chosen = Counter(offer.round for offer in self.case.offers if offer.is_selected)
        assert all(count == 1 for count in chosen.values())

    @invariant()
    def who_was_not_chosen_keeps_no_place_once_another_was(self) -> None:
        if self.case.chosen is None:
            return
        kept = [one for one in self.case.offers if one.holds_at(self.now)]
        assert kept in ([], [self.case.chosen])
        assert self.case.open_offers == [self.case.chosen]

    @invariant()
    def the_place_of_the_chosen_is_kept(self) -> None:
        chosen = self.case.chosen
        assert chosen is None or chosen.holds_at(self.now)

    @invariant()
    def what_has_ended_keeps_no_place(self) -> None:
        for offer in self.case.offers:
            assert not (offer.status in FINAL and offer.holds_at(self.now))
        if self.case.has_ended:
            assert not self.case.open_offers

    @invariant()
    def an_offer_that_is_over_stays_so(self) -> None:
        now = {one.id: one.status for one in self.case.offers if one.status in FINAL}
        assert self.final.items() <= now.items()
        self.final = now

    @invariant()
    def only_one_who_was_chosen_is_under_way(self) -> None:
        for offer in self.case.offers:
            if offer.status in {"in-progress", "completed", "failed"}:
                assert offer.is_selected

    @invariant()
    def offers_of_rounds_that_are_over_are_over(self) -> None:
        assert all(one.status in FINAL for one in self.case.offers if one.round < self.case.round)

    @invariant()
    def somebody_has_the_next_step(self) -> None:
        step_ = next_step(self.case)
        assert (step_ is None) == self.case.has_ended
        if step_:
            assert step_.who
            known = {self.case.requester, self.case.desk, *(p.ura for p in PROVIDERS.values())}
            assert set(step_.who) <= known

    @invariant()
    def the_events_tell_where_it_stands(self) -> None:
        of_case = [one for one in self.events if one.offer is None]
        stands = of_case[-1].became if of_case else (self.begun.status, self.begun.phase)
        assert stands == (self.case.status, self.case.phase)
        for offer in self.case.offers:
            told = [one.became[0] for one in self.events if one.offer == offer.id]
            assert told or offer in self.begun.offers
            assert not told or told[-1] == offer.status


AnyPath.TestCase.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
TestAnyPath = AnyPath.TestCase
