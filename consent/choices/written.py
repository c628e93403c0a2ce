"""A choice that is none of the catalogue, in words: as it is written, statement by statement."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from consent.choices.catalogue import Language, catalogue
from consent.data_category import TREATMENT_DATA
from consent.statement import ANY, CATEGORY, EMERGENCY, LABEL, RESOURCE, Statement

_Alike = tuple[bool, str, str, frozenset[str]]


def written(
    said: Iterable[Statement], language: Language, names: Mapping[str, str]
) -> tuple[str, ...]:
    """What it says, a few sentences each; `names` of organisations by URA."""
    words = all_words()[language]
    together: dict[_Alike, list[str]] = {}
    for one in said:
        alike = one.permit, one.custodian, _kind(one.data), one.purposes
        together.setdefault(alike, []).append(_who(one.actor, language, names))
    return tuple(
        " ".join(_sentences(words, alike, dict.fromkeys(who), names))
        for alike, who in together.items()
    )


@cache
def all_words() -> Mapping[Language, Mapping[str, str]]:
    """The sentences by language and key."""
    found: Mapping[Language, Mapping[str, str]] = json.loads(
        files("consent.choices").joinpath("words.json").read_text("utf-8")
    )
    return found


def _sentences(
    words: Mapping[str, str], alike: _Alike, who: Iterable[str], names: Mapping[str, str]
) -> Iterator[str]:
    permit, custodian, kind, purposes = alike
    yield words["permit" if permit else "deny"].replace("{who}", ", ".join(who))
    yield words[kind]
    if custodian.startswith(CATEGORY):
        yield words["a-kind-of-source"]
    elif custodian != ANY:
        name = names.get(custodian) or words["unknown"].replace("{name}", custodian)
        yield words["source"].replace("{name}", name)
    if purposes and purposes <= EMERGENCY:
        yield words["haste"]
    elif purposes == {"COC"}:
        yield words["transfer"]


def _who(actor: str, language: Language, names: Mapping[str, str]) -> str:
    words = all_words()[language]
    if actor == ANY:
        return words["everyone"]
    if actor.startswith(CATEGORY):
        kinds = catalogue().kinds.values()
        called = (one.names[language] for one in kinds if f"{CATEGORY}{one.category}" == actor)
        return next(called, words["a-kind"])
    return names.get(actor) or words["unknown"].replace("{name}", actor)


def _kind(data: str) -> str:
    """Which kind of data: no address of a resource is told in words."""
    if data == ANY:
        return "all"
    if data == TREATMENT_DATA:
        return "wishes"
    if data.startswith(RESOURCE):
        return "resource"
    return "label" if data.startswith(LABEL) else "another"
