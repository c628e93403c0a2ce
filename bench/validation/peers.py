"""Run by the interpreter that has the peers: reads resources, writes verdicts and times as JSON.

`python peers.py INPUT OUTPUT`; nothing of this project but `clock.py` beside it is at hand there.
"""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

Refuses = Callable[[dict[str, Any]], bool]


def models(_: list[str]) -> Refuses:
    """fhir.resources: a model of R4B for each type."""
    chosen = import_module("fhir.resources.R4B").get_fhir_model_class
    invalid = import_module("pydantic").ValidationError

    def refuses(resource: dict[str, Any]) -> bool:
        try:
            chosen(resource["resourceType"]).model_validate(resource)
        except (invalid, ValueError, LookupError):
            return True
        return False

    return refuses


def structure(_: list[str]) -> Refuses:
    """fhirkit-rs: the structure of R4, in Rust."""
    validate = import_module("fhirkit").validate
    return lambda resource: any(one.severity == "error" for one in validate(resource))


def profiled(packages: list[str]) -> Refuses:
    """pyrofile-validator: profiles of the official packages, found by meta.profile."""
    config = import_module("pyrofile_validator.config").ValidatorConfig
    settings = {
        "localPackagePaths": packages,
        "packageCacheDir": tempfile.mkdtemp(),
        "allowUnknownExtensions": True,  # HL7's own are in no package
    }
    judge = import_module("pyrofile_validator").Validator(config.load_dict(settings))
    return lambda resource: bool(judge.validate_resource(resource).errors)


PEERS: dict[str, tuple[str, Callable[[list[str]], Refuses]]] = {
    "fhir.resources": ("fhir.resources", models),
    "fhirkit-rs": ("fhirkit-rs", structure),
    "pyrofile-validator": ("pyrofile-validator", profiled),
}


def judged(refuses: Refuses, given: dict[str, Any]) -> dict[str, Any]:
    """Verdicts on everything, times of the examples, and of the Bundle once it is known."""
    clock = import_module("clock")
    rounds = given["rounds"]
    bundle = clock.times(refuses, [given["bundle"]], 1)
    return {
        "examples": [refuses(resource) for resource in given["examples"]],
        "origins": [refuses(resource) for resource in given["origins"]],
        "mutants": [refuses(resource) for resource in given["mutants"]],
        "times": clock.summary(clock.times(refuses, given["timed"], rounds)),
        "bundle": bundle[0][0],
        "bundle refused": refuses(given["bundle"]),
    }


def main(source: str, target: str) -> None:
    """All peers, one after the other; what they print besides goes nowhere."""
    given = json.loads(Path(source).read_text())
    answers: dict[str, Any] = {}
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        for name, (package, made) in PEERS.items():
            answers[f"{name} {version(package)}"] = judged(made(given["packages"]), given)
    Path(target).write_text(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
