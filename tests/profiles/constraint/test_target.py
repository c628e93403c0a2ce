"""What references may point at."""

from tests.profiles.constraint.authored import BASE, HL7, element, errors, profile, validator

NAMED = profile("Patient", element("Patient.name", min=1), name="named")
ABOUT = profile(
    "Observation",
    element("Observation.subject", type=[{"code": "Reference", "targetProfile": [BASE + "named"]}]),
)


def observation(reference, **more):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": reference},
        "meta": {"profile": [ABOUT["url"]]},
    } | more


def bundle(*resources):
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"https://example.nl/fhir/{one['resourceType']}/{one['id']}"}
            | {"resource": one}
            for one in resources
        ],
    }


def found(resource):
    return [(one.severity, one.expression) for one in validator(ABOUT, NAMED).validate(resource)]


def test_the_type_is_judged_though_the_target_is_not_at_hand():
    assert errors(observation("Patient/1"), ABOUT, NAMED) == []
    assert errors(observation("Group/1"), ABOUT, NAMED) == ["Observation.subject"]
    assert errors(observation("https://x.nl/fhir/Group/1"), ABOUT, NAMED) == ["Observation.subject"]
    assert errors(observation("urn:uuid:1"), ABOUT, NAMED) == []


def test_a_target_in_the_bundle_must_meet_the_profile():
    patient = {"resourceType": "Patient", "id": "1"}
    about = observation("Patient/1", id="o")

    assert found(bundle(about, patient)) == [("error", "Bundle.entry[0].resource.subject")]
    assert found(bundle(about, patient | {"name": [{"family": "A"}]})) == []


def test_a_target_is_judged_alike_before_and_behind_what_refers_to_it():
    patient = {"resourceType": "Patient", "id": "1", "meta": {"profile": [NAMED["url"]]}}
    about = observation("Patient/1", id="o")

    assert sorted(found(bundle(patient, about))) == [
        ("error", "Bundle.entry[0].resource.name"),
        ("error", "Bundle.entry[1].resource.subject"),
    ]


def test_the_fault_of_a_target_is_of_the_profile_that_it_does_not_meet():
    patient = {"resourceType": "Patient", "id": "1"}
    issues = validator(ABOUT, NAMED).validate(bundle(observation("Patient/1", id="o"), patient))

    assert [one.profile for one in issues] == [NAMED["url"]]


def test_a_target_by_full_url_is_found():
    patient = {"resourceType": "Patient", "id": "1"}
    sent = bundle(observation("urn:uuid:7", id="o"), patient)
    sent["entry"][1]["fullUrl"] = "urn:uuid:7"

    assert found(sent) == [("error", "Bundle.entry[0].resource.subject")]


def test_a_contained_target_must_meet_the_profile():
    contained = {"resourceType": "Patient", "id": "p"}

    assert found(observation("#p", contained=[contained])) == [("error", "Observation.subject")]
    assert found(observation("#p", contained=[contained | {"name": [{"family": "A"}]}])) == []


def test_one_of_several_target_profiles_is_enough():
    either = profile(
        "Observation",
        element(
            "Observation.subject",
            type=[{"code": "Reference", "targetProfile": [BASE + "named", HL7 + "Patient"]}],
        ),
    )
    contained = {"resourceType": "Patient", "id": "p"}
    resource = observation("#p", contained=[contained])
    del resource["meta"]

    assert errors(resource, either, NAMED) == []


def test_resources_that_refer_to_each_other_end():
    ring = profile(
        "Observation",
        element(
            "Observation.hasMember",
            type=[{"code": "Reference", "targetProfile": [BASE + "our-Observation"]}],
        ),
        element("Observation.subject", min=1),
    )

    def member(name, other):
        return {
            "resourceType": "Observation",
            "id": name,
            "status": "final",
            "code": {"text": "x"},
            "subject": {"reference": "Patient/1"},
            "hasMember": [{"reference": f"Observation/{other}"}],
            "meta": {"profile": [ring["url"]]},
        }

    assert validator(ring).validate(bundle(member("a", "b"), member("b", "a"))) == []
    broken = member("b", "a")
    del broken["subject"]
    assert [
        one.expression for one in validator(ring).validate(bundle(member("a", "b"), broken))
    ] == [
        "Bundle.entry[0].resource.hasMember[0]",
        "Bundle.entry[1].resource.subject",
    ]


def test_what_can_not_be_judged_is_said_though_a_target_was_looked_at_before():
    unlisted = {
        "resourceType": "ValueSet",
        "url": "https://example.nl/fhir/ValueSet/tree",
        "status": "draft",
        "compose": {
            "include": [
                {"system": "urn:c", "filter": [{"property": "concept", "op": "is-a", "value": "1"}]}
            ]
        },
    }
    bound = element(
        "Patient.language", binding={"strength": "required", "valueSet": unlisted["url"]}
    )
    loose = profile("Patient", bound, name="named")
    strict = profile("Patient", element("Patient.name", min=1), name="strict", base=loose["url"])
    patient = {
        "resourceType": "Patient",
        "id": "1",
        "name": [{"family": "A"}],
        "language": "nl",
        "meta": {"profile": [strict["url"]]},
    }
    sent = bundle(observation("Patient/1", id="o"), patient, patient | {"id": "2"})
    issues = validator(ABOUT, loose, strict, unlisted).validate(sent)

    assert [(one.severity, one.expression) for one in issues] == [
        ("information", "Bundle.entry[1].resource.language")
    ]
