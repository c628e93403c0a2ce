from datetime import UTC, date, datetime
from typing import Any

import pytest

from consent.fhir import given_at, labels_of, problems, statements
from consent.statement import Statement
from profiles import systems
from tests.consent.builders import (
    GP,
    HOSPITAL,
    NURSING,
    actor,
    coded,
    instance,
    named,
    privacy_consent,
    purpose,
)

HUB = "90000999"
UNKNOWN_ACTOR = {"role": actor(ura=HOSPITAL)["role"], "reference": {"reference": "Organization/o1"}}


def said(**changes: Any) -> list[Statement]:
    return statements(privacy_consent(**changes), "c1", 3, hub=HUB)


def test_a_permission_with_an_actor_that_is_not_understood_permits_nothing() -> None:
    assert said(provision={"actor": [UNKNOWN_ACTOR]}) == []
    assert said(provision={"actor": [UNKNOWN_ACTOR, actor(ura=HOSPITAL)]}) == []
    assert said(provision={"actor": []}) == []


def test_an_objection_with_an_actor_that_is_not_understood_is_against_everyone() -> None:
    [objection] = said(provision={"type": "deny", "actor": [UNKNOWN_ACTOR]})
    assert (objection.permit, objection.actor) == (False, "*")


@pytest.mark.parametrize(
    "changes",
    [
        {"category": [coded("http://loinc.org", "64292-6")]},
        {"category": None},
        {"provision": {"data": [{"meaning": "related", "reference": {"reference": "Goal/1"}}]}},
        {"organization": [{"reference": "Organization/o1"}]},
        {"organization": []},
        {"provision": {"period": {"start": "2026"}}},
        {"provision": {"purpose": None}},
        {"provision": {"purpose": [purpose("HRESCH")]}},
        {"status": "draft"},
        {"performer": [{"display": "de buurman"}]},
        {"performer": [{"reference": "Patient/another"}]},
        {"performer": [{"reference": "#vader"}]},
        {"dateTime": None},
        {"modifierExtension": [{"url": "https://example.org/not", "valueBoolean": True}]},
    ],
)
def test_what_is_not_understood_permits_nothing_and_objects_to_as_much(
    changes: dict[str, Any],
) -> None:
    assert said(**changes) == []

    provision = changes.get("provision", {}) | {"type": "deny", "actor": None}
    [objection] = said(**changes | {"provision": provision})
    assert (objection.status, objection.actor) == ("active", "*")
    assert objection.custodian in {GP, "*"}
    assert objection.data in {"GGC002", "*"}
    assert {"TREAT", "COC"} <= objection.purposes or "purpose" not in provision


def test_a_consent_says_whose_data_to_whom_of_what_why_and_when() -> None:
    [statement] = said(provision={"period": {"start": "2026-01-15", "end": "2026-12-31"}})
    assert statement == Statement(
        consent_id="c1",
        version=3,
        permit=True,
        given_at=datetime(2026, 1, 15, 9, tzinfo=UTC),
        custodian=GP,
        actor="cat:RPZAC104",
        data="GGC002",
        starts=date(2026, 1, 15),
        ends=date(2026, 12, 31),
    )


def test_no_organisation_and_the_hub_itself_stand_for_every_holder() -> None:
    assert [one.custodian for one in said(organization=None)] == ["*"]
    assert [one.custodian for one in said(organization=[named(HUB)])] == ["*"]
    assert [one.custodian for one in said(organization=[named(GP), named("123")])] == [
        GP,
        "00000123",
    ]


def test_everyone_is_meant_only_where_no_actor_is_named() -> None:
    assert [one.actor for one in said(provision={"actor": None})] == ["*"]
    actors = said(provision={"actor": [actor(ura="202"), actor(category="RPZAC004")]})
    assert [one.actor for one in actors] == ["00000202", "cat:RPZAC004"]


def test_loinc_59284_0_alone_is_about_all_data() -> None:
    assert [one.data for one in said(category=[coded("http://loinc.org", "59284-0")])] == ["*"]


def test_data_named_itself_is_about_that_resource_alone() -> None:
    data = [instance("Goal/g1"), instance("Consent/tw1")]
    assert [one.data for one in said(provision={"data": data})] == [
        "res:Goal/g1",
        "res:Consent/tw1",
    ]


@pytest.mark.parametrize("status", ["active", "inactive", "proposed", "entered-in-error"])
def test_the_status_goes_along(status: str) -> None:
    assert [one.status for one in said(status=status)] == [status]


def test_moments_become_days_in_amsterdam() -> None:
    period = {"start": "2026-02-28T23:30:00Z", "end": "2026-03-31T23:59:59+02:00"}
    [statement] = said(provision={"period": period})
    assert (statement.starts, statement.ends) == (date(2026, 3, 1), date(2026, 3, 31))


def test_the_former_code_system_of_purposes_is_read_too() -> None:
    former = {"system": "http://hl7.org/fhir/v3/ActReason", "code": "TREAT"}
    assert [one.purposes for one in said(provision={"purpose": [former]})] == [{"TREAT"}]


def test_an_exception_takes_over_what_it_does_not_say() -> None:
    consent = privacy_consent(
        provision={
            "period": {"start": "2026-01-15", "end": "2026-06-30"},
            "provision": [
                {"type": "deny", "actor": [actor(ura=HOSPITAL)]},
                {"type": "deny", "data": [instance("Goal/g1")], "period": {"end": "2027-01-01"}},
                {"type": "permit", "purpose": [purpose("BTG")]},
            ],
        }
    )
    assert problems(consent) == []
    _, one_hospital, one_goal, emergency = statements(consent, "c1", 1)

    assert (one_hospital.permit, one_hospital.actor, one_hospital.data) == (
        False,
        HOSPITAL,
        "GGC002",
    )
    assert (one_goal.permit, one_goal.actor, one_goal.data) == (
        False,
        "cat:RPZAC104",
        "res:Goal/g1",
    )
    assert one_goal.ends == date(2026, 6, 30)
    assert (emergency.permit, emergency.purposes) == (True, {"BTG"})


def test_an_exception_never_starts_before_its_base_nor_outlasts_it() -> None:
    period = {"start": "2020-01-01", "end": "2030-01-01"}
    exception = {"type": "deny", "actor": [actor(ura=HOSPITAL)], "period": period}
    base = {"period": {"start": "2026-01-15", "end": "2026-06-30"}, "provision": [exception]}
    _, excepted = said(provision=base)
    assert (excepted.starts, excepted.ends) == (date(2026, 1, 15), date(2026, 6, 30))


def test_an_exception_to_an_objection_permits_whom_it_names() -> None:
    exception = {"type": "permit", "actor": [actor(ura=NURSING)]}
    base, permitted = said(provision={"type": "deny", "actor": None, "provision": [exception]})
    assert (base.permit, base.actor) == (False, "*")
    assert (permitted.permit, permitted.actor) == (True, NURSING)


def test_the_inhabitant_is_known_by_reference_or_by_number() -> None:
    number = {
        "identifier": {"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": "999911120"}
    }
    both = {"reference": "Patient/p1"} | number
    assert [one.decided_by for one in said(patient=both, performer=[number])] == ["patient"]


def test_an_objection_may_be_someone_elses_word() -> None:
    performer = [{"reference": "RelatedPerson/r1"}]
    [objection] = said(provision={"type": "deny"}, performer=performer)
    assert (objection.permit, objection.decided_by) == (False, "none")


def test_what_gps_keep_is_opened_to_hospitals_by_an_actor_that_is_a_custodian() -> None:
    gps = actor(category="RPZAC001", role_code="CST")
    provision = {"actor": [gps, actor(category="RPZAC104")]}
    [permitted] = said(organization=None, provision=provision)
    assert (permitted.custodian, permitted.actor) == ("cat:RPZAC001", "cat:RPZAC104")
    [everyone] = said(organization=[named(HUB)], provision={"actor": [gps]})
    assert (everyone.custodian, everyone.actor) == ("cat:RPZAC001", "*")


def test_an_objection_that_names_its_custodian_twice_is_about_everything_kept() -> None:
    twice = [actor(ura=NURSING, role_code="CST"), actor(ura=HOSPITAL)]
    assert said(provision={"actor": twice}) == []
    [objection] = said(provision={"type": "deny", "actor": twice})
    assert (objection.custodian, objection.actor) == ("*", HOSPITAL)


def test_an_exception_may_be_about_what_one_custodian_keeps() -> None:
    exception = {"type": "deny", "actor": [actor(ura=NURSING, role_code="CST")]}
    consent = privacy_consent(organization=None, provision={"provision": [exception]})
    assert problems(consent) == []
    _, excepted = statements(consent, "c1", 1)
    assert (excepted.custodian, excepted.actor) == (NURSING, "cat:RPZAC104")


def test_emergencies_are_excluded_by_an_objection_for_them() -> None:
    excluded = {"type": "deny", "purpose": [purpose("BTG")]}
    _, never = said(provision={"provision": [excluded]})
    assert (never.permit, never.purposes) == (False, {"BTG"})


RESTRICTED = {"system": systems.CONFIDENTIALITY, "code": "R"}


def test_an_objection_may_be_to_what_has_a_label() -> None:
    [objection] = said(provision={"type": "deny", "securityLabel": [RESTRICTED]})
    assert (objection.data, objection.weight) == ("label:R", 1 + 1)


def test_a_permission_may_except_what_has_a_label() -> None:
    _, excepted = said(provision={"provision": [{"type": "deny", "securityLabel": [RESTRICTED]}]})
    assert (excepted.permit, excepted.data, excepted.actor) == (False, "label:R", "cat:RPZAC104")


def test_an_objection_to_a_label_and_a_resource_is_to_everything() -> None:
    both = {"type": "deny", "securityLabel": [RESTRICTED], "data": [instance("Goal/g1")]}
    assert [one.data for one in said(provision=both)] == ["*"]


def test_an_objection_to_data_that_is_not_told_apart_is_to_everything() -> None:
    other = [coded(systems.OTV_DATA_CATEGORY, "GGC007")]
    assert [one.data for one in said(category=other, provision={"type": "deny"})] == ["*"]
    assert [one.data for one in said(category=other)] == ["GGC007"]


@pytest.mark.parametrize(
    ("security", "labels"),
    [
        (None, set()),
        ([{"system": systems.CONFIDENTIALITY, "code": "N"}], set()),
        ([{"system": "https://example.org", "code": "R"}], set()),
        (["R"], set()),
        ([RESTRICTED], {"R"}),
        ([{"system": systems.CONFIDENTIALITY, "code": "V"}], {"R", "V"}),
        ([{"system": systems.CONFIDENTIALITY, "code": ["V"]}, RESTRICTED], {"R"}),
    ],
)
def test_what_is_very_restricted_is_restricted_too(security: Any, labels: set[str]) -> None:
    assert labels_of({"meta": {"security": security}}) == labels
    assert labels_of({"meta": security}) == set()


def test_when_it_was_decided_is_a_moment_or_nothing() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    assert given_at({"dateTime": "2026-03-01T12:00:00Z"}) == at
    assert given_at({"dateTime": "2026-03"}) is None
