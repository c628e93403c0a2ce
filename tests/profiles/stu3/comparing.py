"""Whether two resources are one: the order of extensions says nothing, all else does."""

import json
from typing import Any

_UNORDERED = frozenset({"extension", "modifierExtension"})


def plain(node: Any) -> Any:
    """The same, extensions in an order of their own."""
    if isinstance(node, dict):
        return {
            name: sorted(map(plain, value), key=_text) if name in _UNORDERED else plain(value)
            for name, value in node.items()
        }
    return [plain(one) for one in node] if isinstance(node, list) else node


def _text(node: Any) -> str:
    return json.dumps(node, sort_keys=True, default=str)
