"""Parameters that shape the answer: _count, _sort, _total, _include, _summary, _format and more.

https://hl7.org/fhir/R4/search.html#modifyingresults
"""

from hub.errors import Invalid, NotAcceptable, NotSupported
from hub.search.part import Parts
from hub.search.query import EVERY, Include, Sort
from hub.search.registry import searchable
from profiles.r4.tables import resource_types

# The last is what an unescaped plus sign becomes in a URL.
JSON_FORMATS = frozenset(
    {"json", "text/json", "application/json", "application/fhir+json", "application/fhir json"}
)
XML_FORMATS = frozenset(
    {"xml", "text/xml", "application/xml", "application/fhir+xml", "application/fhir xml"}
)
TOTALS = frozenset({"none", "estimate", "accurate"})
MOST_INCLUDES = 20
MOST_DIGITS = 6
MOST_KEYS = 5
SORTED = frozenset({"date", "string", "token", "uri", "number", "quantity"})


class ResultParameters:
    """Collects them one by one; the defaults stand where none is sent."""

    def __init__(self, resource_type: str, page_size: int, max_page_size: int) -> None:
        self.type = resource_type
        self.count = page_size
        self.max_count = max_page_size
        # Oldest first: what changes while a reader turns pages moves to a later one, and is seen.
        self.sort = Sort("_lastUpdated", descending=False)
        self.order: tuple[Sort, ...] = ()
        self.total = True
        self.parts = Parts(resource_type)
        self.includes: list[Include] = []
        self.revincludes: list[Include] = []

    def take(self, name: str, value: str) -> bool:
        """Whether this is one of them; raises Invalid or NotSupported on a value it can't take."""
        if not name.startswith("_"):
            return False
        bare, _, modifier = name.partition(":")
        if bare in {"_include", "_revinclude"}:
            self._include(bare, modifier, value)
            return True
        match name:
            case "_count":
                self._count(value)
            case "_sort":
                self._sort(value)
            case "_total":
                self._total(value)
            case "_format":
                self._format(value)
            case "_pretty":
                pass  # the door lays it out
            case _:
                return self.parts.take(name, value)
        return True

    def settle(self) -> None:
        """Of what was asked together: only the total, where that is all.

        Raises:
            Invalid: what comes along would come as text alone, without what tells whose it is.
        """
        part = self.parts.part
        if part is not None and part.kind == "text" and (self.includes or self.revincludes):
            raise Invalid("_summary=text does not go with _include or _revinclude")
        if self.parts.counts_alone:
            self.count, self.total = 0, True

    def _count(self, value: str) -> None:
        if not (value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS):
            raise Invalid("_count takes a whole number, 0 or more")
        self.count = min(int(value), self.max_count)

    def _total(self, value: str) -> None:
        if value not in TOTALS:
            raise Invalid("_total takes none, estimate or accurate")
        self.total = value != "none"

    def _format(self, value: str) -> None:
        if value not in JSON_FORMATS and value not in XML_FORMATS:
            raise NotAcceptable("this server writes JSON and XML; send _format=json or _format=xml")

    def _sort(self, value: str) -> None:
        keys = [Sort(one.removeprefix("-"), one.startswith("-")) for one in value.split(",")]
        if len(keys) > MOST_KEYS or not all(self._sorts(one.parameter) for one in keys):
            raise NotSupported(
                f"_sort takes up to {MOST_KEYS} of _lastUpdated, _id and what this type has of "
                "date, string, token, uri, number and quantity parameters, each with - before it "
                "for the last first"
            )
        [first, *others] = keys
        if others or first.parameter not in self._by_index():
            self.order = tuple(keys)
        else:
            self.sort, self.order = first, ()

    def _sorts(self, parameter: str) -> bool:
        definition = searchable(self.type).get(parameter)
        known = definition is not None and definition.type in SORTED and parameter[0] != "_"
        return known or parameter in {"_lastUpdated", "_id"}

    def _by_index(self) -> set[str]:
        """What the database sorts by itself."""
        dates = (code for code, one in searchable(self.type).items() if one.type == "date")
        return {"_lastUpdated", *dates}

    def _include(self, bare: str, modifier: str, value: str) -> None:
        kept = self.includes if bare == "_include" else self.revincludes
        if modifier not in {"", "iterate"}:
            raise NotSupported(
                f"{bare} takes the modifier iterate only; what comes along stands behind the "
                f"equals sign: {bare}=Type:reference-parameter"
            )
        if len(kept) == MOST_INCLUDES:
            raise Invalid(f"{bare} stands at most {MOST_INCLUDES} times in one search")
        kept.append(included(bare, value, iterate=modifier == "iterate"))


def included(bare: str, value: str, *, iterate: bool) -> Include:
    """What comes along, and how.

    Raises:
        Invalid: not `Type:reference-parameter`, or that does not refer to the type behind it.
    """
    source, _, rest = value.partition(":")
    parameter, _, target = rest.partition(":")
    if value == EVERY and bare == "_include":
        return Include(EVERY, EVERY, None, iterate)
    known = searchable(source) if source.isalpha() and source in resource_types() else {}
    if known and rest == EVERY:
        return Include(source, EVERY, None, iterate)
    definition = known.get(parameter)
    if definition is None or definition.type != "reference":
        raise Invalid(f"{bare} takes Type:reference-parameter, for example Consent:actor")
    if target and target not in definition.targets:
        raise Invalid(f"{bare}: that parameter does not refer to that type")
    return Include(source, parameter, target or None, iterate)
