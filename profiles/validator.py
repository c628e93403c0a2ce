"""Judges resources: R4's structure, their profiles, and the rules that definitions can't say."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

from profiles.check.elements import ENOUGH
from profiles.check.fault import Fault
from profiles.check.structure import check_structure
from profiles.choice import Choice
from profiles.constraint.circumstances import Circumstances, Validation
from profiles.constraint.compiler import Compiler
from profiles.constraint.extension import Extensions
from profiles.constraint.judge import has_error
from profiles.dialect import spoken
from profiles.issue import Issue
from profiles.packages.definitions import UNUSABLE, Definitions
from profiles.packages.package import shipped
from profiles.pzp.held_back import taken
from profiles.pzp.release import Judging, Releases, came_later
from profiles.pzp.rules import broken_rules
from profiles.pzp.wish import is_of_talk
from profiles.r4.tables import resource_types
from profiles.r4.trees import is_a
from profiles.resource.read import profiles_said
from profiles.resource.surroundings import Resource, others_in

# Where resources of their own stand in a resource.
_HOLDING = {"Bundle": ("entry",), "Parameters": ("parameter",)}
_GRAVITY = ("fatal", "error", "warning", "information")


class Validator:
    """Compiles a profile when it is first met, and keeps it."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._compiler = Compiler(definitions)
        self._extensions = Extensions(definitions, self._compiler)
        self._bases_of: dict[str, frozenset[str]] = {}
        self._releases = Releases(definitions)

    def validate(self, resource: Resource, profiles: Sequence[str] | None = None) -> list[Issue]:
        """Every finding about a resource, and of a Bundle's entries; never raises on a JSON tree.

        `profiles` are the canonicals to judge by, in place of those that the resource declares in
        meta.profile or that its type and codes choose.
        https://hl7.org/fhir/R4/validation.html
        """
        others = others_in(resource) if resource.get("resourceType") == "Bundle" else {}
        run = Validation(others, self.definitions.member, self._compiler.may_conform)
        issues = check_structure(resource, self._judge_extension(run))
        if any(issue.severity == "fatal" for issue in issues):
            return issues
        try:
            _take(self._findings(resource, profiles, run), issues, _root(resource))
        except RecursionError:
            text = "The resource is nested too deep; flatten it."
            issues.append(Issue("fatal", "structure", _root(resource), text))
        return _each_once(issues)

    def prepare(self) -> None:
        """Compile every profile now, so that no request waits for it."""
        for definition in self.definitions.resources("StructureDefinition"):
            with suppress(*UNUSABLE):
                self._compiler.profile(definition["url"])

    def _judge_extension(self, run: Validation) -> Any:
        judge = self._extensions.judge

        def judged(extension: Any, at: str, is_modifier: bool, resource: Any) -> Any:  # noqa: FBT001 - called by position in the structure's hot path
            return judge(extension, at, run.of(resource), is_modifier=is_modifier)

        return judged

    def _findings(
        self, resource: Resource, profiles: Sequence[str] | None, run: Validation
    ) -> Iterator[Issue]:
        choice = Choice(run.others)
        for at, one, holder in _resources(resource, _root(resource)):
            around = run.of(one, holder)
            if profiles is not None and one is resource:
                there = self._releases.definition
                asked = [Judging(there(url) or url.partition("|")[0]) for url in profiles]
            else:
                said = declared(one)
                known = [self._releases.declared(url) for url in said]
                yield from self._unheard(said, known, at)
                asked = self._judgings(one, around, said, [each for each in known if each], choice)
            for judging in self._apart(asked):
                yield from self._by_profile(one, judging, at, around)
            for broken in broken_rules(one, around):
                yield _moved(broken, at)

    def _judgings(
        self,
        resource: Resource,
        around: Circumstances,
        said: Sequence[str],
        known: list[Judging],
        choice: Choice,
    ) -> list[Judging]:
        """By what it declares and is known, and by what its codes ask for in that release."""
        # Who declares R4's own type has declared nothing.
        profiled = [one.canonical for one in known if self.definitions.structure(one.canonical)]
        coded = choice.profiles(resource, around, profiled)
        if not coded:
            return known
        release = spoken(resource, said)
        found = (self._releases.chosen(url, release) for url in coded)
        return [*known, *(one for one in found if one)]

    def _unheard(
        self, said: Sequence[str], known: Sequence[Judging | None], at: str
    ) -> Iterator[Issue]:
        """What is declared and not known here, or not in that version."""
        if None in known:
            yield _unknown(at)
        for url, one in zip(said, known, strict=True):
            if one and "|" in url and not self._releases.has_version(url):
                text = (
                    "This version of the profile is not known here, and it was judged by "
                    f"{self._releases.version(url)}; have its package installed."
                )
                yield Issue("information", "not-found", f"{at}.meta.profile", text)

    def _apart(self, judgings: Sequence[Judging]) -> Sequence[Judging]:
        """Each once, without those that another of them stands on."""
        if len(judgings) < 2:  # noqa: PLR2004 - one stands apart
            return judgings
        by_url: dict[str, Judging] = {}
        for one in judgings:
            by_url.setdefault(one.canonical, one)
        if len(by_url) < 2:  # noqa: PLR2004 - declared, and chosen too
            return judgings[:1]
        beneath = frozenset[str]().union(*map(self._beneath, by_url))
        return [one for url, one in by_url.items() if url not in beneath]

    def _beneath(self, canonical: str) -> frozenset[str]:
        """The profiles that it stands on; what can't be judged by takes the place of nothing."""
        found = self._bases_of.get(canonical)
        if found is None:
            try:
                self._compiler.profile(canonical)
            except UNUSABLE:
                return frozenset()
            found = self._bases_of[canonical] = frozenset(self._bases(canonical))
        return found

    def _bases(self, canonical: str) -> Iterator[str]:
        """The profiles that a profile stands on."""
        seen = {canonical}
        while structure := self.definitions.structure(canonical):
            canonical = str(structure.get("baseDefinition", "")).partition("|")[0]
            if canonical in seen:
                return
            seen.add(canonical)
            yield canonical

    def _by_profile(
        self, resource: Resource, judging: Judging, at: str, around: Circumstances
    ) -> Iterator[Issue]:
        canonical = judging.canonical
        kind = self.definitions.type_of(canonical)
        if kind is None:
            yield _unknown(at)
            return
        if not is_a(resource.get("resourceType"), kind):
            text = f"This profile is for a {kind}; declare one for this type, or none."
            yield Issue("error", "structure", f"{at}.meta.profile", text, canonical)
            return
        try:
            canonical, faults = self._faults(resource, judging, around)
        except UNUSABLE as unknown:
            text = f"This profile can't be judged by: {unknown}"
            yield Issue("warning", "not-found", f"{at}.meta.profile", text, canonical)
            return
        for fault in faults:
            found = taken(_issue(fault, at, canonical), resource, fault.path)
            if judging.is_lax and came_later(canonical, fault.rule):
                found = self._let_be(found)
            # Of what can't be judged, once is enough.
            if found.severity != "information" or around.run.first(found.code, found.text):
                yield found

    def _faults(
        self, resource: Resource, judging: Judging, around: Circumstances
    ) -> tuple[str, Sequence[Fault]]:
        """By the newest release that fits, and what it finds."""
        faults = self._compiler.findings(resource, judging.canonical, around)
        if judging.older and has_error(faults):
            older = self._compiler.findings(resource, judging.older, around)
            if not has_error(older):
                return judging.older, older
        return judging.canonical, faults

    def _let_be(self, issue: Issue) -> Issue:
        version = self._releases.version(issue.profile)
        text = f"Candidates before {version} did not ask this, and that one does: {issue.text}"
        return replace(issue, severity="information", text=text)


def _unknown(at: str) -> Issue:
    text = "A profile named here is not known, so it is not judged by; have its package installed."
    return Issue("warning", "not-found", f"{at}.meta.profile", text)


def _take(findings: Iterator[Issue], issues: list[Issue], root: str) -> None:
    """Of warnings enough; of errors too, and then it is told that not everything was judged."""
    errors = 0
    for found in findings:
        errors += found.severity in {"error", "fatal"}
        if errors > ENOUGH:
            text = (
                "There are more faults than these, and the rest was not judged; send less at once."
            )
            issues.append(Issue("fatal", "too-costly", root, text))
            return
        if found.severity in {"error", "fatal"} or len(issues) < ENOUGH:
            issues.append(found)


def declared(resource: Resource) -> list[str]:
    """The canonicals in meta.profile."""
    return profiles_said(resource)


def _resources(resource: Resource, root: str) -> Iterator[tuple[str, Resource, Resource]]:
    """The resource and all that its entries or it itself contain: place, resource, container."""
    yield root, resource, resource
    contained = resource.get("contained")
    for index, one in enumerate(contained if isinstance(contained, list) else ()):
        # A wish is one wherever it stands; who only takes part is judged by who refers to him.
        if isinstance(one, Mapping) and (declared(one) or is_of_talk(one)):
            yield f"{root}.contained[{index}]", one, resource
    for name in _HOLDING.get(str(resource.get("resourceType")), ()):
        yield from _held(resource, name, root)


def _held(holder: Resource, name: str, root: str) -> Iterator[tuple[str, Resource, Resource]]:
    listed = holder.get(name)
    for index, one in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(one, Mapping):
            continue
        at = f"{root}.{name}[{index}]"
        inner = one.get("resource")
        if isinstance(inner, Mapping):
            yield from _resources(inner, f"{at}.resource")
        if "part" in one:
            yield from _held(one, "part", at)


def _each_once(issues: list[Issue]) -> list[Issue]:
    """What matters most first, and nothing twice of one profile; R4 speaks for all of them."""
    if len(issues) < 2:  # noqa: PLR2004 - one is no repetition
        return issues
    found: dict[tuple[str, ...], Issue] = {}
    for issue in issues:
        if issue.severity == "information":
            found.setdefault((issue.text,), issue)
        elif (issue.severity, issue.expression, issue.text, "") not in found:
            key = (issue.severity, issue.expression, issue.text, issue.profile)
            found.setdefault(key, issue)
    return sorted(found.values(), key=lambda issue: _GRAVITY.index(issue.severity))


def _root(resource: Resource) -> str:
    kind = resource.get("resourceType")
    return kind if isinstance(kind, str) and kind in resource_types() else "Resource"


def _moved(issue: Issue, at: str) -> Issue:
    """A finding of a resource, at the place of that resource in the Bundle."""
    _, dot, steps = issue.expression.partition(".")
    return replace(issue, expression=f"{at}{dot}{steps}")


def _issue(fault: Fault, at: str, canonical: str) -> Issue:
    found = fault.issue(at)
    return found if found.profile else replace(found, profile=canonical)


@cache
def shipped_validator() -> Validator:
    """The validator with the definitions that are shipped."""
    return Validator(Definitions(shipped()))
