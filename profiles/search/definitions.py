"""The search parameters of R4 and of the PZP guide, by resource type."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, cast

Kind = Literal[
    "token",
    "reference",
    "date",
    "string",
    "uri",
    "number",
    "quantity",
    "composite",
    "special",
]

OF_THE_HUB = frozenset({"_id", "_lastUpdated", "_source"})
"""What the hub itself gives a resource, and so answers without looking inside it."""

_R4 = "http://hl7.org/fhir/SearchParameter/"
_EVERY_TYPE = "*"


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One parameter for one resource type; targets are the types a reference may name.

    A composite has components: parameters of the same type, each with an expression that begins
    at the element which the composite's selects, or at `%resource`.

    https://hl7.org/fhir/R4/searchparameter.html
    """

    code: str
    base: str
    type: Kind
    url: str
    expression: str
    targets: frozenset[str]
    components: tuple["SearchParameter", ...] = ()


def parameters(resource_type: str) -> Mapping[str, SearchParameter]:
    """The parameters of a resource type by code, those of every resource included.

    https://hl7.org/fhir/R4/searchparameter-registry.html
    """
    table = _table()
    return table.get(resource_type, table["Resource"])


@cache
def _table() -> Mapping[str, Mapping[str, SearchParameter]]:
    """Rows of base, code, type, url (R4's usual one if empty), expression, targets, components."""
    text = resources.files("profiles.search").joinpath("parameters.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    every_type = frozenset(next(rows)["targets"].split())
    by_type: defaultdict[str, dict[str, SearchParameter]] = defaultdict(dict)
    composites = []
    for row in rows:
        parameter = _parameter(row, every_type)
        by_type[parameter.base][parameter.code] = parameter
        if parameter.type == "composite":
            composites.append((parameter, row["components"]))
    for parameter, listed in composites:
        own = by_type[parameter.base]
        own[parameter.code] = replace(parameter, components=tuple(_components(listed, own)))
    common = by_type["Resource"]
    return {resource_type: MappingProxyType(common | own) for resource_type, own in by_type.items()}


def _components(listed: str, own: Mapping[str, SearchParameter]) -> Iterator[SearchParameter]:
    """`code=expression`, with a semicolon between two."""
    for each in listed.split(";"):
        code, _, expression = each.partition("=")
        yield replace(own[code], expression=expression)


def _parameter(row: dict[str, str], every_type: frozenset[str]) -> SearchParameter:
    url = row["url"] or f"{row['base']}-{row['code']}"
    targets = row["targets"]
    return SearchParameter(
        code=row["code"],
        base=row["base"],
        type=cast("Kind", row["type"]),
        url=url if "://" in url else _R4 + url,
        expression=row["expression"],
        targets=every_type if targets == _EVERY_TYPE else frozenset(targets.split()),
    )
