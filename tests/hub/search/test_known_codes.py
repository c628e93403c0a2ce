"""`:in`, `:not-in`, `:above` and `:below` by the definitions at hand, those of packages too.

https://hl7.org/fhir/R4/search.html#token
"""

import pytest

from hub.errors import FhirError
from hub.search.kinds.token import AnyToken
from hub.search.parse import Limits, parse
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, shipped
from profiles.systems import SNOMED
from tests.plugins.hub import Running

SYSTEM, SET = "https://example.org/CodeSystem/animals", "https://example.org/ValueSet/pets"
SYSTEMS = (
    {
        "resourceType": "CodeSystem",
        "url": SYSTEM,
        "content": "complete",
        "concept": [
            {
                "code": "mammal",
                "concept": [{"code": "dog", "concept": [{"code": "poodle"}]}, {"code": "cat"}],
            },
            {"code": "bird"},
        ],
    },
    {"resourceType": "CodeSystem", "url": f"{SYSTEM}-part", "content": "fragment",
     "concept": [{"code": "dog"}]},
    {"resourceType": "CodeSystem", "url": f"{SYSTEM}-parts", "content": "complete",
     "hierarchyMeaning": "part-of", "concept": [{"code": "dog", "concept": [{"code": "tail"}]}]},
    {"resourceType": "ValueSet", "url": SET, "status": "active",
     "compose": {"include": [{"system": SYSTEM, "concept": [{"code": "dog"}, {"code": "cat"}]}]}},
)  # fmt: skip
KNOWN = Definitions([*shipped(), Package("animals", "1.0.0", SYSTEMS, {})])
LIMITS = Limits("http://127.0.0.1:8000/fhir", 50, 500, definitions=KNOWN)


def asked(name: str, value: str, limits: Limits = LIMITS) -> tuple[set[str], bool]:
    """The codes that are asked for, and whether it is for others than these."""
    query = parse("Observation", [("patient", "1"), (name, value)], limits)
    [one] = [one for one in query.filters if isinstance(one, AnyToken)]
    return {key.rpartition("|")[2] for key in one.keys}, one.negated


@pytest.mark.parametrize(
    ("name", "value", "codes", "negated"),
    [
        ("code:below", f"{SYSTEM}|mammal", {"mammal", "dog", "poodle", "cat"}, False),
        ("code:below", f"{SYSTEM}|cat,{SYSTEM}|bird", {"cat", "bird"}, False),
        ("code:above", f"{SYSTEM}|poodle", {"poodle", "dog", "mammal"}, False),
        ("code:in", SET, {"dog", "cat"}, False),
        ("code:not-in", SET, {"dog", "cat"}, True),
    ],
)
def test_what_a_package_brings_is_known(
    name: str, value: str, codes: set[str], *, negated: bool
) -> None:
    assert asked(name, value) == (codes, negated)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("code:below", f"{SNOMED}|404684003", "does not know what stands"),
        ("code:below", f"{SYSTEM}-part|dog", "does not know what stands"),
        ("code:below", f"{SYSTEM}-parts|dog", "does not know what stands"),
        ("code:above", f"{SYSTEM}|unicorn", "does not know what stands"),
        ("code:above", "dog", "takes a code with its system"),
        ("code:not-in", f"{SET}-none", "can not expand"),
        ("code:not-in", f"{SET},{SET}", "takes one value set"),
        ("status:text", "final", "does not take that modifier"),
        ("focus:above", "Goal/1", "does not take that modifier"),
        ("_id:not", "1", "takes no modifier"),
        ("_lastUpdated:missing", "true", "does not take that modifier"),
    ],
)
def test_what_is_not_known_is_refused_in_words(name: str, value: str, told: str) -> None:
    with pytest.raises(FhirError, match=told):
        asked(name, value)


def test_what_no_package_brings_is_not_known() -> None:
    with pytest.raises(FhirError, match="does not know what stands"):
        asked("code:below", f"{SYSTEM}|mammal", Limits(LIMITS.server_url, 50, 500))


def test_the_hub_asks_the_definitions_that_it_judges_by(hub: Running) -> None:
    parts = hub.app.fhir.app.hub

    assert parts.limits.definitions is parts.catalogue.definitions
