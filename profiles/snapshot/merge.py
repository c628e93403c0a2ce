"""Lays an element that was already narrowed upon the tree of a narrower type profile."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from profiles.element import Element, Type
from profiles.snapshot import narrower

IsBasedOn = Callable[[str, str], bool]


def merged(inner: Element, outer: Element, is_based_on: IsBasedOn) -> Element:
    """Both at once: `inner` of the type profile, `outer` of the profile that uses it.

    Of two values that can't both stand, the outer one does, as it was said of this very element.
    """
    return replace(
        outer,
        min=max(inner.min, outer.min),
        max=min(inner.max, outer.max),
        types=narrower_types(inner.types, outer.types, is_based_on),
        fixed=inner.fixed if outer.fixed is None else outer.fixed,
        pattern=narrower.joint_pattern(inner.pattern, outer.pattern),
        binding=narrower.stronger_binding(inner.binding, outer.binding),
        constraints=narrower.all_constraints(inner.constraints, outer.constraints),
        max_length=min(filter(None, (inner.max_length, outer.max_length)), default=None),
        min_value=inner.min_value if outer.min_value is None else outer.min_value,
        max_value=inner.max_value if outer.max_value is None else outer.max_value,
        slicing=outer.slicing or inner.slicing,
        is_modifier=outer.is_modifier or inner.is_modifier,
        children=_children(inner, outer, is_based_on),
        slices=_each(inner.slices, outer.slices, is_based_on),
    )


def narrower_types(
    one: tuple[Type, ...], other: tuple[Type, ...], is_based_on: IsBasedOn
) -> tuple[Type, ...]:
    """The types that both allow, each with the narrower profiles and targets."""
    known = {kind.code: kind for kind in one}
    both = tuple(
        Type(
            kind.code,
            _narrower(known[kind.code].profiles, kind.profiles, is_based_on),
            _narrower(known[kind.code].targets, kind.targets, is_based_on),
            kind.aggregation or known[kind.code].aggregation,
        )
        for kind in other
        if kind.code in known
    )
    return both or other


def _narrower(
    one: tuple[str, ...], other: tuple[str, ...], is_based_on: IsBasedOn
) -> tuple[str, ...]:
    if not other or (one and _all_based_on(one, other, is_based_on)):
        return one
    return other


def _all_based_on(urls: Iterable[str], bases: Iterable[str], is_based_on: IsBasedOn) -> bool:
    allowed = tuple(bases)
    return all(any(is_based_on(url, base) for base in allowed) for url in urls)


def _children(inner: Element, outer: Element, is_based_on: IsBasedOn) -> dict[str, Element] | None:
    if inner.children is None or outer.children is None:
        return inner.children if outer.children is None else outer.children
    return _each(inner.children, outer.children, is_based_on)


def _each(
    inner: dict[str, Element], outer: dict[str, Element], is_based_on: IsBasedOn
) -> dict[str, Element]:
    return inner | {
        name: merged(inner[name], node, is_based_on) if name in inner else node
        for name, node in outer.items()
    }
