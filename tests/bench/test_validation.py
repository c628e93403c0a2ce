import re

from bench.validation import __main__ as command
from bench.validation import clock
from bench.validation.loading import loading
from bench.validation.material import GUIDE, Material, talks
from profiles.resource.references import literal_references
from tests.plugins.shared_data import shared_data
from tests.profiles.mutants.material import published, pzp_profiles


def test_times_are_of_each_resource_and_every_round() -> None:
    found = clock.times(lambda number: sum(range(number)), [10, 10_000], 5)
    assert [len(each) for each in found] == [5, 5]
    assert clock.summary([[1.0, 2.0], [3.0, 200.0]]) == {
        "median": 2.5,
        "p99": 200.0,
        "slowest": 101.5,
    }


def test_the_bundle_is_of_many_inhabitants_and_refers_to_itself_alone() -> None:
    names = {path.stem for path in shared_data(GUIDE).glob("*.json")}
    talk = [one.resource for one in published() if one.name in names]

    entries = talks(talk, 100)["entry"]

    urls = [entry["fullUrl"] for entry in entries]
    assert len(set(urls)) == len(entries) == 100
    whole = entries[: len(talk)]
    assert {text for entry in whole for _, text in literal_references(entry)} <= set(urls)
    families = {
        entry["resource"]["name"][0]["family"]
        for entry in entries
        if entry["resource"]["resourceType"] == "Patient"
    }
    assert len(families) == 4


def test_a_fresh_process_tells_when_it_is_ready() -> None:
    costs = loading(pzp_profiles()[:1], times=1)
    assert 0 < costs["loaded"] < costs["ready"] < 10


def test_a_row_tells_what_was_refused_and_of_what_passes() -> None:
    example = published()[0].resource
    spoiled = {name: value for name, value in example.items() if name != "status"}
    given = Material([example], [spoiled], [example], [0], [example], talks([example], 3))
    ours = command.ours(given, rounds=2)
    blunt = ours | {"origins": [True], "examples": [True], "bundle refused": True}

    ends = r"\d +1 \(100%\) +1 \(100%\) +0 of 1$"
    assert re.search(ends, command.line("ours", ours, given))
    ends = r"\d\* +1 \(100%\) +0 \(  0%\) +1 of 1$"
    assert re.search(ends, command.line("blunt", blunt, given))
