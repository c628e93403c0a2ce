"""R4's own invariants that say which elements go together, as rows of a table.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from collections.abc import Callable, Mapping
from typing import Any

from profiles.check import (
    attachment,
    bundle,
    coding,
    contained,
    definition,
    document,
    encounters,
    expressions,
    judgements,
    vital_signs,
)
from profiles.check.context import Context
from profiles.check.fault import Check, Faults, broken, untold
from profiles.element import Constraint
from profiles.fhirpath import Environment, compile_invariant
from profiles.r4.stated import constraints
from profiles.r4.tables import elements

_Row = tuple[str, tuple[str, ...]]
Groups = tuple[frozenset[str], ...]

AT_LEAST_ONE: Mapping[str, _Row] = {
    "Appointment.participant": ("app-1", ("type", "actor")),
    "AppointmentResponse": ("apr-1", ("participantType", "actor")),
    "CapabilityStatement": ("cpb-1", ("rest", "messaging", "document")),
    "Composition.section": ("cmp-1", ("text", "entry", "section")),
    "Condition.evidence": ("con-2", ("code", "detail")),
    "Condition.stage": ("con-1", ("summary", "assessment")),
    "Consent": ("ppc-1", ("policy", "policyRule")),
    "Expression": ("exp-1", ("expression", "reference")),
    "Immunization.education": ("imm-1", ("documentType", "reference")),
    "ImmunizationRecommendation.recommendation": ("imr-1", ("vaccineCode", "targetDisease")),
    "InsurancePlan": ("ipn-1", ("identifier", "name")),
    "MedicationAdministration.dosage": ("mad-1", ("dose", "rate[x]")),
    "Observation.referenceRange": ("obs-3", ("low", "high", "text")),
    "OperationDefinition.parameter": ("opd-1", ("type", "part")),
    "Organization": ("org-1", ("identifier", "name")),
    "Patient.contact": ("pat-1", ("name", "telecom", "address", "organization")),
    "ValueSet.compose.include": ("vsd-1", ("valueSet", "system")),
}
EXACTLY_ONE: Mapping[str, _Row] = {
    "CoverageEligibilityResponse.insurance.item": ("ces-1", ("category", "productOrService")),
    "DataRequirement.codeFilter": ("drq-1", ("path", "searchParam")),
    "DataRequirement.dateFilter": ("drq-2", ("path", "searchParam")),
    "Extension": ("ext-1", ("extension", "value[x]")),
    "Parameters.parameter": ("inv-1", ("part", "value[x]", "resource")),
    "RequestGroup.action": ("rqg-1", ("resource", "action")),
}
NOT_BOTH: Mapping[str, _Row] = {
    "AuditEvent.entity": ("sev-1", ("name", "query")),
    "CarePlan.activity": ("cpl-3", ("detail", "reference")),
    "Composition.section": ("cmp-2", ("emptyReason", "entry")),
    "FamilyMemberHistory": ("fhs-1", ("age[x]", "born[x]")),
    "List": ("lst-1", ("emptyReason", "entry")),
    "Observation": ("obs-6", ("dataAbsentReason", "value[x]")),
    "Questionnaire.item": ("que-4", ("answerOption", "answerValueSet")),
    "QuestionnaireResponse.item": ("qrs-1", ("answer", "item")),
    "Timing.repeat": ("tim-10", ("timeOfDay", "when")),
    "TriggerDefinition": ("trd-1", ("data", "timing[x]")),
    "ValueSet.compose.include": ("vsd-3", ("concept", "filter")),
}
NEEDS: Mapping[str, tuple[_Row, ...]] = {
    "Appointment": (("app-2", ("start", "end")), ("app-2", ("end", "start"))),
    "Attachment": (("att-1", ("data", "contentType")),),
    "ContactPoint": (("cpt-2", ("value", "system")),),
    "FamilyMemberHistory": (("fhs-2", ("estimatedAge", "age[x]")),),
    "Goal.target": (("gol-1", ("detail[x]", "measure")),),
    "Ratio": (("rat-1", ("numerator", "denominator")), ("rat-1", ("denominator", "numerator"))),
    "ServiceRequest": (("prr-1", ("orderDetail", "code")),),
    "Timing.repeat": (
        ("tim-1", ("duration", "durationUnit")),
        ("tim-2", ("period", "periodUnit")),
        ("tim-6", ("periodMax", "period")),
        ("tim-7", ("durationMax", "duration")),
        ("tim-8", ("countMax", "count")),
    ),
    "ValueSet.expansion.contains": (("vsd-10", ("code", "system")),),
    **dict.fromkeys(
        ("Quantity", "Age", "Count", "Distance", "Duration"), (("qty-3", ("code", "system")),)
    ),
}
JUDGED: Mapping[str, tuple[Check, ...]] = {
    "AllergyIntolerance": (judgements.allergy_status,),
    "Attachment": (attachment.attachment,),
    "Bundle": (bundle.bundle, document.document, encounters.encounters),
    "Bundle.entry": (bundle.entry,),
    "Coding": (coding.coding,),
    "Condition": (judgements.condition_status,),
    "ElementDefinition.constraint": (expressions.constraint,),
    "Expression": (expressions.expression,),
    "Observation": (judgements.component_code, vital_signs.vital_sign),
    "Organization": (judgements.no_home,),
    "Period": (judgements.period,),
    "Range": (judgements.range_,),
    "SearchParameter": (expressions.search_parameter,),
    "StructureDefinition": (definition.paths, definition.steps, expressions.context),
}


def invariants_of(path: str) -> tuple[Check, ...]:
    """The checks of the object at `path` as a whole, with R4's keys in their texts."""
    found: list[Check] = list(JUDGED.get(path, ()))
    for table, rule in ((AT_LEAST_ONE, _at_least_one), (EXACTLY_ONE, _exactly_one)):
        if path in table:
            found.append(_made(path, table[path], rule))
    if path in NOT_BOTH:
        found.append(_made(path, NOT_BOTH[path], _not_both))
    found += [_made(path, row, _needs) for row in NEEDS.get(path, ())]
    if any(element.name == "contained" for element in elements(path)):
        found.append(contained.containment)
    found += [_stated(each, path) for each in constraints().get(path, ())]
    return tuple(found)


def _stated(constraint: Constraint, path: str) -> Check:
    """One that is judged as it is written; %resource is the element, so none may ask for it."""
    holds, key = compile_invariant(constraint.expression, path).holds, constraint.key
    text, severity = constraint.human.removesuffix("."), constraint.severity

    def check(node: Any, _: Context) -> Faults:
        held = holds(node, Environment(node))
        if held:
            return None
        fault = untold(key) if held is None else broken(key, text)
        if held is not None:
            fault.severity = severity
        return [fault]

    return check


def _made(path: str, row: _Row, rule: Callable[[_Row, Groups], Check]) -> Check:
    known = {element.name: element.json_names() for element in elements(path)}
    groups = tuple(
        frozenset(prefix + name for name in known[wanted] for prefix in ("", "_"))
        for wanted in row[1]
    )
    return rule(row, groups)


def _at_least_one(row: _Row, groups: Groups) -> Check:
    key, names = row
    every = frozenset().union(*groups)

    def check(node: Any, _: Context) -> Faults:
        if not every.isdisjoint(node):
            return None
        return [broken(key, f"At least one of {', '.join(names)} is needed; add it")]

    return check


def _exactly_one(row: _Row, groups: Groups) -> Check:
    key, names = row

    def check(node: Any, _: Context) -> Faults:
        present = 0
        for group in groups:
            if not group.isdisjoint(node):
                present += 1
        if present == 1:
            return None
        text = f"Exactly one of {', '.join(names)} is needed; add it"
        if present:
            text = f"Exactly one of {', '.join(names)} is needed; keep one"
        return [broken(key, text)]

    return check


def _not_both(row: _Row, groups: Groups) -> Check:
    key, (one, other) = row
    first, second = groups

    def check(node: Any, _: Context) -> Faults:
        if first.isdisjoint(node) or second.isdisjoint(node):
            return None
        return [broken(key, f"{one} and {other} exclude each other; keep one")]

    return check


def _needs(row: _Row, groups: Groups) -> Check:
    key, (one, other) = row
    first, second = groups

    def check(node: Any, _: Context) -> Faults:
        if first.isdisjoint(node) or not second.isdisjoint(node):
            return None
        return [broken(key, f"{one} needs {other} beside it; add {other}")]

    return check
