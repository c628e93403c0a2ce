"""Names, and who speaks for a patient who can't decide; rules PZP-40 to PZP-42."""

import pytest

from profiles import systems
from tests.profiles.pzp.records import broken, concept, observation, patient

REPRESENTATIVE = concept("24", systems.CONTACT_ROLE)
INCAPABLE = {
    "url": f"{systems.PZP}ext-LegallyCapable-MedicalTreatmentDecisions",
    "extension": [{"url": "legallyCapable", "valueBoolean": False}],
}


def named(family: str, **parts: str) -> dict:
    extensions = [
        {"url": f"{systems.HL7}humanname-{part}", "valueString": text}
        for part, text in parts.items()
    ]
    return {"family": family, "_family": {"extension": extensions}}


def related(of: str = "Patient/p", role: dict = REPRESENTATIVE) -> dict:
    return {
        "resourceType": "RelatedPerson",
        "id": "r",
        "patient": {"reference": of},
        "relationship": [role],
    }


@pytest.mark.parametrize("names", [[{"text": "Berg"}], [{"use": "official"}], [{}, {}]], ids=str)
@pytest.mark.parametrize("kind", ["Patient", "RelatedPerson"])
def test_a_person_has_a_name_in_parts(kind, names):
    assert broken({"resourceType": kind, "name": names}) == [("PZP-40", f"{kind}.name")]


@pytest.mark.parametrize("name", [{"family": "Berg"}, {"given": ["Jo"]}], ids=str)
def test_family_or_given_is_enough(name):
    assert broken(patient(name=[{"text": "Jo"}, name])) == []


@pytest.mark.parametrize(
    "name",
    [
        named("van den Berg", **{"own-name": "Berg", "own-prefix": "van den"}),
        named("VAN DEN BERG", **{"own-name": "Berg"}),
        named("de Wit", **{"own-name": "Berg", "partner-name": "Wit"}),
        named("Berg"),
    ],
    ids=["prefix", "capitals", "partner's", "no parts"],
)
def test_family_holds_a_last_name_of_its_parts(name):
    assert broken(patient(name=[name])) == []


def test_family_without_any_of_its_last_names_is_a_warning():
    name = named("van den", **{"own-name": "Berg"})
    assert broken(patient(name=[{"family": "Berg"}, name])) == [
        ("PZP-41", "Patient.name[1].family")
    ]


@pytest.mark.parametrize(
    "others",
    [
        [related(role=concept("01", systems.CONTACT_ROLE))],
        [related() | {"active": False}],
        [related(), patient("q", "999998298"), related("Patient/q")][1:],
    ],
    ids=["another role", "no longer", "another's"],
)
def test_who_is_not_capable_is_represented(others):
    own = patient(extension=[{"url": "http://else.example"}, INCAPABLE])
    assert broken(own, own, *others) == [("PZP-42", "Patient.extension[1]")]


@pytest.mark.parametrize("contact", [
    {"relationship": [concept("01", systems.CONTACT_ROLE), REPRESENTATIVE]},
    {"extension": [{"url": f"{systems.HL7}patient-relatedPerson",
                    "valueReference": {"reference": "RelatedPerson/r"}}]},
])  # fmt: skip
def test_a_contact_who_represents_suffices(contact):
    own = patient(extension=[INCAPABLE], contact=[contact])
    assert broken(own, own, related()) == []


@pytest.mark.parametrize("of", ["Patient/p", "Patient/elsewhere", "urn:uuid:1"])
def test_a_related_person_who_represents_suffices(of):
    own = patient(extension=[INCAPABLE])
    assert broken(own, own, related(of)) == []


@pytest.mark.parametrize("url", sorted(systems.LEGALLY_CAPABLE))
def test_who_is_not_capable_by_the_name_of_any_release_is_represented(url):
    own = patient(extension=[{**INCAPABLE, "url": url}])
    assert broken(own, own) == [("PZP-42", "Patient.extension[0]")]


def test_who_was_seen_not_to_be_capable_is_represented_too():
    seen = observation("665671000146101", valueBoolean=False)
    at = [("PZP-42", "Observation.value.ofType(boolean)")]
    assert broken(seen, seen, patient()) == at
    assert broken(seen, seen, patient(), related("Patient/q"), patient("q", "999998298")) == at
    assert broken(seen, seen, patient(), related()) == []
    assert broken(seen) == []
    capable = observation("665671000146101", valueBoolean=True)
    assert broken(capable, capable, patient()) == []


def test_a_proxy_in_writing_represents():
    own = patient(extension=[INCAPABLE])
    proxy = related(role=concept("310141000146103"))
    assert broken(own, own, proxy) == []


def test_a_patient_on_its_own_may_be_represented_elsewhere():
    assert broken(patient(extension=[INCAPABLE])) == []
    capable = {**INCAPABLE, "extension": [{"url": "legallyCapable", "valueBoolean": True}]}
    own = patient(extension=[capable])
    assert broken(own, own) == []
