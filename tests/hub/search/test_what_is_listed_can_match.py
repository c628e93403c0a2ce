"""No search parameter is served that no resource can show, by the elements that R4 gives its type.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

import re
from collections.abc import Iterator

import pytest

from hub.search.registry import searchable, why_not
from profiles.element import Element
from profiles.r4.tables import resource_types
from profiles.r4.trees import BACKBONES, DEFINITION, children
from profiles.search.definitions import OF_THE_HUB, parameters

_CALLED = re.compile(r"\.(?:where|extension)\((?:[^()]|\([^()]*\))*\)|\.exists\(\)|\[\d+\]")
_COMPARED = re.compile(r" (?:!=|=|and) .*$")
_CAST = re.compile(r"\(([\w.]+) as (\w+)\)|([\w.]+?)\.as\((\w+)\)")
_IS = re.compile(r"resolve\(\) is (\w+)")


def types(elements: Iterator[Element]) -> set[str]:
    """Paths of what is made of elements of its own, and names of datatypes."""
    return {
        one.same_as or (one.path if kind in BACKBONES else kind)
        for one in elements
        for kind in ([each.code for each in one.types] or [""])
    }


def below(of: set[str], steps: str) -> list[Element]:
    """The elements at the end of these steps."""
    found: list[Element] = []
    for step in filter(None, steps.split(".")):
        known = [children(one) for one in of]
        found = [one for each in known if (one := each.get(step) or each.get(f"{step}[x]"))]
        of = types(iter(found))
    return found


def leads_somewhere(branch: str, kind: str) -> bool:
    """Whether a resource of this type may have what this branch of an expression selects."""
    plain = _COMPARED.sub("", _CALLED.sub("", branch))
    if plain == kind:  # a composite begins at the resource
        return True
    of, rest = {kind}, plain.strip("()")
    if cast := _CAST.search(plain):
        path, asked = cast[1] or cast[3], cast[2] or cast[4]
        at = below({kind}, path.partition(".")[2])
        if asked not in {one.code for each in at for one in each.types}:
            return False
        of, rest = {asked}, plain[cast.end() :].strip("()")
        if not rest:
            return True
    at = below(of, rest.partition(".")[2])
    meant = _IS.search(branch)
    targets = {target for one in at for each in one.types for target in each.targets}
    return bool(at) and (not meant or not targets or _meets(meant[1], targets))


def _meets(kind: str, targets: set[str]) -> bool:
    return not targets.isdisjoint({f"{DEFINITION}{kind}", f"{DEFINITION}Resource"})


def dead(kind: str, codes: Iterator[str]) -> list[str]:
    """Those of which no branch leads anywhere."""
    known = parameters(kind)
    return [
        code
        for code in codes
        if code not in OF_THE_HUB
        and not any(leads_somewhere(one, kind) for one in known[code].expression.split(" | "))
    ]


@pytest.mark.parametrize("kind", sorted(resource_types()))
def test_each_parameter_leads_to_an_element_of_its_type(kind: str) -> None:
    assert dead(kind, iter(searchable(kind))) == []


def test_what_leads_nowhere_in_r4_is_seen_and_told() -> None:
    lost = {"_text", "_content", "_query"}
    kinds = sorted(resource_types())
    found = {
        (kind, code) for kind in kinds for code in dead(kind, iter(set(parameters(kind)) - lost))
    }

    assert found == {("DeviceDefinition", "classification")}
    assert all(why_not(kind, code) for kind, code in found)


@pytest.mark.parametrize(
    ("branch", "kind"),
    [
        ("Goal.colour", "Goal"),
        ("(Goal.start as Quantity)", "Goal"),
        ("Observation.effective.as(Age)", "Observation"),
        ("Goal.subject.where(resolve() is Location)", "Goal"),
        ("Goal.target.where(measure.exists()).colour", "Goal"),
    ],
)
def test_what_leads_nowhere_is_known(branch: str, kind: str) -> None:
    assert not leads_somewhere(branch, kind)
