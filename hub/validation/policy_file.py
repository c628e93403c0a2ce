"""The policy as it is written down: the shipped one, or a file of the region's own."""

import json
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, cast

from hub.validation.policy import Policy, PolicyPart, Verdict

VERDICTS = ("refuse", "refuse-if-declared", "warn")
URA = re.compile(r"[0-9]{8}")


class InvalidPolicy(ValueError):
    """Not a policy; the message says where it goes wrong, by key and never by value."""


def shipped_policy() -> str:
    """The text of the policy that holds where a region sets none."""
    return resources.files("hub.validation").joinpath("policy.json").read_text("utf-8")


def load_policy(path: Path | None) -> Policy:
    """The policy in this file, or the shipped one.

    Raises:
        InvalidPolicy: the file can't be read, is no JSON, or says what nobody understands.
    """
    try:
        text = shipped_policy() if path is None else path.read_text("utf-8")
        tree = json.loads(text, object_pairs_hook=_once)
    except InvalidPolicy:
        raise
    except OSError as failure:
        raise InvalidPolicy(f"the file can't be read: {failure.strerror}") from None
    except (ValueError, RecursionError):
        raise InvalidPolicy("the file holds no JSON in UTF-8") from None
    return parse_policy(tree)


def parse_policy(tree: Any) -> Policy:
    """The policy that a JSON tree says.

    Raises:
        InvalidPolicy: another shape, an unknown key or an unknown word.
    """
    said = _object(tree, "the policy", {"default", "profiles", "rules", "sources"})
    sources = _object(said.get("sources", {}), "sources")
    for number, ura in enumerate(sources, 1):
        if not URA.fullmatch(ura):
            raise InvalidPolicy(f"sources: key {number} is no URA of eight digits")
    return Policy(
        _part({key: value for key, value in said.items() if key != "sources"}, ""),
        {ura: _part(part, f"sources.{ura}.") for ura, part in sources.items()},
    )


def _part(tree: Any, at: str) -> PolicyPart:
    said = _object(tree, at.rstrip(".") or "the policy", {"default", "profiles", "rules"})
    default = said.get("default")
    return PolicyPart(
        default=None if default is None else _verdict(default, f"{at}default"),
        profiles=_verdicts(said.get("profiles", {}), f"{at}profiles"),
        rules=_verdicts(said.get("rules", {}), f"{at}rules"),
    )


def _verdicts(tree: Any, at: str) -> dict[str, Verdict]:
    listed = _object(tree, at)
    for number, key in enumerate(listed, 1):
        if not key or key != key.strip() or (at.endswith("profiles") and "|" in key):
            text = f"{at}: key {number} would never be met; write it without version or space"
            raise InvalidPolicy(text)
    return {
        key: _verdict(word, f"{at}: entry {n}") for n, (key, word) in enumerate(listed.items(), 1)
    }


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise InvalidPolicy("an object has the same key twice; nobody can tell which one holds")
    return dict(pairs)


def _verdict(word: Any, at: str) -> Verdict:
    if word not in VERDICTS:
        raise InvalidPolicy(f"{at}: takes {', '.join(VERDICTS[:-1])} or {VERDICTS[-1]}")
    return cast("Verdict", word)


def _object(tree: Any, at: str, keys: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(tree, dict):
        raise InvalidPolicy(f"{at}: must be a JSON object")
    if keys is not None and not keys.issuperset(tree):
        raise InvalidPolicy(f"{at}: has a key that is none of {', '.join(sorted(keys))}")
    return tree
