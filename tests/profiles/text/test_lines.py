import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.text.lines import lines
from profiles.text.place import Place, place_of, places_of

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=25,
)
OBJECTS = st.dictionaries(NAMES, TREES, max_size=5)

PATIENT = """\
{
  "resourceType": "Patient",
  "name": [
    {"family": "Polderman", "given": ["Johanna", null],
     "_given": [null, {"extension": [{"url": "a",
       "valueCode": "b"}]}]}
  ],
  "_birthDate": {
    "extension": [{"url": "c"}]
  },
  "birthDate": "1940-01-01",
  "deceasedBoolean": false
}"""


@pytest.mark.parametrize(
    ("expression", "place"),
    [
        ("Patient", (1, 1)),
        ("", (1, 1)),
        ("resourceType", (2, 3)),
        ("Patient.name", (3, 3)),
        ("Patient.name[0]", (4, 5)),
        ("Patient.name[0].family", (4, 6)),
        ("Patient.name[0].given[0]", (4, 39)),
        ("Patient.name[0].given[1]", (4, 50)),
        ("Patient.name[0].given[1].extension[0]", (5, 38)),
        ("Patient.name[0].given[1].extension[0].value.ofType(code)", (6, 8)),
        ("Patient.name[0].given[1].extension[0].value", (6, 8)),
        ("Patient.birthDate", (11, 3)),
        ("Patient.birthDate.extension[0].url", (9, 20)),
        ("Patient.deceased.ofType(boolean)", (12, 3)),
        ("Patient.deceased", (12, 3)),
    ],
)
def test_an_element_stands_where_its_name_or_its_item_starts(
    expression: str, place: tuple[int, int]
) -> None:
    assert lines(PATIENT, [expression]) == {expression: place}


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("Patient.gender", 1),
        ("Patient.name[1]", 3),
        ("Patient.name[0].use", 4),
        ("Patient.name[0].period.start", 4),
        ("Patient.deceased.ofType(dateTime)", 1),
        ("Patient.name[0].where(use='usual').family", 4),
        ("Patient.name.family", 3),
        ("Patient.decea", 1),
        ("Patient.name[99999999999999]", 3),
        ("Patient.name[0]]]] and nonsense", 4),
    ],
)
def test_what_is_not_there_is_shown_at_its_parent(expression: str, line: int) -> None:
    assert lines(PATIENT, [expression])[expression].line == line


def test_a_resource_in_an_entry_is_found_with_its_type_said_or_not() -> None:
    text = '{"resourceType": "Bundle", "entry": [{},\n {"resource": {\n"id": "a"}}]}'

    found = lines(text, ["Bundle.entry[1].resource.ofType(Goal).id", "Bundle.entry[1].resource.id"])

    assert {place.line for place in found.values()} == {3}


def laid_out(tree: Any, at: str, line: int = 1) -> Iterator[tuple[str, int]]:
    """Each element with the line where json.dumps with an indent puts it."""
    children = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for step, value in children:
        line += 1
        inner = f"{at}[{step}]" if isinstance(tree, list) else f"{at}.{step}"
        yield inner, line
        if isinstance(value, dict | list):
            yield from laid_out(value, inner, line)
            line += sum(1 for _ in json.dumps(value, indent=1).splitlines()) - 1


@given(OBJECTS)
def test_every_element_is_found_on_the_line_where_it_was_written(tree: dict[str, Any]) -> None:
    text = json.dumps(tree, indent=2)

    expected = dict(laid_out(tree, "Patient"))

    assert {at: place.line for at, place in lines(text, expected).items()} == expected


@given(st.text(), st.integers(0, 40))
def test_an_offset_is_where_an_editor_would_show_it(text: str, offset: int) -> None:
    before = text[:offset].split("\n")

    expected = Place(len(before), min(offset, len(text)) - len(text[:offset]) + len(before[-1]) + 1)

    if offset <= len(text):
        assert place_of(text, offset) == places_of(text, [offset, 0])[offset] == expected


@given(OBJECTS, st.data())
def test_a_text_that_breaks_off_still_has_a_line_for_everything(
    tree: dict[str, Any], data: st.DataObject
) -> None:
    whole = json.dumps(tree, indent=2)
    text = whole[: data.draw(st.integers(0, len(whole)))] + data.draw(st.text(max_size=3))
    wanted = [expression for expression, _ in laid_out(tree, "Patient")]

    found = lines(text, wanted)

    assert set(found) == set(wanted)
    assert all(1 <= place.line <= text.count("\n") + 1 for place in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"a": {"a": 1}, "a": {"a": 2}}',
        '{"a": 1 "a"',
        "{1: 2}",
        '{"a": {"a"}}',
        '{"\\ud800": 1, "a": "\\x"}',
        "{" * 5 + "}" * 9,
        '{"a": ' + "9" * 10_000 + ', "b": NaN, "a": {"a": 1}}',
    ],
    ids=range(11),
)
def test_whatever_the_text_is_there_is_a_line(text: str) -> None:
    found = lines(text, ["Patient.a.a", "Patient.b[3].a", "Patient" + ".a" * 3000])

    assert {place.line for place in found.values()} == {1}


def test_a_name_that_comes_twice_is_shown_where_it_comes_last() -> None:
    assert lines('{"a": 1,\n"a": 2}', ["Patient.a"])["Patient.a"].line == 2


def test_a_thousand_findings_in_five_megabytes_are_placed_in_one_pass() -> None:
    goal = {"resourceType": "Goal", "note": [{"text": "x" * 900}], "start": {"a": [1, 2, {"b": 3}]}}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": goal} for _ in range(4_500)]}
    text = json.dumps(bundle, indent=2)
    wanted = [f"Bundle.entry[{number * 4}].resource.start.a[2].b" for number in range(1_000)]
    started = time.perf_counter()

    found = lines(text, wanted)

    assert time.perf_counter() - started < 2
    of_an_entry = json.dumps({"resource": goal}, indent=2).count("\n") + 1
    assert found[wanted[-1]].line - found[wanted[0]].line == of_an_entry * 999 * 4
