"""The answers of a filled-in form by question: of items and of what stands beneath an answer.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from profiles.pzp.reading.shown import Answer
from profiles.pzp.reading.written import plain
from profiles.resource.items import items
from profiles.resource.read import objects, words

Given = Mapping[str, Any]


class Answers:
    """All answers of one form; `taken` are the questions that are told elsewhere."""

    __slots__ = ("_items", "taken")

    def __init__(self, form: Mapping[str, Any]) -> None:
        self._items = list(items(form))
        self.taken = set[str]()

    def of(self, question: str) -> list[Given]:
        """What was answered to a question, which is then taken."""
        self.taken.add(question)
        asked = [one for one in self._items if words(one, "linkId") == question]
        return [answer for item in asked for answer in objects(item.get("answer"))]

    def text(self, question: str) -> str:
        """The answer in words; of several all."""
        return "; ".join(filter(None, (shown(one) for one in self.of(question))))

    def left(self, presets: Collection[str]) -> Iterator[Answer]:
        """Those that nobody took, as they were asked and written."""
        for item in self._items:
            name = words(item, "linkId")
            text = "; ".join(filter(None, (shown(one) for one in objects(item.get("answer")))))
            if text and name not in self.taken and name not in presets:
                yield Answer(words(item, "text") or name, text)


def shown(answer: Given) -> str:
    """An answer as a person reads it; without what stands beneath it."""
    return plain({name: value for name, value in answer.items() if name.startswith("value")})
