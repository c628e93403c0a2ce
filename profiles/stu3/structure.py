"""The structure of an instance of STU3 (3.0.2), compiled from its table as types are met.

What a primitive looks like, what an object and a list are, is as in R4. https://hl7.org/fhir/STU3/.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from profiles.check import companions, elements
from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults, is_speakable, shape
from profiles.check.primitives import PRIMITIVE_CHECKS, string, uri
from profiles.issue import Issue
from profiles.r4.element_table import ElementRow
from profiles.stu3.release import stu3

_UNKNOWN = "FHIR STU3 has no such element here; remove it, or carry it as an extension."
_NO_RESOURCE = (
    "This type of resource is none of FHIR STU3 (3.0.2) that is converted; "
    "send the resource as R4 itself."
)


def check_stu3(resource: Mapping[str, Any]) -> list[Issue]:
    """Every fault of `resource` against STU3, or the first thousand; none raises."""
    kind = resource.get("resourceType")
    root = kind if type(kind) is str and kind in _types() else "Resource"
    try:
        faults = _resource(dict(resource), Context()) or []
    except RecursionError:
        return [Issue("fatal", "structure", root, "The resource is nested too deep; flatten it.")]
    errors = [one for one in faults if one.severity in {"fatal", "error"}]
    return [fault.issue(root) for fault in errors[: elements.ENOUGH]]


@cache
def _types() -> frozenset[str]:
    return stu3().table.resource_types()


def _resource(node: Any, context: Context) -> Faults:
    if type(node) is not dict:
        return [Fault("structure", f"A resource is an object, this is {shape(node)}.")]
    kind = node.get("resourceType")
    if kind is None:
        return [Fault("required", "A resource needs a resourceType; add it.")]
    if type(kind) is not str or kind not in _types():
        return [Fault("not-supported", _NO_RESOURCE)]
    return _object(kind)(node, context)


@cache
def _object(path: str) -> Check:
    """The check of the objects at a type or backbone element, such as `Consent.except`."""
    return _Type(path).check


class _Type:
    """What compiles one type: the rule of a property is made when the property is first met."""

    def __init__(self, path: str) -> None:
        listed = stu3().table.elements(path)
        self._named = {name: (row, kind) for row in listed for name, kind in _names(row)}
        self._stems = {
            prefix + name: row.name.removesuffix("[x]")
            for name, (row, _) in self._named.items()
            if row.name.endswith("[x]")
            for prefix in ("", "_")
        }
        self._rules: dict[str, Check] = {}
        if path in _types():
            self._rules["resourceType"] = lambda _value, _context: None
            self._rules["id"] = PRIMITIVE_CHECKS["id"]
        self.check = elements.an_object(
            path, self._rules, self._rule, self._step, self._wholes(listed)
        )

    def _wholes(self, listed: tuple[ElementRow, ...]) -> list[Check]:
        plain = [one for one in listed if not one.name.endswith("[x]")]
        required = tuple(one.name for one in plain if one.is_required)
        choices = {
            one.name.removesuffix("[x]")
            for one in listed
            if one.name.endswith("[x]") and one.is_required
        }
        lists = tuple(
            one.name for one in plain if one.is_list and one.types and _is_primitive(one.types[0])
        )
        wholes: list[Check] = []
        wholes += [elements.completeness(required)] if required else []
        wholes += (
            [elements.one_type_per_choice(self._stems, frozenset(choices))] if self._stems else []
        )
        wholes += [companions.alignment(lists)] if lists else []
        return wholes

    def _rule(self, name: str, node: dict[str, Any]) -> Check:
        if name in self._named:
            self._rules[name] = _of_element(*self._named[name])
            return self._rules[name]
        row, kind = self._named.get(name.removeprefix("_"), (None, ""))
        if row is None or not name.startswith("_") or not _is_primitive(kind):
            return _unknown
        return companions.companion(
            _object("Element"),
            is_list=row.is_list,
            has_value=name[1:] in node or row.is_list,
        )

    def _step(self, name: str) -> str:
        plain = name.removeprefix("_")
        _, kind = self._named.get(plain, (None, ""))
        if not kind:
            return name if is_speakable(name) else ""
        return f"{self._stems[plain]}.ofType({kind})" if plain in self._stems else plain


def _names(row: ElementRow) -> list[tuple[str, str]]:
    return list(row.json_names().items())


def _is_primitive(kind: str) -> bool:
    return kind in PRIMITIVE_CHECKS


def _of_element(row: ElementRow, kind: str) -> Check:
    check = _of_type(row, kind)
    return elements.a_list(check, of_primitives=_is_primitive(kind)) if row.is_list else check


def _of_type(row: ElementRow, kind: str) -> Check:
    if kind == "Resource":
        return _resource
    if kind == "System.String":
        return uri if row.path == "Extension.url" else string
    if _is_primitive(kind):
        return PRIMITIVE_CHECKS[kind]
    if kind in {"BackboneElement", "Element"}:
        return _object(row.path)
    return _object(kind or row.same_as)


def _unknown(_value: Any, _context: Context) -> Faults:
    return [Fault("structure", _UNKNOWN)]
