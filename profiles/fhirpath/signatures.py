"""What types functions and operators give, as far as that can be told before anything is read.

https://hl7.org/fhirpath/N1/#type-safety-and-strict-evaluation
"""

from profiles.fhirpath.kinds import SYSTEM, is_made_from, is_primitive
from profiles.fhirpath.typed import fields_of

# The types an expression may give; None where anything may come.
Types = frozenset[str] | None

BOOLEAN = frozenset({"System.Boolean"})
STRING = frozenset({"System.String"})
INTEGER = frozenset({"System.Integer"})
DECIMAL = frozenset({"System.Decimal"})

# Functions that give back items of their input.
KEEPING = frozenset(
    {
        "where", "first", "last", "tail", "single", "skip", "take", "distinct", "trace", "sort",
        "intersect", "exclude", "checkModifiers", "slice",
    }
)  # fmt: skip
ORDERED = frozenset({"first", "last", "tail", "skip", "take"})
UNORDERED = frozenset({"children", "descendants"})
OF_STRINGS = frozenset(
    {
        "startsWith", "endsWith", "matches", "matchesFull", "contains", "length", "upper", "lower",
        "trim", "toChars", "substring", "replace", "replaceMatches", "indexOf", "lastIndexOf",
        "split", "encode", "decode", "escape", "unescape",
    }
)  # fmt: skip
OF_NUMBERS = frozenset(
    {"ceiling", "floor", "truncate", "exp", "ln", "log", "power", "round", "sqrt"}
)
_GIVES: dict[str, Types] = {
    **dict.fromkeys(OF_STRINGS, STRING),
    **dict.fromkeys(("count", "length", "indexOf", "lastIndexOf", "precision"), INTEGER),
    **dict.fromkeys(("ceiling", "floor", "truncate"), INTEGER),
    **dict.fromkeys(("exp", "ln", "log", "round", "sqrt"), DECIMAL),
    **{
        f"to{name}": frozenset({SYSTEM + name})
        for name in (
            "Boolean", "Integer", "Decimal", "String", "Date", "DateTime", "Time", "Quantity",
        )
    },
    "join": STRING,
    "comparable": BOOLEAN,
    "now": frozenset({"System.DateTime"}),
    "today": frozenset({"System.Date"}),
    "timeOfDay": frozenset({"System.Time"}),
    "extension": frozenset({"Extension"}),
    "elementDefinition": frozenset({"ElementDefinition"}),
}  # fmt: skip
_NUMBERS = frozenset({"integer", "decimal", "unsignedInt", "positiveInt"})
_MOMENTS = frozenset({"date", "dateTime", "instant", "time"})
# May be of any type that is derived from them, with elements that they have not.
_OPEN = frozenset({"Resource", "DomainResource", "Element", "BackboneElement", "MetadataResource"})


def gives(name: str) -> Types:
    """What a function gives that depends on no argument; None if that is not known."""
    return _GIVES.get(name)


def child(types: Types, name: str) -> Types:
    """What the elements of a name are; nothing at all if none of the types has such an element."""
    if types is None:
        return None
    found: set[str] = set()
    for kind in types:
        fields = fields_of(kind)
        if fields is None:
            if not kind.startswith(SYSTEM):
                return None
        elif name in fields:
            found.update(own for _, own in fields[name])
        elif kind in _OPEN or (name == "value" and is_primitive(kind)):
            return None
    return frozenset(found)


def sort_of(kind: str) -> str:
    """What it may be calculated and compared as: number, text, moment and so on."""
    if kind.startswith(SYSTEM):
        name = kind.removeprefix(SYSTEM)
        return {
            "Integer": "number", "Decimal": "number", "String": "text", "Boolean": "boolean",
            "Quantity": "quantity",
        }.get(name, "moment")  # fmt: skip
    if kind in _NUMBERS:
        return "number"
    if kind in _MOMENTS:
        return "moment"
    if is_primitive(kind):
        return "boolean" if kind == "boolean" else "text"
    return "quantity" if is_made_from(kind, "Quantity") else "object"


def sorts_of(types: Types) -> frozenset[str]:
    """The sorts that may come; all, if that is not known."""
    if not types:
        return ANY_SORT
    return frozenset(map(sort_of, types))


ANY_SORT = frozenset({"number", "text", "moment", "boolean", "quantity", "object"})
