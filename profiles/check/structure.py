"""The structure of an instance of FHIR R4 4.0.1, compiled from the tables as types are met."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from profiles.check import canonical, companions, contained, elements, extension, reference
from profiles.check.binding import advised, bound
from profiles.check.context import Context, JudgeExtension
from profiles.check.fault import Check, Fault, Faults, is_speakable, shape
from profiles.check.invariants import invariants_of
from profiles.check.primitives import PRIMITIVE_CHECKS, language, string, system, uri
from profiles.check.remembered import remembered
from profiles.issue import Issue
from profiles.r4 import tables
from profiles.r4.element_table import ElementRow

# What these elements ask beyond their type.
_NARROWER: Mapping[str, Check] = {
    "Coding.system": system,
    "Identifier.system": system,
    "Quantity.system": system,
    "Resource.language": language,
    "Attachment.language": language,
}


def check_structure(
    resource: Mapping[str, Any], judge_extension: JudgeExtension | None = None
) -> list[Issue]:
    """Every fault of `resource` against R4, or the first thousand; never raises on a JSON tree.

    `judge_extension` judges each extension that is sound as such.
    https://hl7.org/fhir/R4/json.html
    """
    kind = resource.get("resourceType")
    root = kind if type(kind) is str and kind in tables.resource_types() else "Resource"
    try:
        faults = _resource(dict(resource), Context(extension=judge_extension)) or []
    except RecursionError:
        return [Issue("fatal", "structure", root, "The resource is nested too deep; flatten it.")]
    issues = [fault.issue(root) for fault in faults[: elements.ENOUGH]]
    if len(faults) > elements.ENOUGH:
        rest = "There are more faults than these; correct these first."
        issues.append(Issue("error", "too-costly", root, rest))
    return issues


def _resource(node: Any, context: Context) -> Faults:
    kind = node.get("resourceType") if type(node) is dict else None
    if type(kind) is not str or kind not in tables.resource_types():
        return [_no_resource(node)]
    around = context.of_bundle(node) if kind == "Bundle" else context.of_resource(node)
    return _object(kind)(node, around)


def _inside(node: Any, context: Context) -> Faults:
    """A contained resource is judged in the context of its container."""
    kind = node.get("resourceType") if type(node) is dict else None
    if type(kind) is not str or kind not in tables.resource_types():
        return [_no_resource(node)]
    return _object(kind)(node, context)


def _no_resource(node: Any) -> Fault:
    if type(node) is not dict:
        return Fault("structure", f"A resource is an object, this is {shape(node)}.")
    if "resourceType" not in node:
        return Fault("required", "A resource needs a resourceType; add it.")
    return Fault("not-supported", "The resourceType is no resource of FHIR R4 (4.0.1); correct it.")


@cache
def _object(path: str) -> Check:
    """The check of the objects at a type or backbone element, such as `Consent.provision`."""
    check = _Type(path).check
    return remembered(check) if path in _OF_TEXTS else check


# What is judged by its own texts alone, unless it has extensions.
_OF_TEXTS = frozenset({"Coding"})


class _Type:
    """What compiles one type: the rule of a property is made when the property is first met."""

    def __init__(self, path: str) -> None:
        listed = tables.elements(path)
        self._named = {
            name: (element, kind)
            for element in listed
            for name, kind in element.json_names().items()
        }
        self._stems = {
            prefix + name: element.name.removesuffix("[x]")
            for name, (element, _) in self._named.items()
            if element.name.endswith("[x]")
            for prefix in ("", "_")
        }
        self._path = path
        self._rules: dict[str, Check] = {}
        if path in tables.resource_types():
            self._rules["resourceType"] = _anything
            self._rules["id"] = PRIMITIVE_CHECKS["id"]
        self.check = elements.an_object(
            path,
            self._rules,
            self._rule,
            self._step,
            (*self._wholes(listed), *invariants_of(path)),
        )

    def _wholes(self, listed: tuple[ElementRow, ...]) -> list[Check]:
        plain = [element for element in listed if not element.name.endswith("[x]")]
        required = tuple(one.name for one in plain if one.is_required)
        wholes = [elements.completeness(required)] if required else []
        if self._stems:
            needed = frozenset(
                one.name.removesuffix("[x]")
                for one in listed
                if one.name.endswith("[x]") and one.is_required
            )
            wholes.append(elements.one_type_per_choice(self._stems, needed))
        primitive_lists = tuple(
            one.name
            for one in plain
            if one.is_list and one.types[:1] and one.types[0] in PRIMITIVE_CHECKS
        )
        if primitive_lists:
            wholes.append(companions.alignment(primitive_lists))
        return wholes

    def _rule(self, name: str, node: dict[str, Any]) -> Check:
        if name in self._named:
            self._rules[name] = _of_element(*self._named[name], at=self._path)
            return self._rules[name]
        element, kind = self._named.get(name.removeprefix("_"), (None, ""))
        if element is None or kind not in PRIMITIVE_CHECKS:
            return _unknown
        return companions.companion(
            _object("Element"),
            is_list=element.is_list,
            has_value=name[1:] in node or element.is_list,
        )

    def _step(self, name: str) -> str:
        plain = name.removeprefix("_")
        _, kind = self._named.get(plain, (None, ""))
        if not kind or (plain != name and kind not in PRIMITIVE_CHECKS):
            return name if is_speakable(name) else ""
        return f"{self._stems[plain]}.ofType({kind})" if plain in self._stems else plain


def _of_element(element: ElementRow, kind: str, at: str) -> Check:
    check = bound(_of_type(element, kind), kind, element.value_set)
    check = advised(check, kind, element.advised)
    if kind == "Reference":
        check = reference.reference(check, element.targets)
    elif kind == "canonical":
        check = canonical.canonical(check, element.targets)
    elif kind == "Extension":
        check = extension.extension(check, at, is_modifier=element.name == "modifierExtension")
    if element.is_list:
        return elements.a_list(check, of_primitives=kind in PRIMITIVE_CHECKS)
    return check


def _of_type(element: ElementRow, kind: str) -> Check:
    if kind == "Resource":
        is_contained = element.name == "contained"
        return contained.contained_resource(_inside) if is_contained else _resource
    if kind == "System.String":
        return uri if element.path == "Extension.url" else string
    if element.path in _NARROWER:
        return _NARROWER[element.path]
    if kind in PRIMITIVE_CHECKS:
        return PRIMITIVE_CHECKS[kind]
    if kind in {"BackboneElement", "Element"}:
        return _object(element.path)
    return _object(kind or element.same_as)


def _anything(_value: Any, _context: Context) -> Faults:
    return None


def _unknown(_value: Any, _context: Context) -> Faults:
    text = "FHIR R4 has no such element here; remove it, or carry it as an extension."
    return [Fault("structure", text)]
