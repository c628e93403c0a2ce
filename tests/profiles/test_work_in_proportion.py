"""What costs most is asked for in one request: work grows as the text does, and nothing is kept."""

import gc
import sys
import time

import pytest

from profiles.packages.expansion import expand
from profiles.pzp.choice import PERSONS
from profiles.pzp.wish import GOALS
from profiles.validator import shipped_validator

MANY = 6_000
SECONDS = 2.0
"""Of this thread alone: a hub may serve beside it, in the same process.

Each of these took 4 to 40 times as long when it was done pair by pair.
"""
NAMES = frozenset({"resourceType", "meta", "scope"})
CONSENTER = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "CONSENTER"}]
}


def directive(**more):
    return {
        "resourceType": "Consent",
        "scope": {"coding": [{"code": "treatment"}]},
        "meta": {
            "profile": ["https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective"]
        },
        **more,
    }


def all_parties_contained():
    """Each reference asks which of the contained resources it points at."""
    count = MANY * 2
    actors = [
        {"role": CONSENTER, "reference": {"reference": f"#c{number}"}} for number in range(count)
    ]
    people = [{"resourceType": "Patient", "id": f"c{number}"} for number in range(count)]
    return directive(contained=people, provision={"actor": actors})


def contained_that_refer_to_each_other():
    """Each contained resource asks for its neighbours."""
    wills = [
        directive(id=f"c{number}", sourceReference={"reference": f"#c{number - 1}"})
        for number in range(MANY)
    ]
    return directive(contained=wills, sourceReference={"reference": f"#c{MANY - 1}"})


def components_beside_many_codes():
    """Each component is compared with the codes of the observation itself (obs-7)."""
    codes = [{"code": f"a{number}"} for number in range(MANY)]
    return {
        "resourceType": "Observation",
        "status": "final",
        "valueString": "x",
        "code": {"coding": codes},
        "component": [{"code": {"coding": [{"code": "b"}]}} for _ in range(MANY)],
    }


def seconds_of(resource):
    """What it takes to judge, when the profiles are compiled."""
    shipped_validator().validate({name: resource[name] for name in resource if name in NAMES})
    started = time.thread_time()
    shipped_validator().validate(resource)
    return time.thread_time() - started


@pytest.mark.parametrize(
    "made",
    [all_parties_contained, contained_that_refer_to_each_other, components_beside_many_codes],
)
def test_what_refers_to_much_costs_no_more_than_its_length(made):
    assert seconds_of(made()) < SECONDS


def test_the_longest_code_is_read_without_remembering_how():
    resource = {"resourceType": "Patient", "language": "a " * 2_000_000}
    assert seconds_of(resource) < SECONDS


def kept(named: str, ask) -> int:
    """How often the text is held on to after it was asked about."""
    before = sys.getrefcount(named)
    ask(named)
    gc.collect()
    return sys.getrefcount(named) - before


def judged_as(resource_type):
    shipped_validator().validate({"resourceType": resource_type})


def judged_by(profile):
    shipped_validator().validate({"resourceType": "Patient", "meta": {"profile": [profile]}})


def judged_with(extension):
    shipped_validator().validate({"resourceType": "Consent", "extension": [{"url": extension}]})


@pytest.mark.parametrize(
    ("named", "ask"),
    [
        ("a type of no standard {}", judged_as),
        ("http://x.example/set|{}", expand),
        (f"{GOALS}|{{}}", expand),
        ("http://x.example/profile|{}", judged_by),
        (f"{PERSONS['Patient']}|{{}}", judged_by),
        ("http://x.example/extension|{}", judged_with),
        ("http://nictiz.nl/fhir/StructureDefinition/ext-Comment|{}", judged_with),
    ],
    ids=["type", "set", "known set", "profile", "known profile", "extension", "known extension"],
)
def test_nothing_that_a_caller_names_is_kept(named, ask):
    ask(named.format(1))
    assert kept(named.format(2), ask) == 0
