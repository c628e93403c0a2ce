"""The language, case by case.

https://hl7.org/fhirpath/N1/
"""

import pytest

from tests.profiles.fhirpath.table import answer, sections


@pytest.mark.parametrize("heading", sections())
def test_an_expression_finds_what_the_table_says(heading: str) -> None:
    cases = sections()[heading]
    said = [case._replace(expected=answer(case)) for case in cases]
    assert said == cases


def test_there_are_many_and_none_stands_twice() -> None:
    cases = [(case.on, case.expression) for listed in sections().values() for case in listed]
    assert len(cases) == len(set(cases)) > 400
