"""What JSON holds beside a value, where XML has it inside: an id and extensions.

https://hl7.org/fhir/R4/json.html#primitive
"""

from typing import Any

from profiles.xml.children import Child

Tree = dict[str, Any]


def put(parent: Tree, child: Child, value: Any) -> None:
    """The value where it belongs; of a list None too, which stands for none."""
    if child.is_list:
        parent.setdefault(child.name, []).append(value)
    elif value is not None:
        parent[child.name] = value


def companion(parent: Tree, child: Child, uneven: list[tuple[Tree, str]]) -> Tree:
    """A new one beside the value that came last; where it is of a list, that has to be aligned."""
    name, made = f"_{child.name}", Tree()
    if not child.is_list:
        parent[name] = made
        return made
    if name not in parent:
        parent[name] = []
        uneven.append((parent, child.name))
    listed = parent[name]
    listed += [None] * (len(parent[child.name]) - 1 - len(listed))
    listed.append(made)
    return made


def align(uneven: list[tuple[Tree, str]]) -> None:
    """Values and companions are equally many; of values there are some, or no list of them."""
    for node, name in uneven:
        values, beside = node[name], node[f"_{name}"]
        beside += [None] * (len(values) - len(beside))
        if all(one is None for one in values):
            del node[name]
