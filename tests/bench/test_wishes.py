import json

from bench.bundle import goal, talk_with_choices
from bench.people import Doctor
from tests.findings import Found, findings

DOCTOR = Doctor("900000009", "Duinroos", "90000101", "Praktijk Duinroos")
# The zib's set of procedures can't be listed; the category of providers is an extension of the
# national consent register, which is not shipped.
NOT_JUDGED = {
    Found("information", "Procedure.code", "Procedure.code binding"),
    Found("information", "Consent.provision.actor.reference.extension", "extension"),
}


def test_the_talk_that_is_measured_conforms_to_the_national_profiles() -> None:
    talk = json.loads(talk_with_choices("999940107", DOCTOR, "first", "90000102"))

    assert findings(talk) == NOT_JUDGED


def test_the_goal_that_is_measured_conforms_to_its_profile() -> None:
    assert findings(json.loads(goal("Patient/1", "second"))) == set()
