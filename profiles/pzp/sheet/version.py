"""Which plan it is: the same as long as nobody says anything else, whenever it is looked at."""

import hashlib
import json

from profiles.pzp.sheet.shown import Line, Sheet, Told


def version_of(sheet: Sheet) -> str:
    """A digest of what holds: of whom, of whose word, without what time alone changes."""
    said = [
        [[one.name, one.born, one.died] for one in sheet.banners],
        [[one.subject, one.title, [_line(line) for line in one.lines]] for one in sheet.blocks],
        [[one.name, one.roles, one.relations, one.phones, one.represents] for one in sheet.mates],
        [_told(one) for one in (*sheet.own_words, *sheet.answers)],
        [[one.what, one.day, one.source] for one in sheet.handoffs],
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _line(line: Line) -> list[object]:
    return [line.decision, line.tone, line.remarks, line.day, line.source, line.parties]


def _told(told: Told) -> list[object]:
    return [told.title, told.answers, told.day, told.source]
