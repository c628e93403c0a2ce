"""Compiles a profile's tree into one judge that asks what goes beyond R4, and nothing twice.

The floor of an element is what was judged of it already: R4's own type, the datatype profile that
it stands under, or, for a slice, the list it is a slice of.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.binding import binding
from profiles.constraint.choice import Choice, is_primitive
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.discriminator import Tools, matcher, target_kinds
from profiles.constraint.floor import beyond, by_code, merged, of_type
from profiles.constraint.invariant import invariants
from profiles.constraint.judge import (
    Judge,
    Matcher,
    PrimitiveJudge,
    all_of,
    all_of_primitive,
    has_error,
)
from profiles.constraint.limits import limits
from profiles.constraint.mark import by_url, in_words, url_of
from profiles.constraint.pattern import pattern
from profiles.constraint.property import Count, complex_property, primitive_property
from profiles.constraint.slicing import Slice, slicing
from profiles.constraint.target import pointed_at, target
from profiles.definitions import UNUSABLE, Definitions
from profiles.element import MANY, Discriminator, Element, Slicing, Type
from profiles.r4.tables import resource_types
from profiles.systems import HL7

_BY_URL = Slicing((Discriminator("value", "url"),))


class Compiler:
    """Makes the judge of each profile once, when it is first asked for."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._judges: dict[str, Judge | None] = {}
        self._tools = Tools(definitions, self.conforms, self._shared, self._is_of_resource)

    def profile(self, canonical: str) -> Judge | None:
        """What a profile asks of a whole resource or value beyond R4; None if nothing.

        Raises:
            UnknownDefinition: the profile, or one it is made of, is in no package.
        """
        url = canonical.partition("|")[0]
        if url not in self._judges:
            tree = self._definitions.tree(url)
            kind = self._definitions.type_of(url) or tree.name
            floor = self._definitions.tree(HL7 + kind)
            self._judges[url] = None
            self._judges[url] = all_of(
                (*self._of_value(tree, (floor,)), *self._of_children(tree, (floor,)))
            )
        return self._judges[url]

    def findings(self, resource: Any, canonical: str, around: Circumstances) -> list[Fault]:
        """The faults of a resource by a profile of its type, sought once in a run.

        Raises:
            UnknownDefinition: as `profile`.
        """
        key = (id(resource), canonical.partition("|")[0])
        found = around.run.faults.get(key)
        if found is None:
            # Profiles refer to each other in circles: while it is judged, it is taken to conform.
            around.run.faults[key] = []
            judge = self.profile(canonical)
            found = around.run.faults[key] = (judge(resource, around) if judge else None) or []
        return found

    def conforms(self, resource: Any, canonical: str, around: Circumstances) -> bool:
        """Whether a resource that was sent along meets a profile."""
        if self._definitions.type_of(canonical) != resource.get("resourceType"):
            return False
        try:
            return not has_error(self.findings(resource, canonical, around.about(resource)))
        except UNUSABLE:
            return True

    def _is_of_resource(self, canonical: str) -> bool:
        return self._definitions.type_of(canonical) in resource_types()

    def _shared(self, canonical: str) -> Judge:
        """The judge of a profile, compiled when the first value meets it."""

        def judge(value: Any, around: Circumstances) -> Faults:
            try:
                found = self.profile(canonical)
            except UNUSABLE:
                return _unknown(canonical, around)
            faults = found(value, around) if found and type(value) is dict else None
            for fault in faults or ():
                fault.rule = f"{name} {fault.rule}"
            return faults

        name = canonical.rpartition("/")[2]
        return judge

    # One value

    def _of_value(self, element: Element, floors: tuple[Element, ...]) -> list[Judge | None]:
        """Judges of one value that is no primitive, without its children."""
        kind = element.types[0].code if element.types else ""
        new = beyond(element, floors, self._definitions)
        return [
            pattern(new),
            binding(new.binding, kind, element.id, self._definitions),
            *(_without_companion(one) for one in invariants(new.constraints)),
        ]

    def _of_children(self, element: Element, floors: tuple[Element, ...]) -> list[Judge | None]:
        judges = []
        for name, child in (element.children or {}).items():
            beneath = tuple(
                one for floor in floors if (one := self._definitions.child(floor, name)) is not None
            )
            if not any(child is one for one in beneath):
                judges.append(self._property(child, beneath))
        return judges

    def _complex(self, element: Element, floors: tuple[Element, ...], kind: Type) -> Judge | None:
        """The judge of one item, of the type `kind` with the profiles and targets it names."""
        had = [one for floor in floors for one in floor.types if one.code == kind.code]
        profiles = tuple(
            one for one in kind.profiles if not any(one in other.profiles for other in had)
        )
        judges: list[Judge | None] = []
        if profiles and kind.code != "Extension":
            judges.append(self._any_profile(profiles))
        if kind.code == "Reference" and not any(kind.targets == one.targets for one in had):
            judges.append(target(element, kind.targets, self._definitions, self.conforms))
        floors = (*floors, *self._trees(kind))
        judges += self._of_value(of_type(element, kind), floors)
        judges += self._of_children(element, floors)
        return all_of(judges)

    def _trees(self, kind: Type) -> list[Element]:
        """The floors that a value stands on by its type: the one profile of it, or R4's type."""
        known = [one for one in kind.profiles if self._definitions.type_of(one)]
        if len(known) == 1:
            return [self._definitions.tree(known[0])]
        if kind.code in {"BackboneElement", "Element", "Resource", ""}:
            return []
        return [self._definitions.tree(HL7 + kind.code)]

    def _any_profile(self, profiles: tuple[str, ...]) -> Judge:
        judges = [self._one_profile(profile) for profile in profiles]
        if len(judges) == 1:
            return judges[0]

        def judge(value: Any, around: Circumstances) -> Faults:
            for one in judges:
                found = one(value, around)
                if not has_error(found):
                    return found
            return [_of_none(profiles)]

        return judge

    def _one_profile(self, profile: str) -> Judge:
        if not self._is_of_resource(profile):
            return self._shared(profile)
        kind, judge = self._definitions.type_of(profile), self._shared(profile)

        def judge_resource(value: Any, around: Circumstances) -> Faults:
            if value.get("resourceType") == kind:
                return judge(value, around.about(value))
            return [Fault("structure", f"This must be a {kind}; put one here.", "resourceType")]

        return judge_resource

    def _primitive(
        self, element: Element, floors: tuple[Element, ...], kind: Type
    ) -> PrimitiveJudge | None:
        typed = beyond(of_type(element, kind), floors, self._definitions)
        values = all_of(
            (
                pattern(typed),
                binding(typed.binding, kind.code, element.id, self._definitions),
                limits(typed),
            )
        )
        tree = self._definitions.tree(HL7 + "Element")
        beneath = all_of(self._of_children(element, (*floors, tree)))
        return all_of_primitive(
            (_of_the_value(values), _of_the_companion(beneath), *invariants(typed.constraints))
        )

    # One property

    def _property(self, element: Element, floors: tuple[Element, ...]) -> Judge | None:
        count = Count(
            element,
            element.min if all(floor.min < element.min for floor in floors) else 0,
            element.max if all(floor.max > element.max for floor in floors) else MANY,
        )
        if element.name.endswith("[x]"):
            return self._choice(element, floors, count)
        kind = merged(element.types)
        slices = self._slices(element, floors)
        if is_primitive(kind.code):
            return primitive_property(count, self._primitive(element, floors, kind), slices)
        return complex_property(count, self._complex(element, floors, kind), slices)

    def _choice(self, element: Element, floors: tuple[Element, ...], count: Count) -> Judge | None:
        left = {kind.code: kind for kind in map(merged, by_code(element.types))}
        members = [one for one in element.slices.values() if one.types]
        if element.slicing and element.slicing.rules == "closed" and members:
            left = {one.code: left[one.code] for each in members for one in each.types}
        banned = {one.code for floor in floors for one in floor.types} - left.keys()
        judges: dict[str, Any] = {}
        for code, kind in left.items():
            compiled = [self._typed(element, floors, kind)]
            for member in members:
                narrowed = [one for one in member.types if one.code == code]
                if narrowed and member.max == 0:
                    banned.add(code)
                elif narrowed:
                    compiled.append(self._typed(member, (element,), merged(tuple(narrowed))))
            join: Any = all_of_primitive if is_primitive(code) else all_of
            judges[code] = join(compiled)
        needed = {one.types[0].code: one for one in members if one.min}
        kept = {code: judge for code, judge in judges.items() if code not in banned}
        return Choice(count, kept, frozenset(banned), needed).judge()

    def _typed(self, element: Element, floors: tuple[Element, ...], kind: Type) -> Any:
        make: Callable[..., Any] = self._primitive if is_primitive(kind.code) else self._complex
        return make(element, floors, kind)

    # Slices

    def _slices(self, element: Element, floors: tuple[Element, ...] = ()) -> Judge | None:
        if not element.slices:
            return None
        rules = element.slicing or _BY_URL
        judged = [floor.slices for floor in floors]
        slices = [
            self._slice(member, element, rules, [one[name] for one in judged if name in one])
            for name, member in element.slices.items()
        ]
        if any(floor.slicing == rules and floor.slices for floor in floors):
            rules = replace(rules, rules="open", ordered=False)
        return slicing(element, rules, slices)

    def _slice(self, member: Element, of: Element, rules: Slicing, known: list[Element]) -> Slice:
        """One slice; `known` is the slice of the same name where a floor judges it already."""
        matches = self._matcher(member, of, rules)
        if any(member is one for one in known):
            return Slice(member, matches, None, "")
        floors = (of, *known)
        return Slice(
            member,
            matches,
            self._member(member, floors),
            in_words(member),
            self._slices(member, tuple(known)),
            member.min if all(one.min < member.min for one in known) else 0,
            member.max if all(one.max > member.max for one in known) else MANY,
        )

    def _member(self, member: Element, floors: tuple[Element, ...]) -> Judge | None:
        kind = merged(member.types)
        if not is_primitive(kind.code):
            judge = self._complex(member, floors, kind)
            return judge and _of_objects(judge)
        inner = self._primitive(member, floors, kind)
        return inner and (lambda value, around: inner(value, None, around))

    def _matcher(self, member: Element, of: Element, rules: Slicing) -> Matcher:
        if of.name in {"extension", "modifierExtension"}:
            return by_url(url_of(member))
        found = matcher(member, rules.discriminators, self._tools)
        shared = self._ambiguous(member, of, rules)
        if not shared:
            return found
        return lambda item, around: not _untellable(item, shared, around) and found(item, around)

    def _ambiguous(self, member: Element, of: Element, rules: Slicing) -> frozenset[str]:
        """The resource types by which this slice can't be told from another of the same list."""
        found: set[str] = set()
        for by in rules.discriminators:
            mine = target_kinds(member, by, self._definitions)
            for other in of.slices.values():
                if other is not member:
                    found |= mine & target_kinds(other, by, self._definitions)
        return frozenset(found)


def _of_objects(judge: Judge) -> Judge:
    return lambda value, around: judge(value, around) if type(value) is dict else None


def _without_companion(judge: PrimitiveJudge | None) -> Judge | None:
    return judge and (lambda value, around: judge(value, None, around))


def _of_the_value(judge: Judge | None) -> PrimitiveJudge | None:
    if judge is None:
        return None
    return lambda value, _, around: None if value is None else judge(value, around)


def _of_the_companion(judge: Judge | None) -> PrimitiveJudge | None:
    if judge is None:
        return None
    nothing: dict[str, Any] = {}
    return lambda _, beside, around: judge(beside if type(beside) is dict else nothing, around)


def _untellable(item: Any, shared: frozenset[str], around: Circumstances) -> bool:
    kind, resource = pointed_at(item, around)
    return resource is None and kind in shared


def _of_none(profiles: tuple[str, ...]) -> Fault:
    names = " or ".join(profile.rpartition("/")[2] for profile in profiles)
    return Fault("structure", f"This conforms to none of {names}; make it conform to one.")


def _unknown(canonical: str, around: Circumstances) -> Faults:
    if not around.run.first("profile", canonical):
        return None
    text = f"{canonical} is not known here, so nothing is judged by it; install its package."
    fault = Fault("not-found", text)
    fault.severity = "information"
    return [fault]
