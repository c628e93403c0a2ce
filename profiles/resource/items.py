"""The items of a filled-in form, however deep they stand.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from profiles.resource.read import objects


def items(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Of a form, an item or an answer: all items in it, also those beneath an answer."""
    for item in objects(node.get("item")):
        yield item
        yield from items(item)
        for answer in objects(item.get("answer")):
            yield from items(answer)
