"""What the national profiles say of the published handoffs, which pass through as they are."""

import pytest

from adapters.core.records import Record
from adapters.vvt.mapping import to_transaction
from tests.findings import Found, findings
from tests.plugins.shared_data import shared_data

FULL, MINIMAL = "20-document-nursing-handoff-full", "22-document-nursing-handoff-minimal"
# They were STU3 before, and claim no profile; the hub stores them with these as warnings.
REASONS = {
    Found("error", "Patient.contact.name.use", "nl-core-NameInformation HumanName.use min"): (
        "the use of a contact's name is asked since zib 2020; which it was, only the source knows"
    ),
    Found("error", "Patient.communication.language", "Patient.communication.language binding"): (
        "zib 2020 asks a language of ISO 639-1, these are codes of BCP 47"
    ),
    Found("error", "Organization.type", "Organization.type:departmentSpecialty max"): (
        "one organisation of two departments; it takes two organisations since zib 2020"
    ),
    Found("warning", "Condition.category", "Condition.category binding"): (
        "R4 binds the category extensibly, and the zib asks a SNOMED CT code of its own"
    ),
    Found("warning", "Consent.category", "PZP-17"): "a will of zib 2017, told by other codes",
    Found("warning", "Consent", "PZP-18"): "likewise",
}
IN_FULL_ONLY = {"Patient.communication.language binding"}
IN_MINIMAL_ONLY = {"Organization.type:departmentSpecialty max"}


@pytest.mark.parametrize(
    ("name", "not_there"), [(FULL, IN_MINIMAL_ONLY), (MINIMAL, IN_FULL_ONLY)], ids=[FULL, MINIMAL]
)
def test_a_published_handoff_is_told_what_it_lacks(name: str, not_there: set[str]) -> None:
    content = shared_data("transfer", "r4", f"{name}.json").read_bytes()

    [bundle] = to_transaction(Record(name, content)).bundles

    told = {found for found in findings(bundle) if found.severity != "information"}
    assert told == {found for found in REASONS if found.rule not in not_there}
