"""Slices: which items belong to which, how many there are of each, and in what order.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from profiles.check.fault import Fault, Faults, under
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge, Matcher
from profiles.element import MANY, Element, Slicing

Steps = Sequence[int | str]
# Judges the items of one list, with the step to each: its index, or none where it is no list.
SliceJudge = Callable[[Sequence[Any], Steps, Circumstances], Faults]
DEFAULT = "@default"
# What is no list has no index.
ALONE: Steps = ("",)


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice, ready to judge; `inner` are its own slices, where it is sliced again.

    `least` and `most` are what is not counted elsewhere already. `urls` is by what the members of
    a slice of extensions are known, where that is all there is to it.
    """

    element: Element
    matches: Matcher
    judge: Judge | None
    wanted: str
    inner: SliceJudge | None = None
    least: int = 0
    most: int = MANY
    urls: frozenset[str] = frozenset()

    @property
    def asks(self) -> bool:
        """Whether belonging to the slice has any consequence."""
        return bool(self.judge or self.inner or self.least or self.most != MANY)


def slicing(element: Element, rules: Slicing, slices: Sequence[Slice]) -> SliceJudge | None:
    """The check of the whole list of items; None where no slice asks anything."""
    is_strict = rules.rules != "open" or rules.ordered
    if not is_strict and not any(one.asks for one in slices):
        return None
    # The default slice has what no other takes.
    every = tuple(sorted(slices, key=lambda one: one.element.slice_name == DEFAULT))
    needed = tuple(one for one in every if one.least)
    grouped = tuple((place, one) for place, one in enumerate(every) if one.least or one.inner)
    place_of = _placing(every)

    def judge(items: Sequence[Any], steps: Steps, around: Circumstances) -> Faults:
        if not items:
            return [_too_few(one, 0) for one in needed] or None
        faults: list[Fault] = []
        members: dict[int, list[int]] = {}
        places = [place_of(item, around) for item in items]
        for index, place in enumerate(places):
            if place >= 0:
                inside = members.setdefault(place, [])
                inside.append(index)
                faults += _member(every[place], items[index], steps[index], len(inside), around)
        for place, one in grouped:
            faults += _group(one, members.get(place, ()), items, steps, around)
        if is_strict:
            faults += _order(element, rules, places, steps)
        return faults or None

    return judge


def without(judge: SliceJudge | None, element: Element, untold: Sequence[str]) -> SliceJudge:
    """The check of the other slices, and once that of these the members can't be told."""
    names = ", ".join(untold)
    text = f"What is of {names} can't be told by the profile, so it is not judged."

    def judge_without(items: Sequence[Any], steps: Steps, around: Circumstances) -> Faults:
        found = (judge(items, steps, around) if judge else None) or []
        if not around.run.first("slice", f"{element.id} {names}"):
            return found
        rule = f"{element.id} slicing"
        fault = Fault("incomplete", text, rule=rule, severity="information")
        return [*found, fault]

    return judge_without


def _member(
    one: Slice, item: Any, step: int | str, count: int, around: Circumstances
) -> Sequence[Fault]:
    faults = (one.judge(item, around) if one.judge else None) or ()
    if count == one.most + 1:
        faults = [*faults, _too_many(one)]
    under(faults, step)
    return faults


def _group(
    one: Slice, members: Sequence[int], items: Sequence[Any], steps: Steps, around: Circumstances
) -> Sequence[Fault]:
    if len(members) < one.least:
        return [_too_few(one, len(members))]
    if one.inner is None or not members:
        return ()
    inside = [items[index] for index in members]
    return one.inner(inside, [steps[index] for index in members], around) or ()


def _placing(slices: tuple[Slice, ...]) -> Callable[[Any, Circumstances], int]:
    """Tells the place of the first slice that an item is of, or -1."""
    return _by_url(slices) if all(one.urls for one in slices) else _by_matching(slices)


def _by_matching(slices: tuple[Slice, ...]) -> Callable[[Any, Circumstances], int]:
    matchers = tuple(enumerate(one.matches for one in slices))

    def place_of(item: Any, around: Circumstances) -> int:
        for place, matches in matchers:
            if matches(item, around):
                return place
        return -1

    return place_of


def _by_url(slices: tuple[Slice, ...]) -> Callable[[Any, Circumstances], int]:
    """However many slices there are, extensions are looked up."""
    places: dict[str, int] = {}
    for place, one in enumerate(slices):
        for url in one.urls:
            places.setdefault(url, place)

    def place_of(item: Any, _: Circumstances) -> int:
        url = item.get("url") if type(item) is dict else None
        return places.get(url, -1) if type(url) is str else -1

    return place_of


def _too_few(one: Slice, found: int) -> Fault:
    called = _called(one)
    text = f"At least {one.least} of these must be the slice {called}, and {found} found; add it."
    return Fault("required", text, rule=f"{one.element.id} min")


def _too_many(one: Slice) -> Fault:
    called = _called(one)
    text = f"At most {one.most} of these may be the slice {called}; remove the rest."
    if not one.most:
        text = f"None of these may be the slice {called}; remove it."
    return Fault("structure", text, rule=f"{one.element.id} max")


def _called(one: Slice) -> str:
    """Its name, and what marks it."""
    return f"{one.element.slice_name}{one.wanted}"


def _order(element: Element, rules: Slicing, places: list[int], steps: Steps) -> list[Fault]:
    faults: list[Fault] = []
    last = -1
    outside = False
    for step, place in zip(steps, places, strict=True):
        text = ""
        if place < 0:
            outside = True
            if rules.rules == "closed":
                text = "This is of none of the slices that the profile allows here; remove it."
        elif outside and rules.rules == "openAtEnd":
            text = "What is of no slice stands at the end of the list; move it there."
        elif rules.ordered and place < last:
            text = "The slices must stand in the order of the profile; move this up."
        if text:
            faults.append(Fault("structure", text, rule=f"{element.id} slicing"))
            under(faults[-1:], step)
        last = max(last, place)
    return faults
