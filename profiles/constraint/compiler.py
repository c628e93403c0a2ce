"""Compiles a profile's tree into one judge that asks what goes beyond R4, and nothing twice.

The floor of an element is what was judged of it already: R4's own type, the datatype profile that
it stands under, or, for a slice, the list it is a slice of.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.aggregation import aggregation
from profiles.constraint.binding import binding
from profiles.constraint.choice import ChoiceElement, is_primitive
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.discriminator import Tools, is_told_apart, matcher, target_kinds
from profiles.constraint.floor import (
    beyond,
    bound_as,
    by_code,
    merged_type,
    with_one_type,
    with_types_of,
)
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
from profiles.constraint.mark import by_url, in_words, urls_of
from profiles.constraint.parts import parts
from profiles.constraint.pattern import pattern
from profiles.constraint.property import Count, complex_property, primitive_property
from profiles.constraint.slicing import ALONE, DEFAULT, Slice, SliceJudge, slicing, without
from profiles.constraint.target import pointed_at, target
from profiles.constraint.typed import any_of, by_resource_type, of_resource, unknown
from profiles.element import MANY, Discriminator, Element, Slicing, Type
from profiles.packages.definitions import UNUSABLE, Definitions
from profiles.r4.trees import is_a
from profiles.snapshot.growth import InvalidDefinition
from profiles.systems import HL7

_BY_URL = Slicing((Discriminator("value", "url"),))
_EXTENSIONS = frozenset({"extension", "modifierExtension"})
_TYPE = Discriminator("type", "$this")


class Compiler:
    """Makes the judge of each profile once, when it is first asked for."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._judges: dict[str, Judge | None] = {}
        self._unusable: dict[str, LookupError | ValueError] = {}
        self._tools = Tools(definitions, self.conforms, self._shared, self._is_of_resource)

    def profile(self, canonical: str) -> Judge | None:
        """What a profile asks of a whole resource or value beyond R4; None if nothing.

        Raises:
            UnknownDefinition: the profile, or one it is made of, is in no package.
            InvalidDefinition: it can't be judged by.
        """
        url = canonical.partition("|")[0]
        if url in self._unusable:
            raise self._unusable[url].with_traceback(None)
        if url not in self._judges:
            try:
                self._judges[url] = self._compiled(url)
            except UNUSABLE as unusable:
                self._keep(url, unusable)
                raise
            except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
                raise InvalidDefinition(
                    f"{url} nests too deep, or says what nobody can judge; take it to its maker."
                ) from None
        return self._judges[url]

    def _keep(self, url: str, unusable: LookupError | ValueError) -> None:
        """Once is enough to find out; who names what nobody defines has no place kept for it."""
        if self._definitions.structure(url) is not None:
            self._unusable[url] = unusable

    def _compiled(self, url: str) -> Judge | None:
        tree = self._definitions.tree(url)
        kind = self._definitions.type_of(url) or tree.name
        floor = self._definitions.tree(HL7 + kind)
        of_parts = parts(tree) if kind == "Extension" else None
        return all_of(
            (*self._of_value(tree, (floor,)), *self._of_children(tree, (floor,)), of_parts)
        )

    def findings(self, resource: Any, canonical: str, around: Circumstances) -> list[Fault]:
        """The faults of a resource by a profile of its type, sought once in a run.

        Raises:
            UnknownDefinition: as `profile`.
        """
        key = (id(resource), canonical.partition("|")[0])
        found = around.run.faults.get(key)
        if found is None:
            # Profiles refer to each other in circles: while it is judged, it is taken to conform.
            judge = self.profile(canonical)
            around.run.faults[key] = []
            faults = around.run.within(key, judge, resource, around) if judge else None
            found = around.run.faults[key] = faults or []
        return found

    def conforms(self, resource: Any, canonical: str, around: Circumstances) -> bool:
        """Whether a resource that was sent along meets a profile."""
        known = around.run.faults.get((id(resource), canonical))
        if known is not None:
            return not has_error(known)
        kind = self._definitions.type_of(canonical)
        if kind is None or not is_a(resource.get("resourceType"), kind):
            return False
        try:
            return not has_error(self.findings(resource, canonical, around.about(resource)))
        except UNUSABLE:
            return True

    def may_conform(self, resource: Any, canonical: str, around: Circumstances) -> bool | None:
        """Likewise, for an invariant that names a profile; None if nobody knows it."""
        known = self._definitions.type_of(canonical) is not None
        return self.conforms(resource, canonical, around) if known else None

    def _is_of_resource(self, canonical: str) -> bool:
        return is_a(self._definitions.type_of(canonical), "Resource")

    def _shared(self, canonical: str) -> Judge:
        """The judge of a profile, compiled when the first value meets it."""

        def judge(value: Any, around: Circumstances) -> Faults:
            try:
                found = self.profile(canonical)
            except UNUSABLE:
                return unknown(canonical, around)
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
            limits(new),
            binding(new.binding, kind, element.id, self._definitions),
            *(_without_companion(one) for one in invariants(new)),
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
        is_met = any(one.profiles and set(one.profiles) <= set(kind.profiles) for one in had)
        judges: list[Judge | None] = []
        if kind.profiles and not is_met and kind.code != "Extension":
            judges.append(self._any_profile(kind.profiles))
        if not any(kind.aggregation == one.aggregation for one in had):
            judges.append(aggregation(element, kind))
        if kind.code == "Reference" and not any(kind.targets == one.targets for one in had):
            judges.append(target(element, kind.targets, self._definitions, self.conforms))
        floors = (*floors, *self._trees(kind))
        judges += self._of_value(with_one_type(element, kind), floors)
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
        return any_of([self._one_profile(profile) for profile in profiles], profiles)

    def _one_profile(self, profile: str) -> Judge:
        judge, kind = self._shared(profile), self._definitions.type_of(profile)
        return of_resource(kind, judge) if kind and is_a(kind, "Resource") else judge

    def _resource(self, element: Element, floors: tuple[Element, ...]) -> Judge | None:
        kinds = map(merged_type, by_code(element.types))
        judges = {kind.code: self._complex(element, floors, kind) for kind in kinds}
        return by_resource_type(judges, f"{element.id} type")

    def _primitive(
        self, element: Element, floors: tuple[Element, ...], kind: Type
    ) -> PrimitiveJudge | None:
        typed = beyond(with_one_type(element, kind), floors, self._definitions)
        values = all_of(
            (binding(typed.binding, kind.code, element.id, self._definitions), limits(typed))
        )
        tree = self._definitions.tree(HL7 + "Element")
        beneath = all_of(self._of_children(element, (*floors, tree)))
        return all_of_primitive(
            (
                _with_companion(pattern(typed)),
                _of_the_value(values),
                _of_the_companion(beneath),
                *invariants(typed),
            )
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
        kind = merged_type(element.types)
        slices = self._slices(element, floors)
        if is_primitive(kind.code):
            return primitive_property(count, self._primitive(element, floors, kind), slices)
        return complex_property(count, self._item(element, floors), slices)

    def _item(self, element: Element, floors: tuple[Element, ...]) -> Judge | None:
        if any(is_a(kind.code, "Resource") for kind in element.types):
            return self._resource(element, floors)
        return self._complex(element, floors, merged_type(element.types))

    def _choice(self, element: Element, floors: tuple[Element, ...], count: Count) -> Judge | None:
        left = {kind.code: kind for kind in map(merged_type, by_code(element.types))}
        members = [one for one in element.slices.values() if one.types]
        rules = element.slicing or Slicing(())
        if rules.rules == "closed" and members:
            told = {one.code for each in members for one in each.types}
            left = {code: kind for code, kind in left.items() if code in told}
        banned = {one.code for floor in floors for one in floor.types} - left.keys()
        further = tuple(one for one in rules.discriminators if one != _TYPE)
        rules = replace(rules, discriminators=further)
        judges: dict[str, Any] = {}
        for code, kind in left.items():
            sliced = [one for each in members if (one := with_types_of(each, code))]
            if not rules.discriminators and any(one.max == 0 for one in sliced):
                banned.add(code)
                continue
            own = self._typed(bound_as(element, code, left), floors, kind)
            inner = self._slices_of_choice(element, sliced, rules)
            judges[code] = (all_of_primitive if is_primitive(code) else all_of)((own, *inner))
        needed = [(one, {each.code for each in one.types}) for one in members if one.min]
        return ChoiceElement(count, judges, frozenset(banned), needed).judge()

    def _slices_of_choice(
        self, element: Element, members: list[Element], rules: Slicing
    ) -> list[Any]:
        """The slices of one type; `rules` have what tells them apart besides that."""
        if not rules.discriminators:
            return [self._typed(one, (element,), merged_type(one.types)) for one in members]
        judge = slicing(element, rules, [self._slice(one, element, rules, []) for one in members])
        if judge is None:
            return []
        if members and is_primitive(members[0].types[0].code):
            return [lambda value, beside, around: judge(((value, beside),), ALONE, around)]
        return [lambda value, around: judge((value,), ALONE, around)]

    def _typed(self, element: Element, floors: tuple[Element, ...], kind: Type) -> Any:
        make: Callable[..., Any] = self._primitive if is_primitive(kind.code) else self._complex
        return make(element, floors, kind)

    # Slices

    def _slices(self, element: Element, floors: tuple[Element, ...] = ()) -> SliceJudge | None:
        rules = element.slicing or _BY_URL
        if not element.slices and rules.rules != "closed":
            return None
        judged = [floor.slices for floor in floors]
        members = element.slices.items()
        untold = {name for name, member in members if not self._is_told(member, element, rules)}
        slices = [
            self._slice(member, element, rules, [one[name] for one in judged if name in one])
            for name, member in members
            if name not in untold
        ]
        if untold or any(floor.slicing == rules and floor.slices for floor in floors):
            rules = replace(rules, rules="open", ordered=False)
        judge = slicing(element, rules, slices)
        return without(judge, element, sorted(untold)) if untold else judge

    def _is_told(self, member: Element, of: Element, rules: Slicing) -> bool:
        is_by_itself = of.name in _EXTENSIONS or member.slice_name == DEFAULT
        return is_by_itself or is_told_apart(member, rules.discriminators, self._tools)

    def _slice(self, member: Element, of: Element, rules: Slicing, known: list[Element]) -> Slice:
        """One slice; `known` is the slice of the same name where a floor judges it already."""
        is_by_url = of.name in _EXTENSIONS and member.slice_name != DEFAULT
        urls = urls_of(member) if is_by_url else frozenset[str]()
        if any(member is one for one in known):
            return Slice(member, self._matcher(member, of, rules), None, "", urls=urls)
        return Slice(
            member,
            self._matcher(member, of, rules),
            self._member(member, (of, *known)),
            in_words(member),
            self._slices(member, tuple(known)) if member.slices else None,
            member.min if all(one.min < member.min for one in known) else 0,
            member.max if all(one.max > member.max for one in known) else MANY,
            urls,
        )

    def _member(self, member: Element, floors: tuple[Element, ...]) -> Judge | None:
        kind = merged_type(member.types)
        if not is_primitive(kind.code):
            judge = self._item(member, floors)
            return judge and _of_objects(judge)
        inner = self._primitive(member, floors, kind)
        return inner and (lambda pair, around: inner(pair[0], pair[1], around))

    def _matcher(self, member: Element, of: Element, rules: Slicing) -> Matcher:
        if member.slice_name == DEFAULT:
            return lambda _item, _around: True
        if of.name in _EXTENSIONS:
            return by_url(urls_of(member))
        if not rules.discriminators:
            judge = self._member(member, (of,))
            return lambda item, around: not has_error(judge(item, around) if judge else None)
        in_pairs = is_primitive(merged_type(member.types).code)
        found = matcher(member, rules.discriminators, self._tools, in_pairs=in_pairs)
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
                if mine and other is not member:
                    found |= mine & target_kinds(other, by, self._definitions)
        return frozenset(found)


def _of_objects(judge: Judge) -> Judge:
    return lambda value, around: judge(value, around) if type(value) is dict else None


def _without_companion(judge: PrimitiveJudge | None) -> Judge | None:
    return judge and (lambda value, around: judge(value, None, around))


def _with_companion(judge: Judge | None) -> PrimitiveJudge | None:
    """Of what is said in place of a value, that it is none."""
    return judge and (lambda value, _, around: judge(value, around))


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
