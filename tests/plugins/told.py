"""Whether the hub answers as `/openapi.json` says: with a status and in a format that stand there.

https://spec.openapis.org/oas/v3.1.0#responses-object
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple

import pytest

ANY = "*/*"
UNLISTED = frozenset({"OPTIONS", "HEAD", "TRACE"})
"""Methods that the document has no word of."""


class Told(NamedTuple):
    """What was asked and what came: `media_type` is that of the body, empty where there is none."""

    method: str
    path: str
    status: int
    media_type: str = ""


@dataclass(frozen=True)
class Document:
    """`/openapi.json`, as it was read."""

    tree: Mapping[str, Any]

    def untold(self, answers: Iterable[Told]) -> Iterator[str]:
        """What was answered otherwise than it says, once each, and no word of whom it was about."""
        found = {fault for one in answers if (fault := self.fault(one))}
        yield from sorted(found)

    def fault(self, one: Told) -> str:
        """What is not as it is said, or nothing."""
        if one.method in UNLISTED:
            return ""
        template, methods = self._at(one.path)
        listed = methods.get(one.method.lower())
        asked = f"{one.method} {template}"
        if listed is None:
            done = one.status < HTTPStatus.BAD_REQUEST and one.path.startswith("/fhir/")
            return f"{asked} is not listed, and is answered" if done else ""
        said = listed["responses"].get(str(one.status)) or listed["responses"].get("default")
        if said is None:
            return f"{asked} is answered by {one.status}, which is not listed"
        types = self._resolved(said).get("content", {})
        if one.media_type and types and not {ANY, one.media_type} & set(types):
            return f"{asked} is answered by {one.status} in {one.media_type}, which is not listed"
        return ""

    def _at(self, path: str) -> tuple[str, Mapping[str, Any]]:
        """The template that this address is of, with its methods."""
        # Whose base ends in a slash puts two of them, and means the same.
        path = re.sub("^/fhir//+", "/fhir/", path.rstrip("/"))
        methods = self.tree["paths"].get(path)
        if methods:
            return path, methods
        shape = path.count("/")
        for pattern, template in self._patterns.get(shape, ()):
            if pattern.fullmatch(path):
                return template, self.tree["paths"][template]
        return re.sub(r"/[^/$]*\d[^/]*", "/…", path), {}

    @cached_property
    def _patterns(self) -> Mapping[int, list[tuple[re.Pattern[str], str]]]:
        """By how many parts they have, those with fewest variables first."""
        found: dict[int, list[tuple[re.Pattern[str], str]]] = {}
        for template in sorted(self.tree["paths"], key=lambda one: one.count("{")):
            if "{" in template:
                parts = re.split(r"\{\w+\}", template)
                pattern = re.compile(r"[^/$_][^/]*".join(map(re.escape, parts)))
                found.setdefault(template.count("/"), []).append((pattern, template))
        return found

    def _resolved(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in said:
            return said
        return self.tree["components"]["responses"][said["$ref"].rpartition("/")[2]]


def must_be_as_said(document: Document, answers: Iterable[Told]) -> None:
    """Fail, and say what was answered otherwise."""
    found = list(document.untold(answers))
    if found:
        pytest.fail("/openapi.json says otherwise:\n  " + "\n  ".join(found), pytrace=False)
