"""Processor time of a tree of processes: a measure that other work on the machine hardly moves."""

import os
from collections import defaultdict
from pathlib import Path

_PARENT, _USER, _LAST = 1, 11, 15  # places behind the command's name


def processor_seconds(pid: int) -> float | None:
    """What the process, its descendants and its reaped children used; None off Linux.

    https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    """
    found = _all()
    if pid not in found:
        return None
    children = defaultdict(list)
    for number, (parent, _) in found.items():
        children[parent].append(number)
    total, todo = 0.0, [pid]
    while todo:
        number = todo.pop()
        total += found[number][1]
        todo += children[number]
    return total


def _all() -> dict[int, tuple[int, float]]:
    """Parent and seconds of every process."""
    tick = os.sysconf("SC_CLK_TCK")
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        found[int(path.parent.name)] = int(words[_PARENT]), sum(map(int, words[_USER:_LAST])) / tick
    return found
