"""Grows a profile's tree: the tree of its base, changed by what the differential says."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from profiles.element import Discriminator, Element, Slicing, Type
from profiles.snapshot.differential import narrow
from profiles.snapshot.element_ids import with_ids
from profiles.snapshot.merge import merged

_EXTENSIONS = frozenset({"extension", "modifierExtension"})
_BY_URL = Slicing((Discriminator("value", "url"),))
_BY_TYPE = Slicing((Discriminator("type", "$this"),))


class InvalidDefinition(ValueError):
    """A StructureDefinition contradicts itself or its base; the message says where and how."""


class Known(Protocol):
    """The definitions that a profile may lean on."""

    def rooted(self, element: Element) -> dict[str, Element]:
        """What stands under an element of which its profile says no more."""

    def profile(self, canonical: str) -> Element | None:
        """The tree of a profile; None if it is in no package."""

    def is_based_on(self, canonical: str, base: str) -> bool:
        """Whether a profile is, or derives from, another."""


class Growth:
    """One tree in the making. Nodes of the base are shared until they are changed."""

    def __init__(self, base: Element, source: str, known: Known) -> None:
        self._source = source
        self._known = known
        self._owned: dict[int, Element] = {}
        self.root = self._copy(base)

    def apply(self, elements: Iterable[Mapping[str, Any]]) -> Element:
        """The tree after ElementDefinitions, of a differential or a snapshot, in their order.

        Raises:
            InvalidDefinition: an element isn't there, or is sliced without saying by what.
        """
        for element_id, statement in with_ids(elements):
            node = self._at(element_id)
            before = node.types
            narrow(node, statement, self._source)
            if node.types != before:
                self._take_profile(node)
        return self.root

    def _copy(self, node: Element) -> Element:
        children = None if node.children is None else dict(node.children)
        made = replace(node, children=children, slices=dict(node.slices))
        self._owned[id(made)] = made
        return made

    def _own(self, holder: dict[str, Element], key: str) -> Element:
        node = holder[key]
        if id(node) not in self._owned:
            node = holder[key] = self._copy(node)
        return node

    def _at(self, element_id: str) -> Element:
        node = self.root
        for step in element_id.split(".")[1:]:
            name, _, slice_name = step.partition(":")
            node = self._child(node, name)
            if slice_name:
                node = self._slice(node, slice_name)
        return node

    def _child(self, node: Element, name: str) -> Element:
        if node.children is None:
            node.children = self._known.rooted(node)
        if name in node.children:
            return self._own(node.children, name)
        for choice in node.children:
            if typed(node.children[choice], name):
                return self._slice(self._own(node.children, choice), name)
        raise InvalidDefinition(
            f"{self._source} speaks of {node.id}.{name}, which {node.path} does not have;"
            " correct the element's id or path."
        )

    def _slice(self, node: Element, name: str) -> Element:
        host = self._slice(node, name.rpartition("/")[0]) if "/" in name else node
        if name in host.slices:
            return self._own(host.slices, name)
        if host.slicing is None:
            host.slicing = self._implied(host, name)
        # Without its slices, so that thousands of these are not copied for each new one.
        bare = replace(host, slices={})
        made = self._copy(rooted(bare, f"{_without_slice(host.id)}:{name}", host.path))
        made.min, made.slicing, made.slice_name = 0, None, name
        if (kind := typed(host, name)) is not None:
            made.types = (kind,)
        host.slices[name] = made
        return made

    def _implied(self, host: Element, name: str) -> Slicing:
        if host.name in _EXTENSIONS:
            return _BY_URL
        if host.name.endswith("[x]"):
            return _BY_TYPE
        raise InvalidDefinition(
            f"{self._source} has a slice {host.id}:{name}, but nothing says what {host.id} is"
            " sliced by; add slicing with a discriminator to it."
        )

    def _take_profile(self, node: Element) -> None:
        """What is known beneath stays, upon what a narrower type profile says there."""
        profiles = node.types[0].profiles if len(node.types) == 1 else ()
        if node.children is None and node.name not in _EXTENSIONS:
            return
        profile = self._known.profile(profiles[0]) if len(profiles) == 1 else None
        if profile is None:
            return
        if node.name in _EXTENSIONS:
            # How often an extension may come, and whether it modifies, its own definition says.
            node.max = min(node.max, profile.max)
            node.is_modifier |= profile.is_modifier
        if node.children is not None:
            based = self._known.is_based_on
            inner = self._known.rooted(node)
            node.children = inner | {
                name: merged(inner[name], child, based) if name in inner else child
                for name, child in node.children.items()
            }


def typed(choice: Element, name: str) -> Type | None:
    """The type that a name such as `valueString` picks from a choice such as `value[x]`."""
    stem = choice.name.removesuffix("[x]")
    if stem == choice.name or not name.startswith(stem):
        return None
    wanted = name.removeprefix(stem)
    for kind in choice.types:
        if f"{kind.code[0].upper()}{kind.code[1:]}" == wanted:
            return kind
    return None


def rooted(node: Element, element_id: str, path: str) -> Element:
    """The node at another place, and with it all that is beneath; shared if it is there already."""
    if node.id == element_id:
        return node
    unsliced = _without_slice(element_id)
    children = node.children and {
        name: rooted(child, f"{element_id}.{name}", f"{path}.{name}")
        for name, child in node.children.items()
    }
    slices = {
        name: rooted(child, f"{unsliced}:{name}", path) for name, child in node.slices.items()
    }
    return replace(node, id=element_id, path=path, children=children, slices=slices)


def _without_slice(element_id: str) -> str:
    above, dot, last = element_id.rpartition(".")
    return f"{above}{dot}{last.partition(':')[0]}"
