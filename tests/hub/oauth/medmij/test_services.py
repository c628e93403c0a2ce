"""What each service opens is configuration, and never more than reading."""

import json
from pathlib import Path

import pytest

from hub.oauth.medmij.services import InvalidServices, services_of


def test_ours_open_the_directives_of_48_51_and_61() -> None:
    ours = services_of(None)

    assert set(ours.scopes) == {"48", "51", "61"}
    assert ours.kinds("48") == ours.kinds("61") == {"Consent"}
    assert ours.kinds("51") == {"DocumentReference"}
    assert {scope.letters for scope in ours.opened(ours.scopes)} == {"rs"}


def test_a_region_may_say_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "services.json"
    file.write_text('{"9": ["patient/Goal.s"]}')

    found = services_of(file)

    assert [str(scope) for scope in found.opened(["9", "48"])] == ["patient/Goal.s"]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{}",
        '{"48": []}',
        '{"48": "patient/Consent.rs"}',
        '{"48": [1]}',
        '{"a": ["patient/Consent.rs"]}',
        *(
            json.dumps({"48": [scope]})
            for scope in (
                "patient/Consent.crus",
                "patient/Consent.write",
                "patient/*.rs",
                "system/Consent.rs",
                "user/Consent.rs",
                "patient/AuditEvent.rs",
                "patient/Consent.rs?scope=x",
                "Consent.rs",
            )
        ),
    ],
)
def test_what_does_more_than_read_one_type_is_refused(tmp_path: Path, said: str) -> None:
    file = tmp_path / "services.json"
    file.write_text(said)

    with pytest.raises(InvalidServices):
        services_of(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidServices):
        services_of(tmp_path / "none.json")
