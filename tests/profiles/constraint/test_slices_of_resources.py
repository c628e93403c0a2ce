"""Resources in resources, and lists of what is made alike, told apart and judged by their type."""

from tests.profiles.constraint.authored import BASE, element, errors, profile, validator

SCT = "http://codes.example/numbers"


def coded(*codes, system=SCT):
    return {"coding": [{"system": system, "code": code} for code in codes]}


def by(*pairs, rules="open"):
    return {
        "slicing": {
            "discriminator": [{"type": kind, "path": path} for kind, path in pairs],
            "rules": rules,
        }
    }


def part(path, slice_name, beneath, **facets):
    """An element beneath a slice."""
    return element(f"{path}.{beneath}", id=f"{path}:{slice_name}.{beneath}", **facets)


def test_parameters_are_told_apart_by_name():
    parameter = "Parameters.parameter"
    sliced = profile(
        "Parameters",
        element(parameter, **by(("value", "name"))),
        element(parameter, "who", min=1, max="1"),
        part(parameter, "who", "name", fixedString="who"),
        part(parameter, "who", "resource", min=1, type=[{"code": "Patient"}]),
        element(parameter, "parts"),
        part(parameter, "parts", "name", fixedString="parts"),
        part(parameter, "parts", "part", **by(("value", "name"))),
        element(f"{parameter}.part", "deep", id=f"{parameter}:parts.part:deep", min=1),
        element(
            f"{parameter}.part.name", id=f"{parameter}:parts.part:deep.name", fixedString="deep"
        ),
    )
    who = {"name": "who", "resource": {"resourceType": "Patient", "active": True}}
    basic = {"name": "who", "resource": {"resourceType": "Basic", "code": {"text": "x"}}}
    deep = {"name": "parts", "part": [{"name": "deep", "valueString": "x"}]}
    shallow = {"name": "parts", "part": [{"name": "other", "valueString": "x"}]}

    def parameters(*listed):
        return {"resourceType": "Parameters", "parameter": list(listed)}

    assert errors(parameters(who, deep), sliced) == []
    assert errors(parameters(who, shallow), sliced) == [f"{parameter}[1].part"]
    assert errors(parameters(basic), sliced) == [f"{parameter}[0].resource"]


def test_sections_are_told_apart_by_code_at_every_depth():
    section = "Composition.section"
    sliced = profile(
        "Composition",
        element(section, **by(("pattern", "code"))),
        element(section, "a", min=1),
        part(section, "a", "code", min=1, patternCodeableConcept=coded("a")),
        part(section, "a", "section", **by(("pattern", "code"))),
        element(f"{section}.section", "b", id=f"{section}:a.section:b", min=1),
        element(
            f"{section}.section.code",
            id=f"{section}:a.section:b.code",
            patternCodeableConcept=coded("b"),
        ),
    )
    text = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}
    base = {
        "resourceType": "Composition",
        "status": "final",
        "type": coded("1"),
        "date": "2026-01-01",
        "author": [{"reference": "Practitioner/1"}],
        "title": "x",
    }
    inner = {"code": coded("b"), "text": text}
    whole = {"code": coded("a"), "section": [inner]}

    assert errors(base | {"section": [whole]}, sliced) == []
    assert errors(base | {"section": [inner]}, sliced) == [section]
    lost = {"code": coded("a"), "section": [{"code": coded("c"), "text": text}]}
    assert errors(base | {"section": [lost]}, sliced) == [f"{section}[0].section"]


def entries(*resources):
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{n}", "resource": one} for n, one in enumerate(resources)],
    }


NAMED = profile("Patient", element("Patient.name", min=1), name="named")
BASIC = {"resourceType": "Basic", "code": {"text": "x"}}
PATIENT = {"resourceType": "Patient", "active": True}


def test_a_resource_is_of_one_of_the_types_that_the_profile_leaves():
    either = profile(
        "Bundle",
        element(
            "Bundle.entry.resource",
            type=[{"code": "Patient", "profile": [BASE + "named"]}, {"code": "Basic"}],
        ),
    )
    bare = {"resourceType": "Flag", "status": "active", "code": {"text": "x"}}
    flag = bare | {"subject": {"reference": "Patient/1"}}
    named = PATIENT | {"name": [{"text": "A"}]}

    assert errors(entries(BASIC, named), either, NAMED) == []
    assert errors(entries(flag, PATIENT), either, NAMED) == [
        "Bundle.entry[0].resource",
        "Bundle.entry[1].resource.name",
    ]


def test_a_contained_resource_is_of_the_types_that_the_profile_leaves():
    holding = profile("Basic", element("Basic.contained", type=[{"code": "Patient"}]))
    holder = BASIC | {"subject": {"reference": "#a"}}

    assert errors(holder | {"contained": [PATIENT | {"id": "a"}]}, holding) == []
    assert errors(holder | {"contained": [BASIC | {"id": "a"}]}, holding) == ["Basic.contained[0]"]


def test_a_type_that_all_resources_with_a_narrative_have_is_met_by_each():
    told = profile("DomainResource", element("DomainResource.text", min=1), name="told")
    asking = profile(
        "Bundle",
        element("Bundle.entry.resource", type=[{"code": "Resource", "profile": [BASE + "told"]}]),
    )

    assert errors(entries(PATIENT), asking, told) == ["Bundle.entry[0].resource.text"]
    assert errors(PATIENT, told) == ["Patient.text"]


def test_what_is_asked_within_an_entry_sees_what_that_resource_contains():
    asking = profile(
        "Bundle",
        element("Bundle.entry.resource", type=[{"code": "Basic"}]),
        element(
            "Bundle.entry.resource.subject",
            constraint=[
                {
                    "key": "in-1",
                    "severity": "error",
                    "human": "The subject is sent along.",
                    "expression": "resolve().exists()",
                }
            ],
        ),
    )
    basic = BASIC | {"subject": {"reference": "#a"}, "contained": [PATIENT | {"id": "a"}]}

    assert errors(entries(basic), asking) == []


def test_a_resource_among_parameters_is_judged_by_what_it_declares():
    declaring = PATIENT | {"meta": {"profile": [f"{NAMED['url']}|1.0"]}}
    parameters = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "a", "resource": declaring},
            {"name": "b", "part": [{"name": "c", "resource": declaring}]},
        ],
    }

    assert [one.expression for one in validator(NAMED).validate(parameters)] == [
        "Parameters.parameter[0].resource.name",
        "Parameters.parameter[1].part[0].resource.name",
    ]


def test_each_declared_profile_is_asked_and_what_one_stands_on_once():
    gendered = profile("Patient", element("Patient.gender", min=1), name="gendered")
    above = profile("Patient", element("Patient.birthDate", min=1), name="above", base=NAMED["url"])
    urls = [NAMED["url"], f"{above['url']}|2.0", gendered["url"]]
    declaring = PATIENT | {"meta": {"profile": urls}}

    issues = validator(NAMED, gendered, above).validate(declaring)
    assert sorted(one.expression for one in issues) == [
        "Patient.birthDate",
        "Patient.gender",
        "Patient.name",
    ]


def test_an_entry_of_a_document_is_found_by_the_profile_it_meets():
    document = profile(
        "Bundle",
        element("Bundle.entry", **by(("profile", "resource"))),
        element("Bundle.entry", "who", min=1, max="1"),
        part(
            "Bundle.entry",
            "who",
            "resource",
            type=[{"code": "Patient", "profile": [NAMED["url"]]}],
        ),
    )
    named = PATIENT | {"name": [{"text": "A"}]}

    assert errors(entries(PATIENT, named), document, NAMED) == []
    assert errors(entries(PATIENT), document, NAMED) == ["Bundle.entry"]
    assert errors(entries(named, PATIENT, named), document, NAMED) == ["Bundle.entry[2]"]


def test_what_stands_on_a_declared_profile_does_not_take_its_place_if_nothing_can_be_judged_by_it():
    wrong = profile("Patient", element("Patient.colour", min=1), name="wrong", base=NAMED["url"])
    declaring = PATIENT | {"meta": {"profile": [wrong["url"], NAMED["url"]]}}
    judging = validator(NAMED, wrong)

    for _ in range(2):
        assert [one.expression for one in judging.validate(declaring)] == [
            "Patient.name",
            "Patient.meta.profile",
        ]
