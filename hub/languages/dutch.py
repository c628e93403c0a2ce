"""What is told, in Dutch: a sentence of the code is looked up with gaps where its values stood.

docs/decisions/0057-told-in-the-callers-language.md
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

GAP = "{}"
_KEY = 6
"""Letters of its beginning by which a sentence with gaps is looked up."""
_Forms = Mapping[str, Sequence[tuple[re.Pattern[str], str]]]


@cache
def sentences() -> Mapping[str, str]:
    """By the English with `{}` for each value, the Dutch with `{0}`, `{1}` for the same."""
    text = files(__package__).joinpath("nl.json").read_bytes()
    found: Mapping[str, str] = msgspec.json.decode(text, type=dict[str, str])
    return found


@lru_cache(maxsize=1024)
def in_dutch(text: str) -> str | None:
    """The same in Dutch, with what fills its gaps; None where it has none."""
    exact = sentences().get(text)
    if exact is not None:
        return exact
    forms = _forms()
    for pattern, dutch in (*forms.get(text[:_KEY], ()), *forms.get("", ())):
        found = pattern.fullmatch(text)
        if found:
            return _filled(dutch, found.groups())
    return None


def _filled(dutch: str, values: Sequence[str]) -> str | None:
    """Of two sentences in one, such as `{0}; {1}`, each has to be known."""
    told = [in_dutch(value) for value in values]
    if None in told and not any(character.isalpha() for character in dutch):
        return None
    return dutch.format(*(new or old for new, old in zip(told, values, strict=True)))


@cache
def _forms() -> _Forms:
    """Those with gaps, the longest first, by how they begin: by nothing where that is a gap."""
    forms: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
    for english in sorted(sentences(), key=len, reverse=True):
        if GAP in english:
            pattern = "(.+)".join(re.escape(part) for part in english.split(GAP))
            begin = english.partition(GAP)[0]
            key = begin[:_KEY] if len(begin) >= _KEY else ""
            forms[key].append((re.compile(pattern, re.DOTALL), sentences()[english]))
    return forms
