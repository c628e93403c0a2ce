"""The bench of a transfer point loads its cases, and every click is answered by the right page."""

import re

import pytest

from bench.transfer.__main__ import main
from bench.transfer.clicks import ACCEPT, CASE, PAGES
from hub.pages.rtp import PAGES as ALL
from hub.pages.rtp.menu import entries

QUICK = "--size= --cases 6 --workers 1 --seconds 10 --repeat 1 --pauses 0.3"


def test_each_side_clicks_every_page_that_leads_to_the_others() -> None:
    for role, pages in PAGES.items():
        assert {*pages} >= {*entries(is_desk=role == "desk")} - _OF_OTHERS[role]
        assert {name.partition("/")[0] for name in pages} <= {*ALL}


_OF_OTHERS = {
    "desk": set(),
    "site": {"request", "requests", "figures"},
    "practice": {"inbox", "capacity", "figures"},
}
"""Whoever is no desk has all pages of both: who asks, and who is asked."""


@pytest.mark.slow
@pytest.mark.soak
def test_people_who_click_get_their_pages_without_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(QUICK.split())

    told = capsys.readouterr().out
    clicked = set(re.findall(r"^(\S+(?: case)?) +\d", told, re.MULTILINE))
    assert {ACCEPT, CASE, "cases", "inbox", "requests", "capacity"} <= clicked
    assert "errors: 0" in told
