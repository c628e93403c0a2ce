"""What stands around a resource: the Bundle's other resources, and those it contains."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

Resource = Mapping[str, Any]
Others = Mapping[str, Resource]
_ALONE: Others = {}
_Found = TypeVar("_Found")


class Surroundings:
    """Finds what a reference in `resource` points at, as far as it was sent along.

    `others` are the resources of its Bundle, by fullUrl and by Type/id; `holder` is the resource
    that contains it, or itself.
    https://hl7.org/fhir/R4/bundle.html#references
    """

    __slots__ = ("_contained", "_known", "holder", "others", "resource")

    def __init__(
        self, resource: Resource, others: Others = _ALONE, holder: Resource | None = None
    ) -> None:
        self.resource = resource
        self.holder = resource if holder is None else holder
        self.others = others
        self._contained: Others | None = None
        self._known: dict[Callable[[Any], Any], Any] = {}

    def read(self, how: Callable[["Surroundings"], _Found]) -> _Found:
        """What `how` reads here, read once for all who ask."""
        if how not in self._known:
            self._known[how] = how(self)
        found: _Found = self._known[how]
        return found

    def resolve(self, reference: Any) -> Resource | None:
        """The resource that the text of a Reference names, or None where it was not sent along."""
        if type(reference) is not str:
            return None
        if reference[:1] == "#":
            return self._inside(reference)
        found = self._named(reference)
        name, history, version = reference.partition("/_history/")
        if not history:
            return found
        found = found or self._named(name)
        return None if found is not None and _is_other(found, version) else found

    def _named(self, name: str) -> Resource | None:
        others = self.others
        return others.seen_from(self.holder, name) if type(others) is Sent else others.get(name)

    def _inside(self, reference: str) -> Resource | None:
        if reference == "#":
            return self.holder
        if self._contained is None:
            listed = self.holder.get("contained")
            self._contained = {
                f"#{one['id']}": one
                for one in (listed if type(listed) is list else ())
                if type(one) is dict and type(one.get("id")) is str
            }
        return self._contained.get(reference)


class Sent(dict[str, Resource]):
    """The resources of a Bundle by fullUrl and by Type/id, the first of two with one name.

    `roots` are the servers that they are on by their fullUrl: what refers to `Patient/1` means the
    one on its own server. https://hl7.org/fhir/R4/bundle.html#references
    """

    __slots__ = ("roots",)

    def __init__(self) -> None:
        super().__init__()
        self.roots: dict[int, str] = {}

    def seen_from(self, resource: Resource, name: str) -> Resource | None:
        """What a name means in a resource; relative ones lead to no other server."""
        root = self.roots.get(id(resource)) if ":" not in name else None
        if root is None:
            return self.get(name)
        found = self.get(root + name) or self.get(name)
        return None if self.roots.get(id(found), root) != root else found


def others_in(bundle: Resource) -> Others:
    """The resources of a Bundle by fullUrl and by Type/id; the first of two with one name."""
    found = Sent()
    listed = bundle.get("entry")
    for entry in listed if type(listed) is list else ():
        resource = entry.get("resource") if type(entry) is dict else None
        if type(resource) is not dict:
            continue
        url, kind, name = entry.get("fullUrl"), resource.get("resourceType"), resource.get("id")
        if type(url) is str:
            found.setdefault(url, resource)
            root, here, _ = url.rpartition(f"/{kind}/")
            if here and root.startswith("http"):
                found.roots[id(resource)] = f"{root}/"
        if type(kind) is str and type(name) is str:
            found.setdefault(f"{kind}/{name}", resource)
    return found


def _is_other(resource: Resource, version: str) -> bool:
    meta = resource.get("meta")
    stated = meta.get("versionId") if type(meta) is dict else None
    return type(stated) is str and stated != version
