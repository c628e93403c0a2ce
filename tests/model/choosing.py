"""Draws choices about exchange, such that rules have to settle between them."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.model.choices import Choice, Exemption
from tests.model.consent_model import ALL_DATA, CATEGORY_OF_TYPE, TREATMENT_DATA, Organisation
from tests.model.plan import Plan

CATEGORIES = ("cat:RPZAC104", "cat:RPZAC001", "cat:RPZAC004")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a choice is written down: who records it, and what is there already."""

    recorder: Organisation
    nameable: list[str]  # what the recorder can refer to
    former: list[Choice]
    representatives: list[str]
    custodians: list[str]


@dataclass(frozen=True, slots=True)
class Choosing:
    """One choice at one desk."""

    rng: random.Random
    plan: Plan
    desk: Desk
    today: date

    def any(self) -> Choice:
        """A choice that the door takes: any, or one that a former choice has to be weighed with."""
        if self.desk.former and self.rng.random() < 0.6:
            return self.rival(self.rng.choice(self.desk.former))
        permit = self.rng.random() < 0.6
        choice = Choice(
            permit=permit,
            holders=self.holders(),
            users=self.users(alone=not permit),
            data=self.data(),
        )
        choice = self.dated(choice)
        if self.desk.representatives and not permit and self.rng.random() < 0.4:
            return replace(choice, representative=self.desk.representatives[0])
        return self.with_exception(choice)

    def rival(self, former: Choice) -> Choice:
        """The opposite of a former choice, as wide, or wider or narrower in a respect or two."""
        permit, recorder = not former.permit, self.desk.recorder.ura
        choice = replace(former, permit=permit, representative=None, exception=None)
        narrowed = self.rng.choice(("holders", "users", "users", "data", "data", "across", ""))
        here = {f"res:{one}" for one in self.desk.nameable}
        if narrowed in {"holders", "across"}:
            one = self.rng.choice(self.desk.custodians)
            choice = replace(choice, holders=() if choice.holders else (one,))
        if narrowed in {"users", "across"}:
            choice = replace(choice, users=self.other_users(choice.users))
        if permit and choice.users == (recorder,):
            choice = replace(choice, users=())
        if narrowed == "data" or not {one for one in choice.data if "res:" in one} <= here:
            choice = replace(choice, data=self.data())
        return self.dated(choice)

    def dated(self, choice: Choice) -> Choice:
        """Most choices are in force."""
        starts, ends = self.rng.choice(
            (
                *[(date(2026, 1, 1), None)] * 9,
                (self.today, self.today),
                (self.today - timedelta(days=9), self.today - timedelta(days=1)),
                (self.today + timedelta(days=1), None),
            )
        )
        status = self.rng.choice((*["active"] * 12, "inactive", "entered-in-error"))
        return replace(choice, status=status, starts=starts, ends=ends)

    def with_exception(self, choice: Choice) -> Choice:
        """Sometimes an exception, that its base does not outweigh."""
        named_users = any(one.isdecimal() for one in choice.users)
        named_data = choice.data[0].startswith("res:")
        if self.rng.random() > 0.3 or named_users or named_data or choice.representative:
            return choice
        others = [one.ura for one in self.plan.organisations if one != self.desk.recorder]
        possible = [
            Exemption(users=(self.rng.choice(others),)),
            Exemption(data=(f"res:{self.rng.choice(self.desk.nameable)}",)),
        ]
        if not choice.permit:
            possible.append(Exemption(emergency=True))
        return replace(choice, exception=self.rng.choice(possible))

    def other_users(self, users: tuple[str, ...]) -> tuple[str, ...]:
        """Of one organisation to all that are like it, and from many to one of them."""
        named = {one.ura: one for one in self.plan.organisations}
        one = named.get(users[0]) if users else None
        if one is None:
            return (self.rng.choice(self.plan.askers).of.ura,)
        category = CATEGORY_OF_TYPE.get(one.kind)
        return (category,) if category and self.rng.random() < 0.5 else ()

    def holders(self) -> tuple[str, ...]:
        """Mostly the recorder's own data, among it or alone: over others' it opens nothing."""
        uras = [one.ura for one in self.plan.organisations[:4]]
        own = self.desk.recorder.ura
        others = self.rng.sample([one for one in uras if one != own], self.rng.choice((0, 0, 1)))
        return self.rng.choice(((), (own, *others), (own, *others), tuple(others)))

    def users(self, *, alone: bool) -> tuple[str, ...]:
        """Whom it is for: with `alone` it may be the recorder and nobody else."""
        uras = [one.ura for one in self.plan.organisations]
        users = self.rng.choice(
            (
                (),
                (self.rng.choice(CATEGORIES),),
                (self.rng.choice(uras),),
                (self.rng.choice(uras),),
                (self.rng.choice(CATEGORIES), self.rng.choice(uras)),
            )
        )
        return () if users == (self.desk.recorder.ura,) and not alone else users

    def data(self) -> tuple[str, ...]:
        draw = self.rng.random()
        if draw < 0.25:
            return (f"res:{self.rng.choice(self.desk.nameable)}",)
        return (ALL_DATA,) if draw < 0.5 else (TREATMENT_DATA,)
