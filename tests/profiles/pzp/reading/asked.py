"""A reading of a few records, and what a reader is shown of a subject."""

from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from profiles import systems
from profiles.pzp.reading.fact import Topic
from profiles.pzp.reading.read import read
from profiles.pzp.reading.shown import Reading
from profiles.pzp.reading.words import decision
from tests.profiles.pzp.records import Tree

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
GP, HOSPITAL = (f"{systems.URA_SYSTEM}#{number}" for number in ("90000101", "90000103"))
LABEL = systems.HUB_LABELS


def reading(*resources: Tree) -> Reading:
    return read(resources, AT)


def of(source: str, resource: Tree, **more: Any) -> Tree:
    """The same as a source's own word, with an id."""
    meta = {**resource.get("meta", {}), "source": source}
    return {
        "id": f"x{crc32(str((source, resource, more)).encode())}",
        **resource,
        "meta": meta,
        **more,
    }


def now(topic: Topic) -> list[str]:
    """What stands as current, in the words of the screen."""
    return [decision(one) for one in topic.now]


def before(topic: Topic) -> list[str]:
    return [decision(one) for one in topic.before]


def capable(*, said: bool, url: str = "") -> Tree:
    """The Patient's extension."""
    own = url or f"{systems.PZP}ext-LegallyCapable-MedicalTreatmentDecisions"
    return {"url": own, "extension": [{"url": "legallyCapable", "valueBoolean": said}]}
