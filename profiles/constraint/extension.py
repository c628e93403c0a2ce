"""Extensions wherever they stand: known ones by their definition, unknown modifiers refused.

https://hl7.org/fhir/R4/extensibility.html
"""

from collections.abc import Callable
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.compiler import Compiler
from profiles.constraint.context import contexts_of, may_stand
from profiles.dialect import in_each_dialect
from profiles.packages.definitions import UNUSABLE, Definitions

_Judge = Callable[[dict[str, Any], str, bool, Circumstances], Faults]
_TURNS = (
    "This extension changes the meaning of what holds it; move it to modifierExtension, or readers "
    "will misunderstand it."
)
_TURNS_NOTHING = (
    "This extension does not change the meaning of what holds it; move it to extension, or readers "
    "will misunderstand it."
)


class Extensions:
    """Judges one Extension by the definition that its url names."""

    def __init__(self, definitions: Definitions, compiler: Compiler) -> None:
        self._definitions = definitions
        self._compiler = compiler
        self._places: dict[tuple[str, str, bool], Fault | None] = {}

    def judge(
        self, extension: dict[str, Any], at: str, around: Circumstances, *, is_modifier: bool
    ) -> Faults:
        """`at` is the type or backbone element that holds it, `Element` for any primitive.

        Names without a colon are parts of a complex extension, which judges them itself; nowhere
        else may one stand. https://hl7.org/fhir/R4/extensibility.html#Extension
        """
        url = extension.get("url")
        if type(url) is not str:
            return None
        if ":" not in url:
            return None if at == "Extension" else _nameless()
        if self._definitions.type_of(url) != "Extension":
            known = self._alike(url)
            if known is None:
                return _unknown(url, around, is_modifier=is_modifier)
            renamed = {**extension, "url": known}
            return self._known(renamed, known, at, around, is_modifier=is_modifier)
        return self._known(extension, url, at, around, is_modifier=is_modifier)

    def _known(
        self,
        extension: dict[str, Any],
        url: str,
        at: str,
        around: Circumstances,
        *,
        is_modifier: bool,
    ) -> Faults:
        # A caller may think of versions without end; the definition is one.
        key = (url.partition("|")[0], at, is_modifier)
        try:
            if key not in self._places:
                self._places[key] = self._misplaced(url, at, is_modifier=is_modifier)
            judge = self._compiler.profile(url)
        except UNUSABLE:
            return _unknown(url, around, is_modifier=is_modifier)
        misplaced = self._places[key]
        if misplaced is not None:
            return [_again(misplaced)]
        faults = judge(extension, around) if judge else None
        for fault in faults or ():
            fault.profile = fault.profile or url
        return faults

    def _alike(self, url: str) -> str | None:
        """What another release of the guide calls the same extension."""
        alike = sorted(in_each_dialect(url) - {url})
        return next((one for one in alike if self._definitions.type_of(one) == "Extension"), None)

    def _misplaced(self, url: str, at: str, *, is_modifier: bool) -> Fault | None:
        definition = self._definitions.structure(url) or {}
        turns = self._definitions.tree(url).is_modifier
        if turns != is_modifier:
            text = _TURNS if turns else _TURNS_NOTHING
            return Fault("extension", text, rule=f"{_name(url)} isModifier")
        contexts = contexts_of(definition)
        if not contexts or may_stand(contexts, at):
            return None
        listed = ", ".join(expression for _, expression in contexts)
        text = f"This extension belongs on {listed}; move it there or remove it."
        return Fault("extension", text, rule=f"{_name(url)} context")


def _nameless() -> Faults:
    text = (
        "The url of an extension is absolute, so that everyone reads the same by it; write the "
        "canonical of its definition."
    )
    return [Fault("extension", text, "url", rule="Extension.url")]


def _again(fault: Fault) -> Fault:
    return Fault(fault.code, fault.text, rule=fault.rule)


def _unknown(url: str, around: Circumstances, *, is_modifier: bool) -> Faults:
    if is_modifier:
        text = (
            "This modifierExtension is not known here, and it may turn the meaning of what holds "
            "it; leave it out and say it in full, or have its package installed."
        )
        return [Fault("extension", text, rule="modifierExtension")]
    if not around.run.first("extension", url):
        return None
    text = "This extension is not known here; it is kept, and not judged."
    return [Fault("extension", text, rule="extension", severity="information")]


def _name(url: str) -> str:
    return url.rpartition("/")[2]
