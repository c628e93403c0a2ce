"""What is left of what a site said, with the places that are kept since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.transfer.capacity.reservation import Reservation, each_once
from hub.transfer.capacity.statement import Count, Statement


@dataclass(frozen=True, slots=True)
class Change:
    """Offers by id. `counted` are those that the site had counted itself when it spoke.

    `taken` are kept or filled since, `given_back` were counted and are free again, `unmeasured`
    are those of which nobody knows how much they take.
    """

    amount: int = 0
    counted: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    given_back: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()

    def applied_to(self, said: Count) -> Count:
        """What is left, which is zero at the least; what is not known stays so."""
        if said is None or self.unmeasured:
            return None
        return max(0, said + self.amount)

    def short_of(self, said: Count) -> int:
        """How much more was promised than there is."""
        return 0 if said is None else max(0, -(said + self.amount))


def change_since(
    statement: Statement, reservations: Iterable[Reservation], now: datetime
) -> Change:
    """What acceptances and their ends change of what the site said.

    Who is kept a place for when the site speaks is counted by it as far as its own number of
    reserved places goes, the longest kept first; where that is empty, he is not, and is taken
    off. Who has arrived when it speaks is among the occupied.
    """
    known = [one for one in each_once(reservations) if one.of == statement.of]
    made = [one for one in known if one.made_at <= now]
    counted = _counted(statement, made)
    inside = {id(one) for one in counted}
    outside = [
        one for one in made
        if id(one) not in inside and one.is_held_at(now)
        and not one.has_arrived_by(statement.said_at)
    ]  # fmt: skip
    back = [one for one in counted if not one.is_held_at(now)]
    return Change(
        sum(one.amount or 0 for one in back) - sum(one.amount or 0 for one in outside),
        tuple(one.offer for one in counted if one.is_held_at(now)),
        tuple(one.offer for one in outside if one.amount is not None),
        tuple(one.offer for one in back),
        tuple(one.offer for one in outside if one.amount is None),
    )


def _counted(statement: Statement, made: list[Reservation]) -> list[Reservation]:
    rest, counted = statement.reserved or 0, []
    for one in made:
        then = statement.said_at
        kept = one.is_held_at(then) and not one.has_arrived_by(then)
        if kept and one.amount is not None and one.amount <= rest:
            rest -= one.amount
            counted.append(one)
    return counted
