"""Answers as the fields of the page have them: pure."""

from collections.abc import Mapping

from profiles.pzp.form.question import Kind
from profiles.pzp.form.said import Said, keys_of, placed, tidy

TICKED = "ja"
VERSION = "versie"
_MOST_DIGITS = 6


def said_in(fields: Mapping[str, str]) -> Said:
    """What was answered; a choice of several has a field for each."""
    found: dict[str, tuple[str, ...]] = {}
    for path, question in placed():
        if question.kind is Kind.MANY:
            ticked = (one for one in keys_of(question) if fields.get(f"{path}:{one}") == TICKED)
            found[path] = tuple(ticked)
        else:
            found[path] = (fields.get(path, ""),)
    return tidy(found)


def fields_of(said: Said) -> dict[str, str]:
    """The fields of a page on which this is answered."""
    found: dict[str, str] = {}
    for path, question in placed():
        for value in said.get(path, ()):
            several = question.kind is Kind.MANY
            found[f"{path}:{value}" if several else path] = TICKED if several else value
    return found


def version_in(fields: Mapping[str, str]) -> int:
    """Which version of the draft was on the page; 0 of none."""
    read = fields.get(VERSION, "")
    is_number = read.isascii() and read.isdigit() and len(read) <= _MOST_DIGITS
    return int(read) if is_number else 0
