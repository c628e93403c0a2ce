"""Functions that FHIR adds: references, value sets, values.

https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from collections.abc import Iterator
from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import FEW, Collect, Items, Truth, only_text, value_of


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
                    found.append(resource)
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
}
MEMBERSHIP = {"memberOf": Function(member_of, ("collection",))}
