"""Token parameters: codes, identifiers, booleans. https://hl7.org/fhir/R4/search.html#token."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.errors import Invalid, NotSupported
from hub.search.arguments import Arguments
from hub.search.kinds.opened import Test
from profiles.packages.definitions import Definitions
from profiles.packages.expansion import expand, kin
from profiles.search.labels import labels, typed
from profiles.search.text import normalise
from profiles.search.values import LogicalReferenceValue, TokenValue

SYSTEM_ONLY = "identifier|ts|"
ESCAPED_BAR = "\0"
MODIFIERS = frozenset({"", "not", "text", "in", "not-in", "above", "below", "of-type", "missing"})
OPENED = frozenset({"text", "of-type"})
"""What the index does not hold."""
_OF_TYPE_PARTS = 3


@dataclass(frozen=True, slots=True)
class AnyToken:
    """The row shows one of these keys; negated: shows none of them."""

    keys: tuple[str, ...]
    negated: bool = False

    def sql(self, alias: str, arguments: Arguments) -> str:
        """An overlap of arrays."""
        overlap = f"{alias}.tokens && {arguments.tokens(self.keys)}"
        return f"NOT ({overlap})" if self.negated else overlap


def keys(value: TokenValue) -> Sequence[str]:
    """The texts by which this coding is found."""
    return _keys(value.parameter, value.system, value.code)


def logical_keys(value: LogicalReferenceValue) -> Sequence[str]:
    """The texts by which a reference's identifier is found."""
    return _keys(f"{value.parameter}:identifier", value.system, value.value)


def condition(
    parameter: str, modifier: str, texts: list[str], known: Definitions | None = None
) -> AnyToken:
    """`texts` are the comma parts, each a token of its own; codes are those that are `known`."""
    if modifier in {"in", "not-in"}:
        return AnyToken(_expanded(parameter, modifier, texts, known), negated=modifier == "not-in")
    if modifier in {"above", "below"}:
        kindred = (one for text in texts for one in _kin(parameter, modifier, text, known))
        return AnyToken(tuple(kindred))
    wanted = tuple(_asked(parameter, text) for text in texts)
    return AnyToken(wanted, negated=modifier == "not")


def _keys(parameter: str, system: str | None, code: str | None) -> Sequence[str]:
    if code is None:
        return () if system is None else (f"{parameter}|ts|{system}",)
    of_code = f"{parameter}|t|{system or ''}|{code}", f"{parameter}|t*|{code}"
    return of_code if system is None else (*of_code, f"{parameter}|ts|{system}")


def _asked(parameter: str, text: str) -> str:
    system, bar, code = text.rpartition("|")
    system, code = system.replace(ESCAPED_BAR, "|"), code.replace(ESCAPED_BAR, "|")
    if not bar:
        return f"{parameter}|t*|{code}"
    if not code:
        return f"{parameter}|ts|{system}"
    return f"{parameter}|t|{system}|{code}"


def _expanded(
    parameter: str, modifier: str, texts: list[str], known: Definitions | None
) -> tuple[str, ...]:
    if len(texts) != 1:
        raise Invalid(f"{parameter}:{modifier} takes one value set; send one canonical URL")
    codes = expand(texts[0], known)
    if codes is None:
        raise NotSupported(
            f"{parameter}:{modifier} names a value set that this server can not expand; "
            "/fhir/metadata lists those it can, or send the codes themselves"
        )
    return tuple(f"{parameter}|t|{system}|{code}" for system, code in sorted(codes))


def _kin(parameter: str, modifier: str, text: str, known: Definitions | None) -> Iterator[str]:
    """The code and all that stands above or below it in its code system."""
    system, _, code = text.rpartition("|")
    system, code = system.replace(ESCAPED_BAR, "|"), code.replace(ESCAPED_BAR, "|")
    if not system or not code:
        raise Invalid(f"{parameter}:{modifier} takes a code with its system: system|code")
    codes = kin(system, code, modifier, known)
    if codes is None:
        raise NotSupported(
            f"{parameter}:{modifier} names a code of which this server does not know what stands "
            "above or below it; send the codes themselves, with commas between"
        )
    return (f"{parameter}|t|{system}|{one}" for one in sorted(codes))


def opened(parameter: str, modifier: str, text: str) -> tuple[Test, AnyToken | None]:
    """Of labelled nodes whether one is asked by `:text` or `:of-type`; and what narrows it."""
    if modifier == "text":
        return _labelled(parameter, text.replace(ESCAPED_BAR, "|")), None
    parts = [part.replace(ESCAPED_BAR, "|") for part in text.split("|")]
    if len(parts) != _OF_TYPE_PARTS or not all(parts):
        raise Invalid(f"{parameter}:of-type takes system|code|value: the identifier's type, value")
    system, code, value = parts
    wanted = (system, code, value)
    return (lambda node: wanted in typed(node)), AnyToken((f"{parameter}|t*|{value}",))


def _labelled(parameter: str, text: str) -> Test:
    sought = normalise(text)
    if not sought:
        raise Invalid(f"{parameter}:text takes the beginning of a text")
    return lambda node: any(normalise(one).startswith(sought) for one in labels(node))
