"""The form asks what the published one asks: each question, option, place and condition of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from profiles.pzp.form.national import BY_ID, FORM, OTHER_NAME
from profiles.pzp.form.question import Group, Item, Kind, Question
from tests.plugins.shared_data import shared_data

PUBLISHED = {
    "beta 3": ("pzp-definitions", "Questionnaire-ACP-zib2020.json"),
    "1.0": ("pzp-1.0-definitions", "Questionnaire-ACP-zib2020-rc2.json"),
}
# What the newest candidate has in another place, or as another type of answer.
MOVED = {"1406": "1651", "1430": "1649"}
TRUTHS = {"1651", "984", "1200"}
OTHERWISE_CODED = {("999", "225353007"): "713148004", ("1008", "ICD"): "72506001"}
NEWER = {"1652", "1648", "1650", "1649", "1644", "1651"}
published = pytest.mark.parametrize("release", PUBLISHED)

Tree = dict[str, Any]
Place = tuple[str, ...]


def _every(
    items: list[Tree], around: tuple[str, ...] = ()
) -> Iterator[tuple[Tree, tuple[str, ...]]]:
    for one in items:
        yield one, around
        yield from _every(one.get("item", []), (*around, one["linkId"]))


def _asked(release: str) -> list[tuple[Tree, tuple[str, ...]]]:
    form = json.loads(shared_data(*PUBLISHED[release]).read_text())
    return list(_every(form["item"]))


def _ours(
    items: tuple[Item, ...], around: tuple[str, ...] = ()
) -> Iterator[tuple[Item, tuple[str, ...]]]:
    for one in items:
        yield one, around
        within = one.items if isinstance(one, Group) else one.beneath
        yield from _ours(tuple(within), (*around, one.link_id))


OURS = {one.link_id: (one, around) for one, around in _ours(FORM)}


@published
def test_every_question_is_asked_in_its_place_and_order(release: str) -> None:
    asked = [MOVED.get(one["linkId"], one["linkId"]) for one, _ in _asked(release)]

    assert set(asked) <= OURS.keys()
    assert OURS.keys() - set(asked) <= NEWER
    assert [one for one in OURS if one in asked and one not in NEWER] == [
        one for one in asked if one not in NEWER
    ]
    for one, around in _asked(release):
        place = tuple(MOVED.get(each, each) for each in around)
        ours = OURS[MOVED.get(one["linkId"], one["linkId"])][1]
        assert tuple(each for each in ours if each != "1652") == place


@published
def test_every_option_is_offered_and_no_other(release: str) -> None:
    for one, _ in _asked(release):
        name = MOVED.get(one["linkId"], one["linkId"])
        question = BY_ID.get(name)
        if question is None or name in TRUTHS or name == OTHER_NAME:
            continue
        options = [option["valueCoding"] for option in one.get("answerOption", [])]
        codes = [OTHERWISE_CODED.get((name, each["code"]), each["code"]) for each in options]
        ours = [each.code.code for each in question.options]
        assert set(codes) <= set(ours), name
        assert release != "1.0" or set(codes) == set(ours), name
        for each in options:
            option = question.option(each["code"])
            assert option is None or option.code.system == each.get("system"), name


@published
def test_what_is_asked_on_a_condition_is_asked_on_it_here(release: str) -> None:
    for one, _ in _asked(release):
        name = MOVED.get(one["linkId"], one["linkId"])
        for when in one.get("enableWhen", []):
            item, around = OURS[name]
            said = item.when or next(OURS[each][0].when for each in reversed(around))
            assert said is not None, name
            assert (said.question, said.key) == (when["question"], when["answerCoding"]["code"])


@published
def test_what_repeats_and_what_is_answered_by_the_form_does_so_here(release: str) -> None:
    for one, _ in _asked(release):
        item = OURS[MOVED.get(one["linkId"], one["linkId"])][0]
        if isinstance(item, Group):
            assert item.repeats == one.get("repeats", False), one["linkId"]
        elif isinstance(item, Question) and item.link_id not in {"82", OTHER_NAME}:
            assert (item.kind is Kind.MANY) == one.get("repeats", False), one["linkId"]
            assert (item.kind is Kind.PRESET) == one.get("readOnly", False), one["linkId"]
