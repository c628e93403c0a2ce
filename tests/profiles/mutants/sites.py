"""Every element of a profile, each in an example that has been grown until it has a value there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from profiles.element import Element
from tests.profiles.mutants.conflicts import resolved
from tests.profiles.mutants.membership import children
from tests.profiles.mutants.places import Place, Tree, places, pruned, root
from tests.profiles.mutants.values import Maker

UNTOUCHED = frozenset({"id", "meta", "implicitRules", "language", "text", "contained"})
# What the hub refuses in a wish, whatever the profile says of it (PZP-09, and what narrows it).
_NARROWING = ("provision", "action", "class", "data", "dataPeriod", "purpose", "securityLabel")
_ONE_RIGHT_VALUE = "Encounter.reasonReference.type"  # that which the reference beside it names
NOT_GROWN = frozenset(
    {
        "Observation.component",
        _ONE_RIGHT_VALUE,
        *(f"Consent.provision.{name}" for name in _NARROWING),
    }
)
EXTENSIONS = frozenset({"extension", "modifierExtension"})
DEEPEST = 7


@dataclass(frozen=True, slots=True)
class Inside:
    """The slice that a site lies in: a value that leaves it is no longer judged by it."""

    parent: Place
    whole: Element
    member: Element
    place: Place


@dataclass(frozen=True, slots=True)
class Site:
    """An element in a sound resource: `here` is one value of it, None where none may be.

    `whole` is the sliced element where `element` is a slice, else the same; `id` goes on through
    the profiles of types.
    """

    id: str
    tree: Tree
    parent: Place
    whole: Element
    element: Element
    here: Place | None
    slices: tuple[Inside, ...]


@dataclass(slots=True)
class Walk:
    """`is_sound` judges what was grown; what is not is kept in `unsound` and not walked."""

    maker: Maker
    is_sound: Callable[[Tree], bool]
    unsound: dict[str, Tree] = field(default_factory=dict)

    def sites(self, tree: Element, resource: Tree) -> Iterator[Site]:
        """The root, then everything beneath."""
        place = root(resource)
        yield Site(tree.id, resource, place, tree, tree, place, ())
        yield from self._beneath(tree, _Around(tree.id, place, resource, ()))

    def _beneath(self, element: Element, around: "_Around") -> Iterator[Site]:
        if len(around.place.keys) > 2 * DEEPEST:
            return
        for name, child in children(self.maker.definitions, element).items():
            if name not in UNTOUCHED:
                yield from self._of_child(child, around)

    def _of_child(self, child: Element, around: "_Around") -> Iterator[Site]:
        tree, place = around.tree, around.place
        there = list(places(tree, place, child.name))
        is_made = not there and child.name not in EXTENSIONS and child.path not in NOT_GROWN
        grown, here = self._grown(child, around) if is_made else (tree, next(iter(there), None))
        known = f"{around.id}.{child.name}"
        yield Site(known, grown, place, child, child, here, around.slices)
        if here is not None and child.max and child.name not in EXTENSIONS:
            yield from self._beneath(child, _Around(known, here, grown, around.slices))
        for member in child.slices.values():
            yield from self._of_member(child, member, around)

    def _of_member(self, whole: Element, member: Element, around: "_Around") -> Iterator[Site]:
        tree, place = around.tree, around.place
        there = self.maker.members(tree, place, whole, member)
        grown, here = (tree, there[0]) if there else self._grown(member, self._room(whole, around))
        known = f"{around.id}.{whole.name}:{member.slice_name}"
        slices = around.slices
        if here is not None:
            slices = (*slices, Inside(place, whole, member, here))
        yield Site(known, grown, place, whole, member, here, slices)
        if here is not None:
            yield from self._beneath(member, _Around(known, here, grown, slices))
            for inner in member.slices.values():
                yield from self._of_member(whole, inner, _Around(around.id, place, grown, slices))

    def _room(self, whole: Element, around: "_Around") -> "_Around":
        """Without the values that there are, if the element may not have one more."""
        there = list(places(around.tree, around.place, whole.name))
        if len(there) < whole.max:
            return around
        return replace(around, tree=pruned(around.tree, around.place, whole.name, there))

    def _grown(self, element: Element, around: "_Around") -> tuple[Tree, Place | None]:
        tree, place = around.tree, around.place
        made = self.maker.put(resolved(tree, place, element), place, element)
        if made is None:
            return tree, None
        if not self.is_sound(made[0]):
            self.unsound.setdefault(f"{around.id}.{element.name}:{element.slice_name}", made[0])
            return tree, None
        return made


@dataclass(frozen=True, slots=True)
class _Around:
    """What a child is walked in."""

    id: str
    place: Place
    tree: Tree
    slices: tuple[Inside, ...]
