"""Nobody is spoken of twice in one bundle, in whatever ways: which of the two would stay?

https://hl7.org/fhir/R4/http.html#trules
"""

from collections.abc import Iterator, Mapping

from hub.errors import Unprocessable
from hub.write.draft import Draft
from hub.write.identity import shared_keys
from hub.write.names import Name
from hub.write.needs import Needs

TWICE = "two entries of this bundle are about the same resource; send it once"
TWICE_PATIENT = "two entries of this bundle are about the same inhabitant; send one Patient"


def twice(
    names: Mapping[Draft, Name], needs: Needs, pairs: Mapping[Draft, str]
) -> Iterator[Unprocessable]:
    """By where they are, and by what they will be known by where nothing is known of them yet.

    A refusal for each but the first.
    """
    taken: set[str] = set()
    for draft, name in names.items():
        keys = {name.address, *_keys(draft, name, needs, pairs)}
        if keys & taken:
            yield Unprocessable(
                TWICE_PATIENT if draft.type == "Patient" else TWICE,
                expression=draft.expression,
                rule="TWICE",
            )
        taken |= keys


def _keys(draft: Draft, name: Name, needs: Needs, pairs: Mapping[Draft, str]) -> Iterator[str]:
    """Whom the body of a create that changes nothing is about does not matter."""
    if draft.condition:
        yield f"{draft.type}|{draft.condition.key}"
    if name.stays:
        return
    for key in shared_keys(draft):
        yield f"{draft.type}|{key}"
    if draft in pairs:
        yield pairs[draft]
    if draft.type == "Patient" and draft in needs.people:
        yield f"Patient|{needs.people[draft].pat}"
