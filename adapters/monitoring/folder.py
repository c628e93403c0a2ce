"""The folder of a platform: data points, each handed out with the line of its user.

A record is whole by itself, so that it can be pushed when the folder has gone; one whose line
changes is another record, and is taken anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.core.json import dump, load
from adapters.core.records import Folder, Record, Untaken
from adapters.monitoring.users import UnfitUsers, User, read_users
from profiles.invalid import InvalidRecord

POINT, USER = "point", "user"

_LIST = ".csv"


@dataclass(slots=True)
class MonitoringFolder:
    """The JSON files of a folder, beside the one list of users, which is known by its ending."""

    path: Path
    _points: Folder = field(init=False, repr=False)
    _lists: Folder = field(init=False, repr=False)
    _unfit: list[Untaken] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        self._points = Folder(self.path)
        self._lists = Folder(self.path, (_LIST,))

    def records(self) -> Iterator[Record]:
        """Every data point, by name; none while the list is unclear. Raises OSError."""
        self._unfit.clear()
        users: Mapping[str, User] | None = None
        for record in self._points.records():
            users = self._users() if users is None else users
            if not self._unfit:
                yield _with_user(record, users)

    def untaken(self) -> Sequence[Untaken]:
        """What lies there besides, and what is wrong with the list."""
        left = [one for one in self._points.untaken() if not one.name.endswith(_LIST)]
        return [*left, *self._unfit]

    def _users(self) -> Mapping[str, User]:
        lists = list(self._lists.records())
        if len(lists) != 1:
            why = f"{len(lists)} lists of users ({_LIST}) where one has to be; no point is taken"
            self._unfit.append(Untaken(_LIST, why))
            return {}
        try:
            return read_users(lists[0].content)
        except UnfitUsers as error:
            why = f"a list of users that can not be read: {error}; no point is taken"
            self._unfit.append(Untaken(lists[0].name, why))
            return {}


def _with_user(record: Record, users: Mapping[str, User]) -> Record:
    try:
        point = load(record.content)
    except InvalidRecord:
        return record  # refused where it is mapped
    user = users.get(_user_id(point))
    line = {USER: user.line()} if user else {}
    return Record(record.name, dump({**line, POINT: point}))


def _user_id(point: dict[str, Any]) -> str:
    header = point.get("header")
    said = header.get("user_id") if isinstance(header, dict) else None
    return said if isinstance(said, str) else ""
