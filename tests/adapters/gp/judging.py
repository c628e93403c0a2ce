"""The profiles of a release: those shipped, else those rebuilt beside the checkout."""

import json
from decimal import Decimal
from functools import cache

from profiles.dialect import OLD
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, shipped
from profiles.pzp.form.guide import NEWEST, Guide
from profiles.validator import Validator, shipped_validator
from tests.adapters.gp.records import JsonObject
from tests.findings import Found, element
from tests.plugins.shared_data import shared_data


def validator(guide: Guide) -> Validator:
    """Skips the test where neither the project nor the folder beside it has the definitions."""
    is_shipped = shipped_validator().definitions.structure(f"{guide.base}ACP-Patient")
    return shipped_validator() if is_shipped else _rebuilt()


@cache
def _rebuilt() -> Validator:
    paths = sorted(shared_data("pzp-1.0-definitions").glob("*.json"))
    resources = tuple(json.loads(path.read_text(), parse_float=Decimal) for path in paths)
    package = Package("pzp-1.0", NEWEST.dialect, resources, {})
    return Validator(Definitions((*shipped(), package)))


def findings(bundle: JsonObject, guide: Guide) -> set[Found]:
    """What the release's own profiles find, and R4 and the rules; of equal findings one."""
    return {
        Found(issue.severity, element(bundle, issue.expression), issue.rule)
        for issue in validator(guide).validate(bundle)
        if not (guide is NEWEST and (issue.profile or "").startswith(OLD))
    }
