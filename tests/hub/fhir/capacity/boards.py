"""The board as somebody is told it, in values."""

from typing import Any

from tests.plugins.hub import Caller

Part = dict[str, Any]


def plain(parameter: Part) -> Any:
    """The value of a parameter, or its parts by name, lists where there are several."""
    if "part" in parameter:
        return named(parameter["part"])
    [value] = [one for name, one in parameter.items() if name.startswith("value")]
    if isinstance(value, dict):
        identifier = value.get("identifier", {}).get("value")
        return value.get("reference") or identifier or value.get("code")
    return value


def named(parts: list[Part]) -> Part:
    found: Part = {}
    for one in parts:
        name, value = one["name"], plain(one)
        found[name] = value if name not in found else [*_list(found[name]), value]
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


async def told(caller: Caller, name: str) -> list[Part]:
    """Each `row`, `total`, `correction` that this caller is told."""
    answer = await caller.get("MeasureReport/$board")
    assert answer.status_code == 200, answer.text
    listed = answer.json().get("parameter", [])
    return [plain(one) for one in listed if one["name"] == name]
