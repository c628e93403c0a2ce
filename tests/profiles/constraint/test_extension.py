"""Extensions: known, unknown, and those that turn the meaning of what holds them."""

from tests.profiles.constraint.authored import BASE, element, extension, profile, validator

NOTE = extension("note", "string", context="Patient")
TURNS = extension("turns", "string", modifier=True, context="Patient")


def found(resource, *definitions):
    return [(one.severity, one.expression) for one in validator(*definitions).validate(resource)]


def patient(**more):
    return {"resourceType": "Patient", "active": True} | more


def said(name, value="x", key="valueString"):
    return {"url": BASE + name, key: value}


def test_a_known_extension_is_judged_wherever_it_stands_without_any_profile():
    right = patient(extension=[said("note")])
    wrong = patient(extension=[said("note", value=True, key="valueBoolean")])

    assert found(right, NOTE) == []
    assert found(wrong, NOTE) == [("error", "Patient.extension[0].value.ofType(boolean)")]


def test_an_unknown_extension_is_kept_and_said_once():
    twice = patient(extension=[said("other"), said("other")])

    assert found(twice, NOTE) == [("information", "Patient.extension[0]")]


def test_an_unknown_modifier_extension_is_an_error_each_time():
    twice = patient(modifierExtension=[said("other"), said("other")])

    assert found(twice, NOTE) == [
        ("error", "Patient.modifierExtension[0]"),
        ("error", "Patient.modifierExtension[1]"),
    ]


def test_an_extension_that_turns_the_meaning_stands_among_the_modifiers():
    assert found(patient(modifierExtension=[said("turns")]), TURNS) == []
    assert found(patient(extension=[said("turns")]), TURNS) == [("error", "Patient.extension[0]")]
    assert found(patient(modifierExtension=[said("note")]), NOTE) == [
        ("error", "Patient.modifierExtension[0]")
    ]


def test_an_extension_stands_where_its_definition_puts_it():
    elsewhere = {"resourceType": "Group", "type": "person", "actual": True}

    assert found(elsewhere | {"extension": [said("note")]}, NOTE) == [
        ("error", "Group.extension[0]")
    ]
    contact = {"name": {"family": "A"}, "extension": [said("note")]}
    assert found(patient(contact=[contact]), NOTE) == [("error", "Patient.contact[0].extension[0]")]


def test_an_extension_of_an_element_stands_on_all_that_has_its_type():
    on_names = extension("on-names", "string", context="Patient.name")
    named = patient(name=[{"family": "A", "extension": [said("on-names")]}])

    assert found(named, on_names) == []
    assert found(patient(extension=[said("on-names")]), on_names) == [
        ("error", "Patient.extension[0]")
    ]


def test_the_parts_of_a_complex_extension_are_judged_by_it():
    complex_one = profile(
        "Extension",
        element("Extension.extension", "part", id="Extension.extension:part", min=1, max="1"),
        element("Extension.extension.url", id="Extension.extension:part.url", fixedUri="part"),
        element(
            "Extension.extension.value[x]",
            id="Extension.extension:part.value[x]",
            type=[{"code": "boolean"}],
        ),
        element("Extension.url", fixedUri=BASE + "whole"),
        element("Extension.value[x]", max="0"),
        name="whole",
        context=[{"type": "element", "expression": "Patient"}],
    )
    whole = {"url": BASE + "whole", "extension": [{"url": "part", "valueBoolean": True}]}
    wrong = {"url": BASE + "whole", "extension": [{"url": "part", "valueString": "x"}]}
    none = {"url": BASE + "whole", "extension": [{"url": "other", "valueString": "x"}]}

    assert found(patient(extension=[whole]), complex_one) == []
    assert found(patient(extension=[wrong]), complex_one) == [
        ("error", "Patient.extension[0].extension[0].value.ofType(string)")
    ]
    assert found(patient(extension=[none]), complex_one) == [
        ("error", "Patient.extension[0].extension"),
        ("error", "Patient.extension[0].extension[0].url"),
    ]
    more = {"url": BASE + "whole", "extension": [*whole["extension"], said("other")]}
    assert ("error", "Patient.extension[0].extension[1].url") not in found(
        patient(extension=[more]), complex_one
    )


def test_what_an_unknown_extension_stands_in_is_judged_all_the_same():
    plain = profile(
        "Extension",
        element("Extension.extension", max="0"),
        element("Extension.url", fixedUri=BASE + "plain"),
        name="plain",
        context=[{"type": "element", "expression": "Patient"}],
    )
    nested = patient(extension=[{"url": BASE + "plain", "extension": [said("other")]}])

    assert found(nested, plain) == [
        ("error", "Patient.extension[0].extension"),
        ("information", "Patient.extension[0].extension[0]"),
    ]


def test_an_url_that_everyone_reads_otherwise_is_an_error_wherever_it_stands():
    for name in ("extension", "modifierExtension"):
        contact = {"name": {"text": "x"}, name: [{"url": "not", "valueBoolean": True}]}
        wrong = patient(contact=[contact])
        assert found(wrong) == [("error", f"Patient.contact[0].{name}[0].url")]

    beside = patient(_birthDate={"extension": [{"url": "#note", "valueString": "x"}]})
    assert found(beside) == [("error", "Patient.birthDate.extension[0].url")]


def test_a_part_of_a_complex_extension_has_a_short_url():
    whole = {"url": BASE + "other", "extension": [{"url": "part", "valueString": "x"}]}
    assert found(patient(extension=[whole])) == [("information", "Patient.extension[0]")]
