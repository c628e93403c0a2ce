"""Where extensions may stand, by the contexts of their definitions."""

import pytest

from tests.profiles.constraint.authored import BASE, element, profile, validator


def note(*contexts):
    return profile(
        "Extension",
        element("Extension.url", fixedUri=BASE + "note"),
        element("Extension.value[x]", type=[{"code": "string"}]),
        name="note",
        context=[{"type": kind, "expression": expression} for kind, expression in contexts],
    )


SAID = [{"url": BASE + "note", "valueString": "x"}]
PLACES = {
    "resource": {"resourceType": "Patient", "extension": SAID},
    "name": {"resourceType": "Patient", "name": [{"family": "A", "extension": SAID}]},
    "period": {
        "resourceType": "Patient",
        "name": [{"period": {"start": "2020", "extension": SAID}}],
    },
    "contact": {
        "resourceType": "Patient",
        "contact": [{"name": {"text": "A"}, "extension": SAID}],
    },
    "primitive": {
        "resourceType": "Patient",
        "birthDate": "2020-01-01",
        "_birthDate": {"extension": SAID},
    },
    "extension": {
        "resourceType": "Patient",
        "extension": [{"url": "https://example.org/other", "extension": SAID}],
    },
    "age": {
        "resourceType": "Condition",
        "clinicalStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                    "code": "active",
                }
            ]
        },
        "subject": {"reference": "Patient/1"},
        "onsetAge": {
            "value": 1,
            "code": "a",
            "system": "http://unitsofmeasure.org",
            "extension": SAID,
        },
    },
    "item": {
        "resourceType": "Questionnaire",
        "status": "draft",
        "item": [
            {
                "linkId": "1",
                "type": "group",
                "item": [{"linkId": "2", "type": "display", "text": "x", "extension": SAID}],
            }
        ],
    },
}


@pytest.mark.parametrize(
    ("context", "places"),
    [
        (("element", "Element"), set(PLACES)),
        (("element", "*"), set(PLACES)),
        (("element", "Resource"), {"resource"}),
        (("element", "DomainResource"), {"resource"}),
        (("element", "BackboneElement"), {"contact", "item"}),
        (("element", "HumanName"), {"name"}),
        (("element", "Quantity"), {"age"}),
        (("element", "date"), {"primitive"}),
        (("element", "Patient"), {"resource"}),
        (("element", "Patient.contact"), {"contact", "primitive"}),
        (("element", "Patient.name"), {"name", "primitive"}),
        (("element", "Patient.name:official"), {"name", "primitive"}),
        (("element", "Patient.name.period"), {"period", "primitive"}),
        (("element", "https://a.nl/StructureDefinition/p#Patient.name"), {"name", "primitive"}),
        (("element", "https://a.nl/StructureDefinition/p#Patient"), {"resource"}),
        (("element", "Condition.onset[x]"), {"age", "period", "primitive"}),
        (("element", "Condition.onsetAge"), {"age", "primitive"}),
        (("element", "Questionnaire.item.item"), {"item", "primitive"}),
        (("element", "NoSuchType"), set()),
        (("extension", "https://example.org/other"), {"extension"}),
        (("fhirpath", "Patient.name.where(use = 'official')"), set(PLACES)),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_an_extension_stands_where_its_context_puts_it(context, places):
    judging = validator(note(context))

    found = {
        name
        for name, resource in PLACES.items()
        if not any(issue.severity == "error" for issue in judging.validate(resource, []))
    }
    assert found == places


def test_one_of_several_contexts_is_enough():
    judging = validator(note(("element", "Group"), ("extension", "https://example.org/other")))

    def errors(place):
        return [one for one in judging.validate(PLACES[place], []) if one.severity == "error"]

    assert errors("extension") == []
    assert len(errors("resource")) == 1
