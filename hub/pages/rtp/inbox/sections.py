"""A handoff section by section: its words, its parts, and what of these is not there."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.pages.rtp.inbox.entries import entry_lines, lines_of
from hub.pages.words import Words
from profiles.resource.read import element, objects, words
from profiles.resource.surroundings import Resource

_DEEPEST = 6
_NOTHING = ["-"]
Part = tuple[int, str, list[str]]
"""How deep its heading stands, its title, and what it says, line by line."""


def sections(composition: Resource, records: Mapping[str, Resource], t: Words) -> Iterator[Part]:
    """In its order; `records` are those that are open, by the reference that names them."""
    yield from _parts(composition, records, t, 2)


def _parts(
    node: Mapping[str, Any], records: Mapping[str, Resource], t: Words, depth: int
) -> Iterator[Part]:
    for one in objects(node.get("section")):
        written = list(lines_of(element(one, "text")))
        entries = list(_entries(one, records, t))
        # Without words of its own a section has a stroke.
        said = entries if entries and written == _NOTHING else [*written, *entries]
        yield min(depth, _DEEPEST), _title(one, t), said
        yield from _parts(one, records, t, depth + 1)


def _entries(
    section: Mapping[str, Any], records: Mapping[str, Resource], t: Words
) -> Iterator[str]:
    closed = 0
    for one in objects(section.get("entry")):
        record = records.get(words(one, "reference"))
        if record is None:
            closed += 1
        else:
            yield from entry_lines(record, t)
    if closed:
        yield t("entry.closed") if closed == 1 else t("entry.closed-more", count=closed)


def _title(section: Mapping[str, Any], t: Words) -> str:
    """As its sender calls it, else our words for its code, else what stands there."""
    code = element(section, "code")
    codings = objects(code.get("coding"))
    ours = [t.of("section", words(one, "code")) for one in codings]
    written = [words(one, "display") or words(one, "code") for one in codings]
    named = ", ".join(filter(None, ours)) or ", ".join(filter(None, written))
    return words(section, "title") or words(code, "text") or named or "?"
