"""Token parameters: codes, identifiers, booleans. https://hl7.org/fhir/R4/search.html#token."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.errors import Invalid, NotSupported
from hub.search.arguments import Arguments
from profiles.packages.expansion import expand
from profiles.search.values import LogicalReferenceValue, TokenValue

SYSTEM_ONLY = "identifier|ts|"
ESCAPED_BAR = "\0"
MODIFIERS = frozenset({"", "not", "in", "missing"})


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


def condition(parameter: str, modifier: str, texts: list[str]) -> AnyToken:
    """`texts` are the comma parts, each a token of its own."""
    if modifier == "in":
        return AnyToken(_expanded(parameter, texts))
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


def _expanded(parameter: str, texts: list[str]) -> tuple[str, ...]:
    if len(texts) != 1:
        raise Invalid(f"{parameter}:in takes one value set; send one canonical URL")
    codes = expand(texts[0])
    if codes is None:
        raise NotSupported(
            f"{parameter}:in names a value set that this server can not expand; "
            "/fhir/metadata lists those it can, or send the codes themselves"
        )
    return tuple(f"{parameter}|t|{system}|{code}" for system, code in sorted(codes))
