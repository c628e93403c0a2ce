"""Functions that FHIR adds: references, value sets, values.

https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from collections.abc import Iterator
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import (
    FEW,
    Collect,
    Items,
    Truth,
    insides,
    only,
    only_text,
    value_of,
)
from profiles.fhirpath.kinds import is_made_from, is_type, kind_of
from profiles.fhirpath.typed import rooted

_DEFINITION = "http://hl7.org/fhir/StructureDefinition/"


def resolve(source: Collect) -> Collect:
    """`resolve()`: what can't be found is left out."""

    def resolved(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        if len(items) > FEW:
            environment.spend(len(items))
        found: Items = []
        for one in items:
            value = value_of(one)
            reference = value.get("reference") if type(value) is dict else value
            if type(reference) is str:
                resource = environment.resolve(reference)
                if resource is not None:
                    found.append(rooted(resource, place=None) if environment.exact else resource)
        return found

    return resolved


def member_of(source: Collect, value_set: Collect) -> Truth:
    """`memberOf(valueset)`: one coding of a concept is enough."""

    def check(item: Any, environment: Environment) -> bool | None:
        items = source(item, environment)
        url = only_text(value_set(item, environment))
        if not items or url is None:
            return None
        if len(items) > 1:
            raise NotEvaluated
        answers = [
            environment.member(url, system, code) for system, code in _codes(value_of(items[0]))
        ]
        if True in answers:
            return True
        if None in answers:
            raise NotEvaluated
        return False

    return check


def get_value(source: Collect) -> Collect:
    """`getValue()`: the plain value of one primitive."""

    def plain(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        value = value_of(items[0]) if len(items) == 1 else None
        return [] if value is None or type(value) in (dict, list) else [value]

    return plain


def conforms_to(source: Collect, profile: Collect) -> Truth:
    """`conformsTo(structure)`: a type of R4, or a profile that the environment can judge."""

    def check(item: Any, environment: Environment) -> bool | None:
        items, url = source(item, environment), only_text(profile(item, environment))
        if not items or url is None:
            return None
        only(items)
        kind, name = kind_of(items[0]), url.removeprefix(_DEFINITION)
        if kind and name != url and is_type(name):
            return is_made_from(kind, name)
        answer = environment.conforms(value_of(items[0]), url)
        if answer is None:
            raise NotEvaluated
        return answer

    return check


def html_checks(source: Collect) -> Truth:
    """`htmlChecks()`: a narrative has only what R4 allows."""

    def check(item: Any, environment: Environment) -> bool | None:
        text = only_text(source(item, environment))
        answer = None if text is None else environment.html(text)
        if text is not None and answer is None:
            raise NotEvaluated
        return answer

    return check


def check_modifiers(source: Collect, *known: Collect | None) -> Collect:
    """`checkModifiers(urls)`: the input, if it has no other modifier extensions than these.

    Raises:
        NotEvaluated: it has.
    """

    def checked(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        urls = {only_text(one(item, environment)) for one in known if one}
        for each in items:
            node = insides(each)
            listed = node.get("modifierExtension", ()) if type(node) is dict else ()
            environment.spend(len(listed))
            if any(type(one) is not dict or one.get("url") not in urls for one in listed):
                raise NotEvaluated
        return items

    return checked


def slice_of(_source: Collect, _structure: Collect, _name: Collect) -> Collect:
    """`slice(structure, name)`: which slice an element is of, only its profile can tell.

    Raises:
        NotEvaluated: always.
    """

    def untold(_item: Any, _environment: Environment) -> Items:
        raise NotEvaluated

    return untold


def _codes(value: Any) -> Iterator[tuple[str | None, str]]:
    if type(value) is str:
        yield None, value
    if type(value) is not dict:
        return
    listed = value.get("coding") if "coding" in value else [value]
    for coding in listed if type(listed) is list else ():
        code = coding.get("code") if type(coding) is dict else None
        if type(code) is str:
            system = coding.get("system")
            yield system if type(system) is str else None, code


FHIR = {
    "resolve": Function(resolve),
    "getValue": Function(get_value),
    "checkModifiers": Function(check_modifiers, ("collection",) * 8, 0),
    "slice": Function(slice_of, ("collection", "collection")),
}
ANSWERS = {
    "memberOf": Function(member_of, ("collection",)),
    "htmlChecks": Function(html_checks),
    "conformsTo": Function(conforms_to, ("collection",)),
}
