"""The resources of one inhabitant's record: each once, found by what refers to it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from profiles import systems
from profiles.pzp.derived import DERIVED_FROM, is_derived
from profiles.pzp.reading.fact import WITHHELD, Party
from profiles.pzp.unknown import State, absence
from profiles.resource.read import element, objects, words

Tree = Mapping[str, Any]
_NAMED = frozenset({"Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Organization"})


class Record:
    """Sorted, so that the order in which they came tells nothing; `used` are those that are told.

    `made` are those that a form's answers come to, each with the form as its origin.
    """

    __slots__ = ("_found", "made", "origins", "resources", "used")

    def __init__(self, resources: Iterable[Tree]) -> None:
        each = {_whole(one): one for one in resources if isinstance(one, dict)}
        self.resources = tuple(each[key] for key in sorted(each))
        self._found = {address(one): one for one in self.resources if "id" in one}
        self.used = set[int]()
        self.made: tuple[Tree, ...] = ()
        self.origins: dict[int, Tree] = {}

    def of(self, *kinds: str) -> Iterator[Tree]:
        """Those of some types."""
        for one in (*self.resources, *self.made):
            if one.get("resourceType") in kinds:
                yield one

    def find(self, reference: Any, inside: Tree) -> Tree | None:
        """What is referred to, told by what refers to it."""
        found = self.look(reference, inside)
        if found is not None:
            self.used.add(id(found))
        return found

    def look(self, reference: Any, inside: Tree) -> Tree | None:
        """What is referred to, in the record or contained `inside` what refers."""
        said = words(reference, "reference") if isinstance(reference, dict) else ""
        if said.startswith("#"):
            contained = objects(inside.get("contained"))
            return next((one for one in contained if f"#{one.get('id')}" == said), None)
        return self._found.get(local(said))

    def address(self, resource: Tree) -> str:
        """Where it is to be read: of what is made up here, where its origin is."""
        return address(self.origins.get(id(resource), resource))

    def parties(self, references: Iterable[Any], inside: Tree) -> tuple[Party, ...]:
        """Who are referred to; who is not in the record by what is said of him there."""
        named = (self.party(one, inside) for one in references if isinstance(one, dict))
        return tuple(sorted({one for one in named if one.name or one.kind}))

    def party(self, reference: Tree, inside: Tree) -> Party:
        """Who is referred to."""
        if absence(reference) is State.WITHHELD:
            return Party("", kind=WITHHELD)
        found, shown = self.find(reference, inside), words(reference, "display")
        where = local(words(reference, "reference"))
        kind = where.partition("/")[0] if where.partition("/")[0] in _NAMED else ""
        if found is None:
            return Party(shown, "", words(reference, "type") or kind, where)
        person = self.find(found.get("practitioner"), found) if kind == "PractitionerRole" else None
        name = name_of(person if person is not None else found) or shown
        return Party(name, _function(found), kind, where)


def address(resource: Tree) -> str:
    """Type and id; of what has none what it is derived from, else its type."""
    kind, name = str(resource.get("resourceType")), words(resource, "id")
    if name:
        return f"{kind}/{name}"
    return origin_of(resource) or kind


def origin_of(resource: Tree) -> str:
    """What a made-up record or extension says that it is derived from, without its version."""
    for one in objects(resource.get("extension")):
        if one.get("url") == DERIVED_FROM:
            return local(words(element(one, "valueReference"), "reference"))
    return ""


def local(reference: str) -> str:
    """Type and id of a reference, on whatever server."""
    return "/".join(reference.partition("/_history/")[0].split("/")[-2:])


def source(resource: Tree) -> str:
    """Whose word it is."""
    return words(element(resource, "meta"), "source")


def ura_of(source: str) -> str:
    """The URA in a meta.source; empty where it is another."""
    system, _, ura = source.rpartition("#")
    return ura if system == systems.URA_SYSTEM else ""


def is_labelled(resource: Tree, code: str) -> bool:
    """Whether the hub marks it so."""
    labels = objects(element(resource, "meta").get("security"))
    return any((one.get("system"), one.get("code")) == (systems.HUB_LABELS, code) for one in labels)


def marks(resource: Tree, record: Record) -> dict[str, Any]:
    """What every fact has of its resource."""
    origin = record.origins.get(id(resource), resource)
    return {
        "source": source(resource),
        "is_claimed": is_labelled(origin, "claimed"),
        "is_derived": is_derived(origin),
        "addresses": (record.address(resource),),
    }


def name_of(person: Tree) -> str:
    """The official name, else any; the name that is used is the last choice."""
    listed = person.get("name")
    if isinstance(listed, str):
        return listed.strip()
    names = sorted(objects(listed), key=_by_use)
    return next((text for one in names if (text := _name(one))), "")


def _by_use(name: Tree) -> int:
    order = ("official", "", "usual", "nickname", "anonymous", "temp", "maiden", "old")
    use = words(name, "use")
    return order.index(use) if use in order else 1


def _name(name: Tree) -> str:
    given = name.get("given")
    parts = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    return words(name, "text") or " ".join(filter(None, (*parts, words(name, "family"))))


def _function(resource: Tree) -> str:
    for name in ("specialty", "code", "relationship"):
        for concept in objects(resource.get(name)):
            shown = (words(one, "display") for one in objects(concept.get("coding")))
            if text := words(concept, "text") or next(filter(None, shown), ""):
                return text
    return ""


def _whole(resource: Tree) -> tuple[str, str]:
    return address(resource), json.dumps(resource, sort_keys=True, default=str)
