"""What a caller would rather have, by what it says."""

import pytest

from hub.pages.door.preferred import is_page_preferred, language_preferred


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("", False),
        ("*/*", False),
        ("text/html", True),
        ("TEXT/HTML ; Q=0.3", True),
        ("application/xhtml+xml", True),
        ("text/html;q=0", False),
        ("application/json", False),
        ("application/fhir+json", False),
        ("application/json, text/html", True),
        ("application/json, text/html;q=0.9", False),
        ("text/html;q=nonsense", True),
        ("text/html;q=-4", False),
        (";;,,;q=,", False),
        ("a/b," * 10_000 + "text/html", False),
    ],
)
def test_a_page_is_for_who_names_it_and_likes_it_no_less(accept: str, *, page: bool) -> None:
    assert is_page_preferred(accept) is page


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("", "nl"),
        ("fr", "nl"),
        ("en", "en"),
        ("en-GB,nl;q=0.9", "en"),
        ("en;q=0.5, nl-BE;q=0.6", "nl"),
        ("en;q=0", "nl"),
        ("english", "nl"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best_of_ours(said: str, language: str) -> None:
    assert language_preferred(said) == language
