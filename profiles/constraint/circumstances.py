"""What a constraint may ask while one resource is judged."""

from collections.abc import Callable, Hashable
from typing import Any

from profiles.check.fault import Fault
from profiles.check.narrative import is_allowed
from profiles.fhirpath import Environment
from profiles.resource.surroundings import Others, Resource, Surroundings

_IsMember = Callable[[str, str | None, str], bool | None]
_Judge = Callable[[Any, "Circumstances"], list[Fault] | None]
Conforms = Callable[[Resource, str, "Circumstances"], bool]
# None where nobody knows the profile.
MayConform = Callable[[Resource, str, "Circumstances"], bool | None]


class Validation:
    """One run of the validator: what was found out or said already, so that it is done once."""

    __slots__ = (
        "_circumstances", "_inside", "_scope", "conforms", "faults", "member", "others", "said",
    )  # fmt: skip

    def __init__(self, others: Others, member: _IsMember, conforms: MayConform) -> None:
        self.others = others
        self.member = member
        self.conforms = conforms
        self.faults: dict[tuple[int, str], list[Fault]] = {}
        # What has a key here stays alive as long: by its circumstances, or by who contains it.
        self._circumstances: dict[int, Circumstances] = {}
        self._inside: dict[int, frozenset[int]] = {}
        self.said: set[tuple[Hashable, str, str]] = set()
        self._scope: Hashable = None

    def of(self, resource: Resource, holder: Resource | None = None) -> "Circumstances":
        """The circumstances of a resource that the request brought; `holder` contains it."""
        found = self._circumstances.get(id(resource))
        if found is None:
            found = Circumstances(resource, self, holder)
            self._circumstances[id(resource)] = found
        return found

    def contains(self, holder: Resource, resource: Resource) -> bool:
        """Whether a resource contains another; looked for once, however many refer to it."""
        inside = self._inside.get(id(holder))
        if inside is None:
            listed = holder.get("contained")
            inside = frozenset(map(id, listed if type(listed) is list else ()))
            self._inside[id(holder)] = inside
        return id(resource) in inside

    def within(
        self, scope: Hashable, judge: _Judge, value: Any, around: "Circumstances"
    ) -> list[Fault] | None:
        """Judge apart: what is said meanwhile may go unheard, and may be said again outside."""
        before, self._scope = self._scope, scope
        try:
            return judge(value, around)
        finally:
            self._scope = before

    def first(self, what: str, about: str) -> bool:
        """Whether this is said for the first time, as far as it is heard."""
        key = (self._scope, what, about)
        if key in self.said:
            return False
        self.said.add(key)
        return True


class Circumstances(Surroundings):
    """The surroundings of a resource, within one run."""

    __slots__ = ("_environment", "run")

    def __init__(self, resource: Resource, run: Validation, holder: Resource | None) -> None:
        super().__init__(resource, run.others, holder)
        self.run = run
        self._environment: Environment | None = None

    @property
    def environment(self) -> Environment:
        """What invariants about this resource may see; made when the first one asks."""
        if self._environment is None:
            self._environment = Environment(
                self.resource,
                self.holder,
                resolve=self.resolve,
                member=self.run.member,
                conforms=self._conforms,
                html=is_allowed,
            )
        return self._environment

    def about(self, resource: Resource) -> "Circumstances":
        """The circumstances of a resource that this one contains or refers to."""
        is_inside = self.run.contains(self.holder, resource)
        return self.run.of(resource, self.holder if is_inside else None)

    def _conforms(self, value: Any, profile: str) -> bool | None:
        is_resource = type(value) is dict and "resourceType" in value
        return self.run.conforms(value, profile, self) if is_resource else None

    def _inside(self, reference: str) -> Resource | None:
        if self.holder is self.resource:
            return super()._inside(reference)
        return self.run.of(self.holder).resolve(reference)
