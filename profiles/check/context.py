"""What a check must know of the resource and the Bundle around the element."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# Judges an Extension by its definition: the extension, the type or backbone element that holds it,
# whether it is a modifier, and the resource it stands in.
JudgeExtension = Callable[[dict[str, Any], str, bool, Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Context:
    """Types by `#id` of contained resources and by fullUrl of the Bundle's entries.

    `container` is the type that `#` stands for, in a contained resource only.

    `extension` judges what definitions say of an extension, where there are definitions.
    """

    contained: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)
    may_search: bool = False  # transactions and batches may refer by a search
    extension: JudgeExtension | None = None
    resource: Mapping[str, Any] = field(default_factory=dict)
    container: str | None = None

    def within(self) -> "Context":
        """The context of what is contained in the resource."""
        return replace(self, container=str(self.resource.get("resourceType", "")))

    def of_resource(self, resource: Mapping[str, Any]) -> "Context":
        """The context of what stands in `resource`."""
        if not ("contained" in resource or self.contained or self.extension):
            return self
        contained = _types(resource["contained"]) if "contained" in resource else {}
        return Context(
            contained, self.entries, self.may_search, self.extension, resource, self.container
        )

    def of_bundle(self, bundle: Mapping[str, Any]) -> "Context":
        """The context of a Bundle's entries."""
        entries: dict[str, str] = {}
        listed = bundle.get("entry")
        for entry in listed if type(listed) is list else ():
            if type(entry) is dict and type(entry.get("resource")) is dict:
                url, kind = entry.get("fullUrl"), entry["resource"].get("resourceType")
                if type(url) is str and type(kind) is str:
                    entries[url] = kind
        kind = bundle.get("type")
        may_search = kind in ("transaction", "batch")
        return replace(self, contained={}, entries=entries, may_search=may_search, resource=bundle)


def _types(contained: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for resource in contained if type(contained) is list else ():
        if type(resource) is dict and type(resource.get("id")) is str:
            kind = resource.get("resourceType")
            found[f"#{resource['id']}"] = kind if type(kind) is str else ""
    return found
