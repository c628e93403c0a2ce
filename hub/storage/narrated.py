"""Links in a narrative follow what they name, as the references of its resource do.

https://hl7.org/fhir/R4/http.html#trules
"""

import re
from collections.abc import Mapping

_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"""(?<![\w:-])((?:href|src)\s*=\s*)(["'])([^"'<>]*)\2""")


def has_links(div: str) -> bool:
    """Whether it may have any, so that few are looked at twice."""
    return "href" in div or "src" in div


def narrated(div: str, links: Mapping[str, str]) -> str:
    """The same narrative, each link that `links` knows swapped; whatever else stays as it is."""

    def swap(match: re.Match[str]) -> str:
        begin, quote, said = match.groups()
        return f"{begin}{quote}{links.get(said, said)}{quote}"

    return _TAG.sub(lambda tag: _LINK.sub(swap, tag.group()), div)
