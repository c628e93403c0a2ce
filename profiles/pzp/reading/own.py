"""What the inhabitant wrote himself, apart from what professionals wrote of him.

docs/decisions/0040-own-words.md
"""

from collections.abc import Iterator

from profiles.own_words import is_own_words
from profiles.pzp.reading.answers import Answers
from profiles.pzp.reading.fact import Standing
from profiles.pzp.reading.record import Record, is_labelled, source
from profiles.pzp.reading.shown import OwnWords
from profiles.resource.read import element, words

_STANDINGS = {
    "completed": Standing.IN_FORCE, "amended": Standing.IN_FORCE,
    "entered-in-error": Standing.IN_ERROR, "in-progress": Standing.NOT_YET,
    "stopped": Standing.ENDED,
}  # fmt: skip


def own_words(record: Record) -> Iterator[OwnWords]:
    """Every answer to the hub's own Questionnaire; only the hub's label says that it is his own."""
    for response in record.of("QuestionnaireResponse"):
        if is_own_words(response):
            record.used.add(id(response))
            yield OwnWords(
                date=words(response, "authored"),
                by=words(element(response, "author"), "display"),
                answers=tuple(Answers(response).left(())),
                standing=_STANDINGS.get(words(response, "status"), Standing.UNSTATED),
                source=source(response),
                address=record.address(response),
                is_marked=is_labelled(response, "own-words"),
            )
