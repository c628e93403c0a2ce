"""What each part of the language answers, after the specification's own examples.

https://hl7.org/fhirpath/N1/
"""

from decimal import Decimal

import pytest

from profiles.fhirpath import Environment, compile_invariant

PATIENT = {
    "resourceType": "Patient",
    "active": True,
    "birthDate": "1974-12-25",
    "name": [
        {"use": "official", "family": "Chalmers", "given": ["Peter", "James"]},
        {"use": "usual", "given": ["Jim"]},
    ],
    "telecom": [{"rank": 1}, {"rank": 2}],
    "multipleBirthInteger": 2,
    "contact": [],
    "extension": [
        {"url": "http://example.org/weight", "valueDecimal": Decimal("72.5")},
        {"url": "http://example.org/owner", "valueReference": {"reference": "#org"}},
        {"url": "http://example.org/code", "valueCodeableConcept": {"coding": [
            {"system": "http://example.org/system", "code": "a"}, {"code": "b"}]}},
    ],
}  # fmt: skip
ORGANIZATION = {"resourceType": "Organization", "name": "De Haven"}
ANSWERS = {("http://example.org/set", "http://example.org/system", "a"): True}

TRUE = """
active
active = true
active.not() = false
Patient.name.exists()
Patient.name.given.count() = 3
DomainResource.name.exists()
Person.name.empty()
name.where(use = 'official').family = 'Chalmers'
name[0].use = 'official'
name[5].empty()
name.first().given.last() = 'James'
name.given.tail().count() = 2
name.given.skip(1).take(1) = 'James'
name.given.skip(5).empty()
name.select(given.first()).count() = 2
name.all(given.exists())
name.exists(use = 'usual')
(name.where(use = 'old').single()).empty()
name.given.distinct().count() = 3
name.given.isDistinct()
(name.given | name.given).count() = 3
name.given.combine(name.given).count() = 6
name.given.union(name.given).count() = 3
name.given.intersect('Jim' | 'Joe') = 'Jim'
name.given.exclude('Jim').count() = 2
('Jim' | 'Peter').subsetOf(name.given)
name.given.supersetOf('Jim')
'Jim' in name.given
name.given contains 'Jim'
name.use.first() in ('official' | 'usual')
('x' in name.given) = false
name.given.first() = 'Peter'
name.given.first() != 'James'
name.given = name.given
(name.given = name.given.first()) = false
(name = 'x') = false
(name.suffix = 'x').empty()
(name.suffix != 'x').empty()
'PETER  x' ~ 'peter X'
'a' !~ 'b'
(1 | 2) ~ (2 | 1)
{} ~ {}
name.suffix ~ {}
1 < 2
2 >= 2
'a' < 'b'
1.0 = 1
1 + 2 * 3 = 7
(1 + 2) * 3 = 9
-1 + 2 = 1
+1 = 1
7 div 2 = 3
7 mod 2 = 1
7 / 2 = 3.5
(1 / 0).empty()
(1 mod 0).empty()
3 - {} ~ {}
'a' + 'b' = 'ab'
'a' & {} = 'a'
(true and {}).empty()
(false and {}) = false
({} or true) = true
({} or false).empty()
(true xor false)
(true xor {}).empty()
{} implies true
({} implies false).empty()
false implies {}
(true and active) or (false and active)
'abc'.startsWith('a') and 'abc'.endsWith('c') and 'abc'.contains('b')
'abc'.upper() = 'ABC' and 'ABC'.lower() = 'abc'
'abc'.length() = 3
'abc'.substring(1) = 'bc'
'abc'.substring(1, 1) = 'b'
'abc'.substring(3).empty()
'abc'.indexOf('c') = 2
'abc'.replace('b', 'x') = 'axc'
' a '.trim() = 'a'
'abc'.toChars().count() = 3
'2020'.matches('^[0-9]{4}$')
('x'.matches('[0-9]')).not()
'1'.toInteger() = 1
'x'.toInteger().empty()
'1.5'.toDecimal() = 1.5
true.toInteger() = 1
1.toString() = '1'
1.50.toString() = '1.50'
true.toString() = 'true'
'yes'.toBoolean()
'no'.toBoolean() = false
'?'.toBoolean().empty()
iif(active, 'a', 'b') = 'a'
iif(active.not(), 'a', 'b') = 'b'
iif(active.not(), 'a').empty()
name.suffix.iif(empty(), true, false)
name.trace('names').exists()
multipleBirth = 2
multipleBirth is integer
(multipleBirth is Integer) = false
multipleBirth.is(System.Integer).not()
(multipleBirth is boolean) = false
(multipleBirth as integer) = 2
multipleBirth.as(boolean).empty()
multipleBirth.ofType(FHIR.integer) = 2
(name.suffix is string).empty()
(active is Boolean) = false
birthDate is date
name.first() is HumanName
$this is Patient
$this is DomainResource
%resource is Resource
($this is Observation) = false
extension('http://example.org/weight').value = 72.5
extension('http://example.org/weight').value > 72
extension('http://example.org/weight').value.ofType(decimal).exists()
extension('http://example.org/none').empty()
extension('http://example.org/owner').value.resolve().name = 'De Haven'
extension('http://example.org/owner').value.resolve() is Organization
extension('http://example.org/owner').value is Reference
extension.value.ofType(CodeableConcept).memberOf('http://example.org/set')
active.hasValue()
name.hasValue().not()
name.given.hasValue().not()
active.getValue()
children().count() = 10
descendants().where($this = 'Jim').exists()
name.repeat(given).count() = 3
%ucum = 'http://unitsofmeasure.org'
%sct = 'http://snomed.info/sct'
%loinc = 'http://loinc.org'
%`vs-status` = 'http://hl7.org/fhir/ValueSet/status'
%'ext-a' = 'http://hl7.org/fhir/StructureDefinition/a'
%context.active
name.all(%resource.active)
%rootResource.active
name.`use`.exists()
(true | false).anyTrue() and (true | false).anyFalse()
(true | true).allTrue() and (false | false).allFalse()
'it\\'s\\n\\u0041' = 'it\\'s\\n\\u0041'
active // whatever
/* so */ active
"""


def lines(text: str) -> list[str]:
    return [line.replace("\\\\", "\\") for line in text.strip().splitlines()]


def judged(expression: str) -> bool | None:
    environment = Environment(
        PATIENT,
        resolve={"#org": ORGANIZATION}.get,
        member=lambda *coding: ANSWERS.get(coding),
    )
    return compile_invariant(expression).holds(PATIENT, environment)


@pytest.mark.parametrize("expression", lines(TRUE))
def test_this_is_so(expression: str) -> None:
    assert compile_invariant(expression).is_compiled
    assert judged(expression) is True
    # An empty result would hold too; so the opposite must be false.
    assert judged(f"({expression}\n).not()") is False or "{}" in expression or "''" in expression


@pytest.mark.parametrize(
    "expression",
    [
        "name.suffix",
        "name.suffix = 'x'",
        "extension('http://example.org/none').value = false",
        "active",
        "birthDate",
        "name.first()",
    ],
)
def test_what_is_empty_or_no_boolean_does_not_violate(expression: str) -> None:
    assert judged(expression) is True


@pytest.mark.parametrize("expression", ["name", "name.given.single() = 'x'", "name and active"])
def test_more_items_than_one_make_no_condition(expression: str) -> None:
    assert judged(expression) is None


@pytest.mark.parametrize(
    "expression",
    [
        "active.startsWith('a')",
        "name.first() + 1 = 2",
        "name.first() < 1",
        "-active",
        "name[active].exists()",
        "name.use.allTrue()",
        "'x'.matches('(?=a)')",
        "extension.value.ofType(CodeableConcept).memberOf('http://example.org/other')",
        "'abc'.substring('x') = 'x'",
    ],
)
def test_what_has_no_answer_is_not_told(expression: str) -> None:
    assert compile_invariant(expression).is_compiled
    assert judged(expression) is None


def test_the_order_of_and_spares_what_has_no_answer() -> None:
    assert judged("active.not() and name") is False
    assert judged("active or name") is True


def test_an_unresolved_reference_is_left_out() -> None:
    nowhere = Environment(PATIENT)
    text = "extension('http://example.org/owner').value.resolve().empty()"
    assert compile_invariant(text).holds(PATIENT, nowhere) is True


def test_a_contained_resource_sees_its_container_as_root() -> None:
    environment = Environment(ORGANIZATION, root=PATIENT)
    text = "%rootResource is Patient and %resource is Organization and %context is Organization"
    assert compile_invariant(text).holds(ORGANIZATION, environment) is True


def test_an_expression_is_compiled_once() -> None:
    assert compile_invariant("active") is compile_invariant("active")
