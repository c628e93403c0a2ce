"""What the contract cases have to know of monitoring: tests/adapters/contract runs them all."""

from collections.abc import Sequence
from pathlib import Path

from tests.adapters.contract.adapter import Adapter
from tests.adapters.monitoring.sample import a_file, a_list


def _lay(source: Path, people: Sequence[str], mark: str) -> None:
    """The input as a platform leaves it; `mark` stands in each number of its own."""
    _leave(source, people, mark, 72.5)


def _change(source: Path, people: Sequence[str], mark: str) -> None:
    """The same, as it says later."""
    _leave(source, people, mark, 70.0)


def _leave(source: Path, people: Sequence[str], mark: str, value: float) -> None:
    users = {f"{mark}-u{place}": bsn for place, bsn in enumerate(people)}
    (source / "users.csv").write_bytes(a_list(users))
    for place, user_id in enumerate(users):
        (source / f"{place:03}.json").write_bytes(a_file(user_id, f"{mark}-{place}", value))


ADAPTER = Adapter("monitoring", _lay, _change)
