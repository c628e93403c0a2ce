"""Whatever anybody does in a case, no place that is kept is lost, and none is kept for nothing."""

import os
from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from hub.transfer.capacity.left import change_since
from hub.transfer.capacity.reservation import Asked, Reservation, followed
from hub.transfer.case import Case
from hub.transfer.moves.way import Admit
from hub.transfer.party import Actor
from hub.transfer.step import Act
from tests.hub.transfer.capacity.places import BUITEN, HAVEN, LINDE, said
from tests.hub.transfer.cases import HOUR, NOW
from tests.hub.transfer.test_paths import BEGUN, AnyPath

SITES = {of.provider: of for of in (HAVEN, BUITEN, LINDE)}
PATHS = int(os.environ.get("KEPT_PATHS", "30"))


class AnyPathKeeps(AnyPath):
    """The same, and what the board makes of it."""

    @initialize(begun=st.sampled_from(BEGUN))
    def begin(self, begun: Callable[[], Case]) -> None:
        super().begin(begun)
        self.kept: dict[str, tuple[Reservation, ...]] = {}
        self.follow()

    @rule()
    def somebody_is_admitted(self) -> None:
        chosen = self.case.chosen
        if chosen:
            self._does(Admit(chosen.id), Actor(chosen.provider, is_person=True))

    def _does(self, act: Act, actor: Actor) -> None:
        super()._does(act, actor)
        self.follow()

    def follow(self) -> None:
        for offer in self.case.offers:
            before = self.kept.get(offer.id, ())
            asked = Asked(SITES[offer.provider])
            self.kept[offer.id] = followed(before, offer, self.case.phase, asked, self.now)

    @invariant()
    def a_place_is_kept_for_who_holds_it_and_for_nobody_else(self) -> None:
        for offer in self.case.offers:
            held = [one for one in self.kept[offer.id] if one.is_held_at(self.now)]
            is_there = offer.status == "completed"
            assert len(held) == (offer.holds_at(self.now) or is_there)
            assert not is_there or held[0].arrived_at is not None

    @invariant()
    def what_is_left_is_what_there_was_less_what_is_kept(self) -> None:
        told = [one for kept in self.kept.values() for one in kept]
        for of in SITES.values():
            change = change_since(said(of, at=NOW - HOUR, available=2), told, self.now)
            taken = sum(one.of == of and one.is_held_at(self.now) for one in told)
            assert change.applied_to(2) == max(0, 2 - taken)
            assert change.short_of(2) == max(0, taken - 2)


AnyPathKeeps.TestCase.settings = settings(max_examples=PATHS, stateful_step_count=30, deadline=None)
TestAnyPathKeeps = AnyPathKeeps.TestCase
