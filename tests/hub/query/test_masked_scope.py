"""Which references are withheld, by the decision alone."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from consent.data_category import TREATMENT_DATA
from consent.decision import Deny, Permit
from consent.scope import Scope
from hub.access.called import Called
from hub.access.dossier import Dossier
from hub.query.masked import MASKED, masked
from hub.search.reach import Reach
from hub.storage.sealing import Keyring
from hub.storage.stored import Stored
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS

A, B = "90000101", "90000202"
OPEN, CLOSED = Permit("rule", "C-EXPLICIT-PERMIT"), Deny("rule", "C-DENY", 404)
KEYRING = Keyring.parse(INDEX_KEY, SEALING_KEYS)


def dossier(sections: dict[Any, Any], singles: dict[Any, Any] | None = None) -> Dossier:
    scope = Scope(OPEN, sections, singles or {})
    return Dossier(Reach(UUID(int=1), 1), scope, Called(KEYRING, None))


def told(record: Dossier, kind: str, address: str, custodian: str = A) -> Any:
    """What an element of a resource of this type that refers there goes out as."""
    body = json.dumps({"resourceType": kind, "element": {"reference": address}}).encode()
    stored = Stored(f"{kind}/1", 1, "1", datetime.now(UTC), body)
    return json.loads(masked(record, stored, custodian).body)["element"]


ALL = {(A, TREATMENT_DATA): OPEN, (A, None): OPEN}


@pytest.mark.parametrize("address", ["Goal/2", "Goal/2/_history/1"])
def test_what_a_choice_closes_by_itself_is_withheld(address: str) -> None:
    record = dossier(ALL, {(A, TREATMENT_DATA, "Goal/2"): CLOSED})
    assert told(record, "Observation", address) == MASKED
    assert told(record, "Observation", "Goal/3") == {"reference": "Goal/3"}
    assert told(record, "Observation", address, B) == MASKED, "whoever refers to it"


def test_what_lies_in_a_closed_category_of_its_source_is_withheld() -> None:
    record = dossier({(A, TREATMENT_DATA): OPEN, (A, None): CLOSED})
    assert told(record, "Observation", "MedicationStatement/2") == MASKED
    assert told(record, "Observation", "MedicationStatement/2", B) != MASKED


def test_of_what_everybody_may_read_nothing_is_withheld() -> None:
    record = dossier({(A, TREATMENT_DATA): OPEN, (A, None): CLOSED})
    for address in ("Practitioner/2", "Organization/2", "Location/2"):
        assert told(record, "Observation", address) == {"reference": address}


def test_whose_record_it_is_is_never_withheld() -> None:
    by_itself = dossier(ALL, {(A, TREATMENT_DATA, "Patient/2"): CLOSED})
    by_category = dossier({(A, TREATMENT_DATA): CLOSED, (A, None): OPEN})
    assert told(by_itself, "Observation", "Patient/2") == {"reference": "Patient/2"}
    assert told(by_category, "MedicationStatement", "Patient/2") == {"reference": "Patient/2"}
    assert told(by_category, "MedicationStatement", "Goal/2") == MASKED


def test_what_is_open_alone_in_a_closed_category_refers_as_it_did() -> None:
    record = dossier({(A, TREATMENT_DATA): CLOSED}, {(A, TREATMENT_DATA, "Task/1"): OPEN})
    assert told(record, "Task", "Goal/2") == {"reference": "Goal/2"}
