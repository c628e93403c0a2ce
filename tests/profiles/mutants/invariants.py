"""A hand-written way to break each invariant of the Dutch profiles, by its key."""

from collections.abc import Callable, Mapping

from tests.profiles.mutants.places import Place, Tree, at, replaced, without

HL7 = "http://hl7.org/fhir/StructureDefinition/"
NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/"
CAPACITY = (
    "https://fhir.iknl.nl/fhir/StructureDefinition/ext-LegallyCapable-MedicalTreatmentDecisions"
)

BreakInvariant = Callable[[Tree, Place], Tree]


def incapable_without_representative(tree: Tree, _: Place) -> Tree:
    others = [one for one in tree.get("extension", ()) if one["url"] != CAPACITY]
    incapable = {"url": "legallyCapable", "valueBoolean": False}
    changed = without(tree, (), {"contact"})
    return replaced(changed, ("extension",), [*others, {"url": CAPACITY, "extension": [incapable]}])


def structured_without_text(tree: Tree, name: Place) -> Tree:
    changed = replaced(tree, (*name.keys, "family"), "Hartman")
    return without(changed, name.keys, {"text", "_text"})


def parts_without_family(tree: Tree, family: Place) -> Tree:
    *outer, _ = family.keys
    parts = {"extension": [{"url": f"{HL7}humanname-own-name", "valueString": "Hartman"}]}
    changed = replaced(tree, (*outer, "_family"), parts)
    return without(changed, tuple(outer), {"family"})


def prefix_without(part: str) -> BreakInvariant:
    """A prefix of one's own or one's partner's name, and not the name."""

    def broken(tree: Tree, name: Place) -> Tree:
        keys = (*name.keys, "_family", "extension")
        dropped = {f"{HL7}humanname-{part}-{what}" for what in ("name", "prefix")}
        others = [one for one in at(tree, keys) or () if one["url"] not in dropped]
        prefix = {"url": f"{HL7}humanname-{part}-prefix", "valueString": "van"}
        changed = replaced(tree, keys, [*others, prefix])
        changed = replaced(changed, (*name.keys, "family"), "van Hartman")
        return replaced(changed, (*name.keys, "text"), "van Hartman")

    return broken


def more_wills_without_a_first(tree: Tree, _: Place) -> Tree:
    url = f"{NICTIZ}ext-TreatmentDirective2.AdvanceDirective"
    more = {"url": url, "valueReference": {"reference": "Consent/made"}}
    first = {name for name in tree if name.startswith("source")}
    return replaced(without(tree, (), first), ("extension",), [*tree.get("extension", ()), more])


def neither_by_nor_to(tree: Tree, value: Place) -> Tree:
    return replaced(tree, value.keys, "beside")


def of_no_day(tree: Tree, _: Place) -> Tree:
    return without(tree, (), {"authoredOn", "encounter"})


BREAKERS: Mapping[str, BreakInvariant] = {
    "ACP-Patient-1": incapable_without_representative,
    "nl-core-NameInformation-01": structured_without_text,
    "nl-core-NameInformation-02": parts_without_family,
    "zib-NameInformation-1": prefix_without("own"),
    "zib-NameInformation-2": prefix_without("partner"),
    "zib-TreatmentDirective2-1": more_wills_without_a_first,
    "houseNumberIndication": neither_by_nor_to,
    "cr-date-required": of_no_day,
}
# As they are published they hold for every resource; the hub's own rules stand in for them.
NEVER_BROKEN = frozenset({"zib-TreatmentDirective2-2"})
