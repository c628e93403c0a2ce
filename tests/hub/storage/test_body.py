"""Byte surgery: id, meta and references change, every other byte stays as it was sent."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.storage.body import content, label, plain_names, relink, said, unlabel
from profiles.instant import instant
from profiles.text.parse import parse

AT = datetime(2026, 10, 1, 8, 30, 0, 123_456, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)
resources = st.dictionaries(
    texts.filter(lambda name: name not in {"id", "meta", "resourceType"}), trees, max_size=4
)


@given(resources, st.booleans(), st.sampled_from([None, 1]))
def test_a_body_says_what_was_sent_beside_id_and_meta(
    sent: dict,
    escaped: bool,  # noqa: FBT001 -- given by hypothesis
    indent: int | None,
) -> None:
    raw = json.dumps({"resourceType": "Goal"} | sent, ensure_ascii=escaped, indent=indent).encode()

    body = json.loads(content(raw, {}).body("g1", 3, AT, "90000001"))

    assert body.pop("id") == "g1"
    assert body.pop("meta") == {
        "versionId": "3",
        "lastUpdated": "2026-10-01T08:30:00.123Z",
        "source": "http://fhir.nl/fhir/NamingSystem/ura#90000001",
    }
    assert body == {"resourceType": "Goal"} | sent


@given(resources, st.integers(1, 9), st.integers(1, 9))
def test_the_same_content_is_known_again_whatever_id_and_version_it_has(
    sent: dict, one: int, other: int
) -> None:
    raw = json.dumps({"resourceType": "Goal"} | sent).encode()
    first, second = [parse(content(raw, {}).body(f"g{n}", n, AT, "90000001")) for n in (one, other)]

    assert said(first) == said(second)


@given(resources, st.randoms(), st.booleans(), st.sampled_from([None, 1, 3]))
def test_members_in_any_order_white_space_and_escapes_say_nothing(
    sent: dict,
    random: Any,
    escaped: bool,  # noqa: FBT001 -- given by hypothesis
    indent: int | None,
) -> None:
    members = list(sent.items())
    random.shuffle(members)
    again = json.dumps(dict(members), ensure_ascii=escaped, indent=indent).encode()

    assert said(parse(again)) == said(parse(json.dumps(sent).encode()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a":1.0}', '{"a":1.00}'),
        ('{"a":[1,2]}', '{"a":[2,1]}'),
        ('{"a":"1"}', '{"a":1}'),
        ('{"a":"x"}', '{"a":"X"}'),
        ('{"a":{"b":"x"}}', '{"a":{"c":"x"}}'),
        ('{"meta":{"tag":[{"code":"x"}]}}', "{}"),
    ],
)
def test_digits_of_a_decimal_and_the_order_of_a_list_do_say_something(one: str, other: str) -> None:
    assert said(parse(one.encode())) != said(parse(other.encode()))


@given(trees)
def test_plain_names_say_the_same(tree: object) -> None:
    raw = json.dumps(tree).encode()

    assert json.loads(plain_names(raw)) == tree


@given(st.dictionaries(st.sampled_from(["reference", "url", "display"]), texts), texts)
def test_no_name_keeps_an_escape_and_no_value_changes(tree: dict, value: str) -> None:
    raw = json.dumps({"a": tree, "b": [value, ":"]}).replace('"reference"', '"\\u0072eference"')

    plain = plain_names(raw.encode())

    assert json.loads(plain) == {"a": tree, "b": [value, ":"]}
    assert ('"reference":' in plain.decode()) is ("reference" in tree)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ('{"reference":"urn:uuid:1"}', '{"reference":"Goal/1"}'),
        ('{"reference" : "urn:uuid:1"}', '{"reference" : "Goal/1"}'),
        ('{"reference":"\\u0075rn:uuid:1"}', '{"reference":"Goal/1"}'),
        ('{"reference":"urn:uuid:11"}', '{"reference":"urn:uuid:11"}'),
        ('{"display":"urn:uuid:1"}', '{"display":"urn:uuid:1"}'),
        ('{"valueUri":"urn:uuid:1"}', '{"valueUri":"Goal/1"}'),
        ('{"url":"Goal/old"}', '{"url":"Goal/old"}'),
        ('{"reference":"Goal/old"}', '{"reference":"Goal/new"}'),
        (
            '{"div":"<div><a href=\\"urn:uuid:1\\">urn:uuid:1</a></div>"}',
            '{"div":"<div><a href=\\"Goal/1\\">urn:uuid:1</a></div>"}',
        ),
        (
            "{\"div\":\"<div><img src='Goal/old'/><a href='#urn:uuid:1'>x</a></div>\"}",
            "{\"div\":\"<div><img src='Goal/new'/><a href='#urn:uuid:1'>x</a></div>\"}",
        ),
        ('{"div":"<div>href=\'urn:uuid:1\' \\u00e9</div>"}',) * 2,
        ('{"display":"<a href=\'urn:uuid:1\'/>"}',) * 2,
        ('{"a":"\\"reference\\":\\"urn:uuid:1\\""}', '{"a":"\\"reference\\":\\"urn:uuid:1\\""}'),
    ],
)
def test_a_reference_becomes_what_it_names(raw: str, stored: str) -> None:
    links = {"urn:uuid:1": "Goal/1", "Goal/old": "Goal/new"}

    assert relink(raw.encode(), links).decode() == stored


def test_a_label_comes_off_again_whatever_the_body_holds() -> None:
    body = b'{"text":"one\\ntwo"}\n{}'

    assert unlabel(label("Goal", "g1", body)) == ("Goal/g1", body)


def test_an_instant_is_in_utc_to_the_millisecond() -> None:
    assert instant(AT) == "2026-10-01T08:30:00.123Z"
