"""Whether a finding is in Dutch, to its last word."""

import re
from collections.abc import Iterable

from hub.languages.dutch import in_dutch
from profiles.issue import Issue

QUOTED = re.compile(r"voldoet niet aan regel [^ ]+: .*", re.DOTALL)
"""An invariant in the words of its author."""
NAMED = re.compile(r'[a-z]+://\S+|"[^"]*"|`[^`]*`')
ENGLISH = re.compile(
    r"(?<![\w-])(?:the|this|that|must|and|or|with|without|here|which|there|add|remove|correct|"
    r"nothing|none|others|contained in|a code of|one of|a string|a number|an object|an array|"
    r"found)(?![\w-])"
)


def not_in_dutch(texts: Iterable[str]) -> list[str]:
    """Of these the ones that are, or have in them, English."""
    return [text for text in dict.fromkeys(texts) if not is_dutch(text)]


def is_dutch(text: str) -> bool:
    """Whether it has its Dutch, with no word of ours in it that stayed English."""
    told = in_dutch(text)
    return told is not None and not has_english(told)


def has_english(told: str) -> bool:
    """Whether a word of ours in it is English."""
    return ENGLISH.search(NAMED.sub("", QUOTED.sub("", told))) is not None


def texts(issues: Iterable[Issue]) -> list[str]:
    """What the findings say."""
    return [issue.text for issue in issues]
