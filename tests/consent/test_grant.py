from consent.decision import Deny, Permit
from consent.grant import Recorded, may_delete, may_record
from tests.consent.builders import GP, HOSPITAL

CHOICE = Recorded(recorder=GP, privacy=True)
WISH = Recorded(recorder=GP, privacy=False)


def test_another_organisation_never_changes_a_recorded_choice() -> None:
    assert may_record(HOSPITAL, privacy=True, stored=CHOICE) == Deny(
        "grant", "A-NOT-CUSTODIAN", 409
    )


def test_a_clinical_wish_never_becomes_a_choice_about_exchange_or_back() -> None:
    refused = Deny("grant", "P-SCOPE-CHANGE", 422)
    assert may_record(GP, privacy=True, stored=WISH) == refused
    assert may_record(GP, privacy=False, stored=CHOICE) == refused


def test_a_choice_is_withdrawn_and_not_deleted() -> None:
    assert may_delete(GP, CHOICE) == Deny("grant", "P-WITHDRAW-INSTEAD", 405)
    assert isinstance(may_delete(GP, CHOICE, numbered=False), Permit)
    assert isinstance(may_delete(HOSPITAL, CHOICE, numbered=False), Deny)


def test_deleting_anothers_choice_looks_like_nothing_there() -> None:
    assert may_delete(HOSPITAL, CHOICE) == Deny("grant", "A-NOT-CUSTODIAN", 404)


def test_a_provider_records_and_changes_a_choice_on_the_inhabitants_word() -> None:
    recorded = Permit("grant", "S-CONSENT-RECORDED")
    assert may_record(GP, privacy=True) == recorded
    assert may_record(GP, privacy=True, stored=CHOICE) == recorded


def test_a_clinical_wish_may_be_changed_and_deleted_by_its_source() -> None:
    assert isinstance(may_record(GP, privacy=False, stored=WISH), Permit)
    assert isinstance(may_delete(GP, WISH), Permit)
