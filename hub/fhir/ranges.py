"""The ranges of a header such as Accept-Language, each with its weight.

https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2
"""

from collections.abc import Iterator

_MOST = 20


def ranges(header: str) -> Iterator[tuple[str, float]]:
    """As they are written; what has no weight weighs 1, and what is no weight 0."""
    for part in header.split(",")[:_MOST]:
        said, _, weight = part.partition(";")
        try:
            yield said.strip(), float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            yield said.strip(), 0.0
