"""Instances of R4's types with much in them, of every element and of every type of a choice."""

import copy
from collections.abc import Iterator

from hypothesis import strategies as st

from profiles.r4.element_table import ElementRow
from profiles.r4.tables import elements
from tests.profiles.strategies import PRIMITIVE, Tree, minimal, valued

EXTENSION = {"url": "http://example.org/extension", "valueString": "text"}
_NOT_IN_JSON = "System.String"
_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=9
)


def _named(kind: str) -> Iterator[tuple[ElementRow, str, str]]:
    for row in elements(kind):
        for name, of in row.json_names().items():
            yield row, name, of


def everything(kind: str) -> Iterator[Tree]:
    """Resources of a type that between them have every element, of a choice each of its types."""
    for turn in range(_most(kind)):
        tree: dict[str, Tree] = {"resourceType": kind}
        for row in elements(kind):
            named = list(row.json_names().items())
            if turn and len(named) == 1:
                continue
            name, of = named[turn % len(named)]
            tree[name] = copy.deepcopy(valued(row, of))
            if of in PRIMITIVE and of not in {_NOT_IN_JSON, "xhtml"}:
                beside = {"id": "a", "extension": [EXTENSION]}
                tree[f"_{name}"] = [beside] if row.is_list else beside
        yield tree


def _most(kind: str) -> int:
    return max((len(row.json_names()) for row in elements(kind)), default=1)


@st.composite
def instances(draw: st.DrawFn, kind: str) -> Tree:
    """One resource of a type: some of its elements, each with something odd."""
    tree = minimal(kind)
    named = list(_named(kind))
    for row, name, of in draw(st.lists(st.sampled_from(named), max_size=6, unique_by=_choice)):
        tree[name] = copy.deepcopy(valued(row, of))
        if of in PRIMITIVE and of not in {_NOT_IN_JSON, "xhtml"}:
            _companion(draw, tree, row, name)
        if of in {"string", "markdown"} and not row.is_list:
            tree[name] = draw(_TEXTS)
    return tree


def _choice(one: tuple[ElementRow, str, str]) -> str:
    return one[0].path


def _companion(draw: st.DrawFn, tree: Tree, row: ElementRow, name: str) -> None:
    beside: Tree = {"extension": [EXTENSION]} | (
        {"id": draw(_TEXTS)} if draw(st.booleans()) else {}
    )
    if not row.is_list:
        tree[f"_{name}"] = beside
        if draw(st.booleans()):
            del tree[name]
        return
    [value] = tree[name]
    filled = draw(st.lists(st.booleans(), min_size=1, max_size=4))
    tree[name] = [value if one else None for one in filled] + [value]
    tree[f"_{name}"] = [None if one else beside for one in filled] + [
        draw(st.sampled_from([None, beside]))
    ]
    if not any(tree[f"_{name}"]):
        del tree[f"_{name}"]
