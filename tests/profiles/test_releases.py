"""Each record is judged by the release of the guide that it is of, and by the newest that fits."""

import time
from typing import Any

import pytest

from profiles import systems
from profiles.dialect import NEW, OLD
from profiles.issue import Issue
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, shipped
from profiles.validator import Validator, shipped_validator
from tests.profiles.pzp.records import bundle, concept, goal, limit, observation, patient

SD = "StructureDefinition/"
GOAL, WISHES = f"{NEW}{SD}ACP-MedicalPolicyGoal", f"{NEW}{SD}ACP-SpecificCareWishes"
REQUEST = f"{NEW}{SD}ACP-InformRelativesRequest"
TALK = concept("713603004")
Tree = dict[str, Any]


def of(profile: str, record: Tree) -> Tree:
    return {**record, "meta": {"profile": [profile]}}


def request(**more: Any) -> Tree:
    """That the patient is asked to tell relatives."""
    asked: Tree = {
        "resourceType": "CommunicationRequest",
        "status": "active",
        "category": [concept("223449006")],
        "reasonCode": [TALK],
        "subject": {"reference": "Patient/p"},
        "sender": {"reference": "Patient/p"},
        "requester": {"reference": "PractitionerRole/r"},
        "authoredOn": "2026-03-01",
    }
    return {name: value for name, value in {**asked, **more}.items() if value is not None}


def told(record: Tree, severity: str = "error") -> list[str]:
    """Where something is said of this weight."""
    found = shipped_validator().validate(record)
    return [one.expression for one in found if one.severity == severity]


def judged_by(record: Tree) -> set[str]:
    return {one.profile for one in shipped_validator().validate(record) if one.profile}


@pytest.mark.parametrize("version", ["1.0.0-rc3", "1.0.0", "2.0.0"])
def test_the_goal_of_the_newest_candidate_has_a_category(version):
    assert told(of(f"{GOAL}|{version}", goal("385987000"))) == ["Goal.category"]
    assert told(of(f"{GOAL}|{version}", goal("385987000", category=[TALK]))) == []


@pytest.mark.parametrize("version", ["", "|1.0.0-rc1", "|1.0.0-rc2"])
@pytest.mark.parametrize("name", ["ACP-MedicalPolicyGoal", "ACP-Medical-Policy-Goal"])
def test_what_only_the_newest_candidate_asks_is_said_of_one_that_may_be_older(name, version):
    record = of(f"{NEW}{SD}{name}{version}", goal("385987000"))
    assert told(record) == []
    if name in GOAL:
        assert told(record, "information") == ["Goal.category"]
        other = {**record, "category": [concept("1")]}
        assert told(other, "information") == ["Goal.category[0]"]
        assert told(other) == []


def test_what_every_release_asks_is_held_against_all_of_them():
    for profile in (GOAL, f"{GOAL}|1.0.0-rc1", f"{OLD}{SD}ACP-Medical-Policy-Goal"):
        assert told(of(profile, goal("1"))) == ["Goal.description"], profile


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("ACP-SpecificCareWishes", "153851000146100", {"valueString": "x"}),
        (
            "ACP-OrganDonationChoiceRegistration",
            "570801000146104",
            {"valueCodeableConcept": concept("373066001")},
        ),
    ],
)
def test_the_method_came_with_the_newest_candidate(name, code, said):
    record = observation(code, **said)
    assert told(of(f"{NEW}{SD}{name}|1.0.0-rc3", record)) == ["Observation.method"]
    assert told(of(f"{NEW}{SD}{name}", record)) == []
    assert told(of(f"{NEW}{SD}{name}", record), "information") == ["Observation.method"]
    assert told(of(f"{OLD}{SD}{name}", record)) == []


def test_another_method_than_beta_3_has_is_none_of_any_candidate_either():
    record = observation("153851000146100", valueString="x", method=concept("1156040003"))
    for profile in (WISHES, f"{WISHES}|1.0.0-rc2", f"{OLD}{SD}ACP-SpecificCareWishes"):
        assert told(of(profile, record)) == ["Observation.method"], profile


@pytest.mark.parametrize("missing", ["sender", "requester"])
def test_a_request_to_inform_relatives_says_who_asks_and_who_tells(missing):
    record = request(**{missing: None})
    at = [f"CommunicationRequest.{missing}"]
    assert told(of(f"{REQUEST}|1.0.0-rc3", record)) == at
    assert told(of(f"{REQUEST}|1.0.0-rc2", record)) == []
    assert told(of(f"{REQUEST}|1.0.0-rc2", record), "information") == at
    assert told(record) == []


def test_a_request_of_no_day_is_refused_and_of_a_talk_is_not():
    record = of(f"{REQUEST}|1.0.0-rc2", request(authoredOn=None))
    assert told(record) == ["CommunicationRequest"]
    assert told({**record, "encounter": {"reference": "Encounter/e"}}) == []


def test_a_record_that_says_nothing_is_judged_by_the_newest_that_fits():
    capable = observation("665671000146101", valueBoolean=False)
    assert told(capable) == told(goal("385987000")) == told(request()) == []
    assert told(goal("385987000"), "information") == []
    assert judged_by(goal("385987000", subject={"reference": "Group/g"})) == {GOAL}
    unknown = goal(description=concept("UNK", systems.NULL_FLAVOR), category=[TALK])
    assert told(unknown) == []


def test_what_was_told_by_its_topic_alone_is_not_held_to_the_profile_of_beta_3():
    record = {"resourceType": "Communication", "status": "completed",
              "subject": {"reference": "Patient/p"}}  # fmt: skip
    assert told({**record, "topic": concept("223449006")}) == []
    assert told({**record, "reasonCode": [TALK, TALK]}) == ["Communication.reasonCode"]


def test_what_the_newest_release_does_not_take_is_judged_by_beta_3_where_that_takes_it():
    other = goal("385987000", category=[concept("1")])
    assert told(other) == []
    assert told(of(f"{GOAL}|1.0.0-rc3", other)) == ["Goal.category[0]"]
    assert told(goal("1", category=[TALK])) == ["Goal.description"]


def test_what_names_its_talk_as_beta_3_does_is_of_beta_3():
    talk = {"url": f"{OLD}{SD}ext-EncounterReference", "valueReference": {"reference": "Group/g"}}
    found = judged_by(goal("385987000", subject={"reference": "Group/g"}, extension=[talk]))
    assert f"{OLD}{SD}ACP-Medical-Policy-Goal" in found
    assert GOAL not in found


def test_codes_choose_in_the_release_that_is_declared():
    lax = limit()
    lax["provision"]["actor"][1]["reference"] = {"reference": "Organization/o"}
    for base in (OLD, NEW):
        found = judged_by(of(f"{base}{SD}ACP-AdvanceDirective", lax))
        assert f"{base}{SD}ACP-TreatmentDirective" in found
        assert all(one.startswith((base, systems.NICTIZ)) for one in found)


@pytest.mark.parametrize(
    ("profile", "record", "kind"),
    [
        (f"{OLD}{SD}ACP-Communication", request(), "CommunicationRequest"),
        (f"{NEW}{SD}ACP-Communication|1.0.0-rc1", request(), "CommunicationRequest"),
        (REQUEST, {"resourceType": "Communication", "status": "completed"}, "Communication"),
        (f"{NEW}{SD}ACP-LegallyCapable", patient(), "Patient"),
    ],
)
def test_a_canonical_of_another_type_is_told_where_it_is_declared(profile, record, kind):
    assert f"{kind}.meta.profile" in told(of(profile, record))


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("ACP-Medical-Policy-Goal", goal("1")),
        ("ACP-OtherImportantInformation", observation("247751003", valueBoolean=True)),
        ("ACP-Communication", {
            "resourceType": "Communication", "status": "completed", "reasonCode": [TALK],
            "subject": {"reference": "Group/g"},
        }),
        ("ACP-EuthanasiaStatement", {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("version", ["", "|1.0.0-rc1"])
def test_a_name_that_the_first_candidate_had_is_known(name, record, version):
    if not record:  # a set, which nobody declares
        assert shipped_validator().definitions.listing(f"{OLD}ValueSet/{name}")
        return
    found = shipped_validator().validate(of(f"{NEW}{SD}{name}{version}", record))
    assert not any("not known" in one.text for one in found)
    assert any(one.severity == "error" for one in found)


@pytest.mark.parametrize(
    ("url", "holder"),
    [
        ("ext-EncounterReference", "Goal"),
        ("ext-LegallyCapable-MedicalTreatmentDecisions", "Patient"),
        ("ext-Patient.LegallyCapableMedicalTreatmentDecisions", "Patient"),
    ],
)
def test_an_extension_of_a_candidate_is_judged_as_that_of_beta_3(url, holder):
    capable = [{"url": "legallyCapable", "valueBoolean": False}]
    talk = {"url": f"{NEW}{SD}{url}", "valueReference": {"reference": "Encounter/e"}}
    said = talk if holder == "Goal" else {"url": f"{NEW}{SD}{url}", "extension": capable}
    record = goal("385987000") if holder == "Goal" else patient()
    found = shipped_validator().validate({**record, "extension": [said]})
    assert not any("not known" in one.text for one in found)
    assert not any(one.severity == "error" and "extension" in one.expression for one in found)
    wrong = {"url": said["url"], "valueString": "x"}
    assert any(".extension[0]" in one for one in told({**record, "extension": [wrong]}))


@pytest.mark.parametrize(
    ("canonical", "is_told"),
    [
        (f"{GOAL}|1.0.0", True),
        (f"{GOAL}|1.0.0-rc4", True),
        (f"{OLD}{SD}ACP-Medical-Policy-Goal|2.0.0", True),
        (f"{OLD}{SD}ACP-Medical-Policy-Goal|0.1.0", False),
        (f"{OLD}{SD}ACP-Medical-Policy-Goal|0.1.3-beta3", False),
        (f"{GOAL}|1.0.0-rc1", False),
        (f"{GOAL}|1.0.0-rc3", False),
        (GOAL, False),
    ],
)
def test_a_version_that_is_not_known_is_said(canonical, is_told):
    record = of(canonical, goal("385987000", category=[TALK]))
    assert (told(record, "information") == ["Goal.meta.profile"]) is is_told
    assert told(record) == []
    assert not any("2.0.0" in one.text for one in shipped_validator().validate(record))


def test_a_name_that_no_release_had_is_not_known():
    for name in (f"{OLD}{SD}ACP-MedicalPolicyGoal", f"{NEW}{SD}ACP-Nothing"):
        assert "Goal.meta.profile" in told(of(name, goal("385987000")), "warning")


def later() -> Validator:
    """With the final release installed, which asks one thing more."""
    known = shipped_validator().definitions.structure(GOAL)
    assert known is not None
    note = {"id": "Goal.note", "path": "Goal.note", "min": 1}
    elements = [*known["differential"]["element"], note]
    final = {**known, "version": "1.0.0", "differential": {"element": elements}}
    installed = Package("iknl.fhir.r4.pzp", "1.0.0", (final,), {})
    return Validator(Definitions([*shipped(), installed]))


@pytest.mark.parametrize("version", ["", "|1.0.0", "|1.0.0-rc3"])
def test_a_later_package_with_the_same_canonicals_takes_the_place_of_ours(version):
    record = of(f"{GOAL}{version}", goal("385987000", category=[TALK]))
    found = [(one.severity, one.expression) for one in later().validate(record)]
    assert found == [("error", "Goal.note")]


def person(base: str, **more: Any) -> Tree:
    """A contact person, by default without role."""
    return of(
        f"{base}{SD}ACP-ContactPerson",
        {"resourceType": "RelatedPerson", "id": "c", "patient": {"reference": "Patient/p"}, **more},
    )


def talk(base: str, other: str, **more: Any) -> list[Issue]:
    """A limit and its patient of one release, with a contact person of another."""
    record = limit(id="l")
    record["provision"]["actor"][1]["reference"] = {"reference": "RelatedPerson/c"}
    record |= {"policy": [{"uri": "https://wetten.overheid.nl/"}]}
    whose = of(f"{base}{SD}ACP-Patient", patient())
    sent = bundle(of(f"{base}{SD}ACP-TreatmentDirective", record), whose, person(other, **more))
    return shipped_validator().validate({**sent, "type": "collection"})


@pytest.mark.parametrize(("base", "other"), [(OLD, NEW), (NEW, OLD)])
def test_a_reference_to_a_record_of_another_release_is_no_fault_and_said_once(base, other):
    role = [concept("24", systems.CONTACT_ROLE)]
    found = talk(base, other, relationship=role)
    assert not any("conform" in one.text for one in found)
    [said] = [one for one in found if "another release" in one.text]
    assert said.severity == "information"
    same = talk(base, base, relationship=role)
    assert not any("another release" in one.text for one in same)


def test_a_record_of_another_release_is_held_to_its_own():
    at = "Bundle.entry[0].resource.provision.actor[1].reference"
    assert not any(one.severity == "error" and at in one.expression for one in talk(OLD, NEW))
    lacks_role = [one for one in talk(NEW, OLD) if one.severity == "error"]
    assert any(one.expression == "Bundle.entry[2].resource.relationship" for one in lacks_role)
    assert any(one.expression == at for one in talk(OLD, OLD) if one.severity == "error")


def test_a_target_that_says_nothing_is_of_the_newest_that_fits():
    contact = {"resourceType": "RelatedPerson", "id": "c", "patient": {"reference": "Patient/p"}}
    for base in (OLD, NEW):
        record = limit(id="l", policy=[{"uri": "https://wetten.overheid.nl/"}])
        record["provision"]["actor"][1]["reference"] = {"reference": "RelatedPerson/c"}
        sent = bundle(of(f"{base}{SD}ACP-TreatmentDirective", record), patient(), contact)
        assert told(sent | {"type": "collection"}) == []


def test_a_target_that_names_no_profile_is_of_the_release_that_it_is_made_in():
    """Two words on capacity are one too many in beta 3, and nothing to 1.0."""
    url = f"{OLD}{SD}ext-LegallyCapable-MedicalTreatmentDecisions"
    capable = {"url": url, "extension": [{"url": "legallyCapable", "valueBoolean": True}]}
    at = "Bundle.entry[0].resource.patient"
    for base in (OLD, NEW):
        record = of(f"{base}{SD}ACP-TreatmentDirective", limit(id="l"))
        whose = [patient(extension=[capable] * count) for count in (1, 2)]
        sent = [bundle(record, one) | {"type": "collection"} for one in whose]
        assert [at in told(one) for one in sent] == [False, base == OLD]


def test_both_releases_are_compiled_in_half_a_second() -> None:
    fresh = Validator(Definitions(shipped()))
    of_guide = [
        one["url"]
        for one in fresh.definitions.resources("StructureDefinition")
        if one["url"].startswith((OLD, NEW))
    ]
    started = time.thread_time()
    for url in of_guide:
        fresh.validate({"resourceType": fresh.definitions.type_of(url)}, [url])
    assert len(of_guide) == 17 + 18 + 2
    assert time.thread_time() - started < 0.5
