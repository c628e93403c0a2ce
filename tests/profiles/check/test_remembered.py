import pytest

from profiles.check.context import Context
from profiles.check.fault import Fault
from profiles.check.remembered import LONGEST, MOST, remembered
from profiles.check.structure import check_structure

AROUND = Context()


class Counted:
    def __init__(self):
        self.asked = []

    def __call__(self, node, _):
        self.asked.append(node)
        return [Fault("value", "no")] if node.get("code") == "wrong" else None


def twice(node):
    judged = Counted()
    check = remembered(judged)
    found = [check(node, AROUND), check(dict(node), AROUND)]
    return judged.asked, found


def test_what_has_a_fault_is_judged_each_time():
    asked, found = twice({"code": "wrong"})
    assert len(asked) == 2
    assert all(found)


@pytest.mark.parametrize(
    "node",
    [
        {"code": "a", "userSelected": True},
        {"code": "a", "extension": [{"url": "http://x"}]},
        {"code": "a", "_code": {"id": "x"}},
        {"code": "a", "display": "a" * (LONGEST + 1)},
    ],
    ids=["a boolean", "an extension", "a companion", "a long text"],
)
def test_what_is_no_short_text_is_judged_each_time(node):
    asked, _ = twice(node)
    assert len(asked) == 2


def test_a_sound_coding_is_judged_once():
    asked, found = twice({"system": "http://x", "code": "a"})
    assert len(asked) == 1
    assert found == [None, None]


def test_no_more_than_so_many_are_remembered():
    judged = Counted()
    check = remembered(judged)
    for number in range(MOST + 1):
        check({"code": str(number)}, AROUND)
    del judged.asked[:]
    check({"code": "0"}, AROUND)
    check({"code": str(MOST)}, AROUND)
    assert judged.asked == [{"code": str(MOST)}]


@pytest.mark.parametrize("code", ["a", 1, True, None, ["a"], {"a": "a"}, "a "])
def test_a_coding_gets_the_same_verdict_before_and_after_others_were_judged(code):
    def judged():
        goal = {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"coding": [{"system": "http://x", "code": code}]},
            "subject": {"reference": "Patient/1"},
        }
        return check_structure(goal)

    first = judged()
    assert judged() == first
    assert bool(first) is (code != "a")
