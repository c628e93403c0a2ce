"""A platform's folder hands out each data point with its user, and none while that is unclear."""

from pathlib import Path

import pytest

from adapters.core.json import load
from adapters.core.records import Record
from adapters.monitoring.folder import MonitoringFolder
from tests.adapters.monitoring.sample import a_file, a_list
from tests.builders import a_bsn

BSN = a_bsn()
HEAD = "user_id,bsn,from,until\n"
UNFIT = {
    "": "first line",
    "user,bsn\n": "first line",
    f"{HEAD}u-1,{BSN}\n": "line 2 has not 4 fields",
    f"{HEAD}u-1,{BSN}1,2026-02-01,\n": "line 2 has no BSN",
    f"{HEAD} ,{BSN},2026-02-01,\n": "line 2 has no user id",
    f"{HEAD}u-1,{BSN},1-2-2026,\n": "line 2 has a day",
    f"{HEAD}u-1,{BSN},2026-02-01,gone\n": "line 2 has a day",
    f"{HEAD}u-1,{BSN},2026-02-01,\nu-1,{BSN},2026-02-01,\n": "line 3 has a user id",
    f'{HEAD}"u-1,{BSN},2026-02-01,\n': "not CSV",
    f"{HEAD}\xe9".encode("latin-1"): "not in UTF-8",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "1.json").write_bytes(a_file("u-1", "1"))
    return tmp_path


def taken(folder: Path) -> tuple[list[Record], list[str]]:
    source = MonitoringFolder(folder)
    return list(source.records()), [one.why for one in source.untaken()]


@pytest.mark.parametrize(("content", "why"), UNFIT.items(), ids=range(len(UNFIT)))
def test_of_a_list_that_is_unclear_nobody_is_taken_and_no_value_is_told(
    folder: Path, content: str | bytes, why: str
) -> None:
    written = content if isinstance(content, bytes) else content.encode()
    (folder / "users.csv").write_bytes(written)

    records, [told] = taken(folder)

    assert records == []
    assert why in told
    assert BSN not in told


@pytest.mark.parametrize("names", [[], ["a.csv", "b.csv"]], ids=["none", "two"])
def test_where_there_is_not_one_list_nobody_is_taken(folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / name).write_bytes(a_list({"u-1": BSN}))

    records, [told] = taken(folder)

    assert records == []
    assert told.startswith(f"{len(names)} lists of users")


def test_an_empty_folder_lacks_no_list(tmp_path: Path) -> None:
    assert taken(tmp_path) == ([], [])


def test_a_point_is_handed_out_with_its_user_by_whatever_name_the_list_has(folder: Path) -> None:
    (folder / "x-3.csv").write_bytes(a_list({"u-1": BSN, "u-2": a_bsn()}))

    [record], told = taken(folder)

    assert load(record.content)["user"]["bsn"] == BSN
    assert told == []


def test_a_line_that_comes_later_makes_it_another_record_and_anothers_line_does_not(
    folder: Path,
) -> None:
    users = folder / "users.csv"
    digests = []
    for listed in ({}, {"u-1": BSN}, {"u-1": BSN, "u-2": a_bsn()}):
        users.write_bytes(a_list(listed))
        [record], _ = taken(folder)
        digests.append(record.digest)

    assert digests[0] != digests[1] == digests[2]


def test_what_is_no_json_is_handed_out_to_be_refused_by_name(folder: Path) -> None:
    (folder / "users.csv").write_bytes(a_list({"u-1": BSN}))
    (folder / "1.json").write_bytes(b"[")

    [record], _ = taken(folder)

    assert record.content == b"["
