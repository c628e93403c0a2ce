"""What a caller is told under /fhir is there in Dutch too.

docs/decisions/0057-told-in-the-callers-language.md
"""

import ast
import inspect
import json.decoder
import json.scanner
import re
from collections.abc import Iterator
from functools import cache
from xml.parsers import expat

from hub.languages.dutch import GAP, by_origin, in_dutch
from profiles.r4.stated import constraints
from tests.architecture.told import is_prose, text_of, texts_beneath, texts_in
from tests.architecture.tree import ROOT, named, python_files, syntax

ROOMS = (
    "fhir", "write", "query", "access", "search", "validation", "security", "storage", "ledger",
)  # fmt: skip
ELSEWHERE = frozenset({
    "unforeseen", "no signed form", "broken references", "somebody else",
    "a condition does not hold", "not valid", "not to be mapped", "{}", "{} {}",
})  # fmt: skip
"""What tells nothing itself: another sentence does, or the issues that come with it."""
TOLD = (
    "profiles", "consent", "hub/validation", "hub/write", "hub/fhir/validate",
    "hub/fhir/written.py", "hub/stu3", "hub/transfer/moves", "hub/transfer/acting.py",
    "hub/transfer/between.py", "hub/transfer/calling_off.py",
    "hub/transfer/reading.py", "hub/transfer/step.py", "hub/transfer/lead.py",
    "hub/transfer/lead_acting.py", "hub/transfer/notes.py", "hub/transfer/spoken.py",
    "hub/transfer/capacity/promise_task.py", "hub/transfer/capacity/statement.py",
    "hub/access/caller.py", "hub/security/dpop.py", "hub/security/granted.py",
    "hub/security/holders.py", "hub/security/trust.py", "hub/security/uzi.py",
)  # fmt: skip
"""Where what is said comes to callers, by whatever road."""
SILENT = (
    # Said to who starts the hub.
    "hub/validation/policy_file.py",
    # Has both languages beside each other.
    "consent/reason.py",
    # Said to who owns the hub, by `hub profiles add`.
    "profiles/packages/archive.py", "profiles/packages/package.py",
    "profiles/constraint/soundness.py",
    # Its reader asks whether there is a fault, and says itself what is taken.
    "profiles/search/",
    # Reads what is no text of ours, by patterns.
    "profiles/xml/quick.py",
    # Makes the tables and the definitions that are shipped.
    "profiles/r4/condense.py", "profiles/snapshot/as_json.py",
    # Writes a statement that is read by programs.
    "hub/stu3/capabilities.py",
    # Writes what was agreed, in Dutch or in the words of a code system.
    "profiles/pzp/contradiction/", "profiles/pzp/derived.py", "profiles/pzp/reading/",
    "profiles/pzp/sheet/", "profiles/pzp/unknown.py", "profiles/pzp/release.py",
    *(f"profiles/pzp/form/{name}.py" for name in (
        "begun", "capacity", "communication", "communication_request", "export", "goal", "guide",
        "health_professional", "keys", "known", "made", "name", "national", "observation",
        "options", "procedure", "withdrawn",
    )),
)  # fmt: skip
"""What nobody is told in a language of his choice, and why."""
NOT_SAID = frozenset({
    'Bearer error="insufficient_user_authentication"', 'Bearer error="insufficient_scope"',
    'DPoP error="{}", {}', "DPoP {}, {}", '{}, acr_values="{} {}"', "nobody logs in by a URL",
    "lock|who lost a race", "known by a number", "%s is not taken anew: %s",
    "lacks a list, or has an older one than before",
    "{} {}{}", "{} {}", "{} ({})", "{} type", "binding {}", "value set", "{} issues in the record",
    "some candidate of 1.0, perhaps not the newest",
    "the newest candidate, or one that is not known here",
    "a decision is a type or a specification", "domestic partner", "Niet besproken",
    "Eerste relatie/contactpersoon", "Schriftelijk gemachtigde", "Wettelijke vertegenwoordiger",
    "Curator (juridisch)", "ContactPerson, {}", "Patient, {}", "Encounter, {}",
    "Implantable defibrillator", "Admit to ITU", "Antibiotic therapy", "Artificial respiration",
    "Cardiopulmonary resuscitation", "Hospital admission", "administration of blood product",
    "Overige behandelgrenzen, zie toelichting",
    '<div xmlns="{}">{}</div>',
    '<?xml version="1.0" encoding="UTF-8"?><{} xmlns="{}">',
})  # fmt: skip
"""Keys, names and what is of the language of its document."""
OF_THE_SCANNER = {
    "Expecting value", "Expecting property name enclosed in double quotes",
    "Invalid control character", "Invalid \\escape", "Illegal trailing comma before end of object",
    "Illegal trailing comma before end of array", "Invalid \\uXXXX escape",
}  # fmt: skip
"""Of the decoder that is written in C, of which nobody can read the source here."""


@cache
def family() -> dict[str, int]:
    """By its name the place of the sentence in a call of each error, and of Issue.

    Of the hub's files alone: outside of it nothing can be a FhirError.
    """
    made = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in python_files()
        if path.is_relative_to(ROOT / "hub")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ClassDef)
    }
    errors = {"FhirError"}
    while more := {name for name, bases in made.items() if bases & errors} - errors:
        errors |= more
    return {**dict.fromkeys(errors, 0), "Issue": 3}


def sentences() -> Iterator[str]:
    for path in python_files():
        if any(path.is_relative_to(ROOT / "hub" / room) for room in ROOMS):
            tree = syntax(path)
            for node in ast.walk(tree):
                text = said(node)
                if text is not None and text not in ELSEWHERE:
                    yield text


def said(node: ast.AST) -> str | None:
    """The sentence of a call that makes an error or an Issue, where it stands there."""
    if not isinstance(node, ast.Call):
        return None
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    place = family().get(name)
    return None if place is None or len(node.args) <= place else text_of(node.args[place])


def told_in(folder: str) -> Iterator[tuple[str, str]]:
    """By its file what reads as words in a folder, where all that is said comes to callers."""
    for path in python_files():
        name = named(path)
        if path.is_relative_to(ROOT / folder) and not name.startswith(SILENT):
            for text in texts_in(path) - NOT_SAID - ELSEWHERE:
                if is_prose(text):
                    yield name, text


def of_libraries() -> set[str]:
    """What a parser says of a text, in the words of who made it."""
    said = inspect.getsource(json.decoder) + inspect.getsource(json.scanner)
    of_json = re.findall(r'JSONDecodeError\(\s*"((?:[^"\\]|\\.)+)"', said)
    found = {one.encode().decode("unicode_escape").removesuffix(" at") for one in of_json}
    return found | OF_THE_SCANNER | set(expat.errors.messages.values())


def test_each_sentence_of_the_door_has_its_dutch() -> None:
    told = {english: in_dutch(english.replace(GAP, "deleted")) for english in sentences()}

    assert told
    assert [english for english, dutch in told.items() if dutch is None] == []


def test_each_sentence_of_what_a_caller_is_told_has_its_dutch() -> None:
    told = [one for folder in TOLD for one in told_in(folder)]
    lacking = {
        (name, english)
        for name, english in told
        if in_dutch(english.replace(GAP, "deleted")) is None
    }

    assert told
    assert lacking == set()


def test_each_invariant_of_r4_that_is_told_as_it_is_written_has_its_dutch() -> None:
    told = {one.human.removesuffix(".") for rows in constraints().values() for one in rows}

    assert told
    assert [english for english in told if in_dutch(english) is None] == []


def test_no_dutch_is_left_of_a_sentence_that_nobody_says_any_more() -> None:
    of_tables = {one.human.removesuffix(".") for rows in constraints().values() for one in rows}
    made = {origin: texts_beneath(origin.replace(".", "/")) for origin, _ in by_origin()}
    left = {
        (origin, english)
        for origin, listed in by_origin()
        for english in listed.keys() - made[origin] - of_tables - of_libraries()
    }

    assert made
    assert left == set()


def test_a_sentence_has_its_dutch_once() -> None:
    every = [english for _, listed in by_origin() for english in listed]

    assert sorted(every) == sorted(set(every))
