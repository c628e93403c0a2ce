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


def test_a_relative_reference_means_the_one_on_the_same_server():
    here, there = "https://here.nl/fhir/", "https://there.nl/fhir/"
    named = {"resourceType": "Patient", "id": "1", "name": [{"family": "A"}]}
    bare = {"resourceType": "Patient", "id": "1", "active": True}

    def sent(*placed):
        return {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"fullUrl": url, "resource": one} for url, one in placed],
        }

    bare_first = (f"{here}Patient/1", bare), (f"{there}Patient/1", named)
    about = observation("Patient/1", id="o")

    assert found(sent(*bare_first, (f"{there}Observation/o", about))) == []
    assert found(sent(*bare_first, (f"{here}Observation/o", about))) == [
        ("error", "Bundle.entry[2].resource.subject")
    ]
    assert found(sent(*bare_first, ("https://else.nl/fhir/Observation/o", about))) == []
    assert found(sent(bare_first[0], ("urn:uuid:7", about))) == [
        ("error", "Bundle.entry[1].resource.subject")
    ]


def test_a_reference_to_a_version_means_no_other_version():
    bare = {"resourceType": "Patient", "id": "1", "active": True, "meta": {"versionId": "2"}}

    assert found(bundle(observation("Patient/1/_history/1", id="o"), bare)) == []
    assert found(bundle(observation("Patient/1/_history/2", id="o"), bare)) == [
        ("error", "Bundle.entry[0].resource.subject")
    ]


def test_what_an_address_of_another_kind_leads_to_is_not_told():
    assert errors(observation("https://x.nl/Dossier/123"), ABOUT, NAMED) == []


def test_a_type_that_is_said_is_judged_where_there_is_nothing_else():
    logical = {"identifier": {"value": "1"}, "type": "Group"}
    absolute = logical | {"type": f"{HL7}Group"}

    for subject in (logical, absolute):
        one = observation("x") | {"subject": subject}
        assert "Observation.subject" in errors(one, ABOUT, NAMED)
    told = observation("x") | {"subject": logical | {"type": f"{HL7}Patient"}}
    assert errors(told, ABOUT, NAMED) == []


def test_a_profile_of_targets_that_is_unknown_is_said_once():
    lost = profile(
        "Observation",
        element("Observation.subject", type=[{"code": "Reference", "targetProfile": [f"{HL7}no"]}]),
    )
    issues = validator(lost).validate(observation("Patient/1"), [lost["url"]])

    assert [(one.severity, one.expression) for one in issues] == [
        ("information", "Observation.subject")
    ]


def aggregated(*ways):
    subject = element("Observation.subject", type=[{"code": "Reference", "aggregation": ways}])
    return profile("Observation", subject)


def test_a_target_comes_along_as_the_profile_wants():
    inside = observation("#p", contained=[{"resourceType": "Patient", "id": "p", "active": True}])
    outside = observation("Patient/1")

    assert errors(inside, aggregated("contained")) == []
    assert errors(outside, aggregated("contained")) == ["Observation.subject"]
    assert errors(inside, aggregated("referenced")) == ["Observation.subject"]
    assert errors(outside, aggregated("referenced", "contained")) == []
    logical = outside | {"subject": {"identifier": {"value": "1"}}}
    assert errors(logical, aggregated("contained")) == []


def test_whether_a_target_is_in_the_bundle_is_judged_in_a_bundle_only():
    judging = validator(aggregated("bundled"))
    patient = {"resourceType": "Patient", "id": "1", "active": True}
    about = observation("Patient/1", id="o")

    assert judging.validate(about) == []
    assert judging.validate(bundle(about, patient)) == []
    assert [one.expression for one in judging.validate(bundle(about, patient | {"id": "2"}))] == [
        "Bundle.entry[0].resource.subject"
    ]


def test_a_reference_may_have_a_profile_of_its_own():
    shown = profile("Reference", element("Reference.display", min=1), name="shown")
    asking = profile(
        "Observation",
        element("Observation.subject", type=[{"code": "Reference", "profile": [BASE + "shown"]}]),
    )

    assert errors(observation("Patient/1"), asking, shown) == ["Observation.subject.display"]
