"""What a patch leaves: a resource of the same name, without what is empty or says what was.

https://hl7.org/fhir/R4/http.html#patch
"""

from collections.abc import Mapping
from typing import Any

from profiles.patch.failed import Unapplicable
from profiles.patch.fhirpath_patch import apply_fhirpath_patch
from profiles.patch.json_patch import apply_json_patch, same

_MADE_OF_THE_DATA = frozenset({"generated", "empty"})
_BESIDE = frozenset({"text", "id", "meta"})


def patched(resource: Mapping[str, Any], patch: object) -> dict[str, Any]:
    """The resource with a JSON Patch, or with the Parameters of a FHIRPath Patch, applied to it.

    Raises:
        MalformedPatch: it is none. Unapplicable: it does not fit the resource.
    """
    try:
        if isinstance(patch, dict):
            return result_of(resource, apply_fhirpath_patch(resource, patch))
        return result_of(resource, apply_json_patch(resource, patch))
    except RecursionError:
        raise Unapplicable(
            "what is left is nested too deep", str(resource["resourceType"])
        ) from None


def result_of(before: Mapping[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The patched resource as it may be stored.

    A narrative that was made of the data goes, unless the patch changed it too: it would still say
    what the data said before. Raises Unapplicable.
    """
    kind = str(before["resourceType"])
    for name in ("resourceType", "id"):
        if after.get(name) != before.get(name):
            raise Unapplicable(
                "a patch changes neither the type nor the id of a resource", f"{kind}.{name}"
            )
    kept: dict[str, Any] = _kept(after)
    text = before.get("text")
    if (
        not isinstance(text, dict)
        or not same(kept.get("text"), text)
        or _says_the_same(before, kept)
    ):
        return kept
    if text.get("status") not in _MADE_OF_THE_DATA:
        raise Unapplicable(
            "the narrative says more than the data, and may no longer be true: change it in the "
            "same patch, or send the whole resource by an update",
            f"{kind}.text",
            "business-rule",
        )
    return {name: value for name, value in kept.items() if name != "text"}


def _says_the_same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    said, says = ({n: v for n, v in one.items() if n not in _BESIDE} for one in (before, after))
    return same(said, says)


def _kept(node: Any) -> Any:
    """FHIR has no empty objects and lists: what held the last of something goes with it."""
    if isinstance(node, list):
        return [_kept(one) for one in node]
    if not isinstance(node, dict):
        return node
    held = {name: _kept(value) for name, value in node.items()}
    return {name: value for name, value in held.items() if value not in ({}, [])}
