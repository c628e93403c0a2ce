"""A route's name is of a closed set, whatever a caller writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.fhir.route_name import route_name
from profiles.r4.tables import resource_types

NAMES = frozenset(
    [
        "search",
        "read",
        "history",
        "vread",
        "create",
        "update",
        "delete",
        "patch",
        "transaction",
        "validate",
        "access decision",
        "access log",
        "consent options",
        "consent status",
        "capabilities",
        "discovery",
        "other",
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "", "transaction"),
        ("GET", "", "other"),
        ("GET", "Goal", "search Goal"),
        ("POST", "Goal/_search", "search Goal"),
        ("GET", "Goal/1", "read Goal"),
        ("GET", "Goal/1/_history", "history Goal"),
        ("GET", "Goal/1/_history/2", "vread Goal"),
        ("POST", "Goal", "create Goal"),
        ("PUT", "Goal/1", "update Goal"),
        ("PUT", "Goal", "update Goal"),
        ("DELETE", "Goal/1", "delete Goal"),
        ("POST", "Goal/$validate", "validate Goal"),
        ("POST", "Goal/1/$validate", "validate Goal"),
        ("GET", "Patient/1/$access-decision", "access decision Patient"),
        ("GET", "Patient/$access-log", "access log Patient"),
        ("POST", "Patient/$summary", "summary Patient"),
        ("GET", "Consent/$consent-options", "consent options Consent"),
        ("POST", "Consent/$consent-status", "consent status Consent"),
        ("GET", "Goal/1/$everything", "other Goal"),
        ("OTHER", "Goal/1", "other Goal"),
        ("GET", "metadata", "capabilities"),
    ],
)
def test_an_interaction_has_its_name(method: str, path: str, name: str) -> None:
    segments = tuple(path.split("/")) if path else ()
    kind = segments[0] if segments and segments[0] in resource_types() else "-"

    assert route_name(method, segments, kind, "a-client") == name


@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OTHER"]),
    st.lists(st.one_of(st.text(), st.sampled_from(["Goal", "_search", "$x", "1"])), max_size=6),
    st.sampled_from(["-", "a-client"]),
)
def test_whatever_is_written_the_set_is_closed(method: str, parts: list[str], client: str) -> None:
    segments = tuple(parts)
    kind = segments[0] if segments and segments[0] in resource_types() else "-"

    interaction, _, of = route_name(method, segments, kind, client).partition(" ")

    assert interaction in NAMES
    assert of in ({"", kind} if client != "-" else {""})
