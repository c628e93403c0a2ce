"""The items of a collection: plain JSON values, and what must be held together with them."""

from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.moments import Moment, key_of_moment, read_moment

Items = list[Any]
Place = tuple[str | int, ...]
Collect = Callable[[Any, Environment], Items]
Truth = Callable[[Any, Environment], bool | None]

NUMBERS = frozenset({int, Decimal})
MOMENTS = {"date": "Date", "dateTime": "DateTime", "instant": "DateTime", "time": "Time"}
FEW = 16  # a loop over so few items is not counted


class Held:
    """A value with its companion (`_element`), its type if that is known, or both.

    A primitive that has only extensions has no value. `place` leads to it from the resource, where
    that was asked for.
    """

    __slots__ = ("companion", "kind", "place", "value")

    def __init__(
        self, value: Any, companion: Any = None, kind: str = "", place: Place | None = None
    ) -> None:
        self.value = value
        self.companion = companion
        self.kind = kind
        self.place = place


class Nothing:
    """Stands as $this for an empty collection."""


NOTHING = Nothing()


def value_of(item: Any) -> Any:
    """The plain value, None where an element has none."""
    return item.value if type(item) is Held else item


def insides(item: Any) -> Any:
    """The object that holds the children of an item; anything else if it can't have any."""
    if type(item) is Held:
        return item.value if item.companion is None else item.companion
    return item


def computed(item: Any) -> Any:
    """What is calculated and compared with: a Moment where the type of an element says so.

    https://hl7.org/fhir/R4/fhirpath.html#types
    """
    if type(item) is not Held:
        return item
    kind = MOMENTS.get(item.kind)
    if kind is None or type(item.value) is not str:
        return item.value
    return read_moment(item.value, kind) or item.value


def only(items: Items) -> Any:
    """The plain value of the one item, None if there is none.

    Raises:
        NotEvaluated: there are more.
    """
    if not items:
        return None
    if len(items) > 1:
        raise NotEvaluated
    return value_of(items[0])


def only_computed(items: Items) -> Any:
    """Like `only`, with dates as Moments where they are known for such."""
    if not items:
        return None
    if len(items) > 1:
        raise NotEvaluated
    return computed(items[0])


def only_text(items: Items) -> str | None:
    """Like `only`, for what must be a string."""
    value = only(items)
    if value is None or type(value) is str:
        return value
    raise NotEvaluated


def truth_of(items: Items) -> bool | None:
    """A collection as a condition: its one boolean, or true if its one item is something else.

    https://hl7.org/fhirpath/N1/#singleton-evaluation-of-collections
    """
    value = only(items)
    return value if value is None or type(value) is bool else True


def boxed(truth: bool | None) -> Items:  # noqa: FBT001 - the answer, not an option
    """A condition's answer as a collection."""
    return [] if truth is None else [truth]


def key_of(item: Any, environment: Environment) -> Hashable:
    """What two items share exactly if they are equal; made in linear time for sets of them."""
    item = value_of(item) if type(item) is not Held or item.kind not in MOMENTS else computed(item)
    if type(item) is Moment:
        return key_of_moment(item)
    if type(item) is dict:
        environment.spend(len(item))
        return frozenset((name, key_of(one, environment)) for name, one in item.items())
    if type(item) is list:
        environment.spend(len(item))
        return tuple(key_of(one, environment) for one in item)
    return (item, "boolean") if type(item) is bool else item
