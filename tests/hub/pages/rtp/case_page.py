"""The page of a case as somebody has it before him, and what is pressed on it."""

import re
from html import unescape

from tests.hub.pages.rtp.staff import Staff, staff_of, words_on
from tests.hub.places import Sought
from tests.plugins.hub import Caller, Region

FORM = re.compile(r"<form.*?</form>", re.DOTALL)
FIELD = re.compile(r'name="([\w-]+)"(?: type="\w+")?(?: autocomplete="off")? value="([^"]*)"')


async def at_case(region: Region, case: Sought, caller: Caller) -> Staff:
    """Somebody who works there, with the page of the case before him."""
    browser = await staff_of(region, caller)
    browser.page = await browser.get(path(case))
    assert browser.page.status_code == 200, browser.page.text
    return browser


def path(case: Sought) -> str:
    return f"/cases/{case.lead.partition('/')[2]}"


async def says(browser: Staff, case: Sought, offer: str, act: str, **fields: str) -> str:
    """Pressed at this offer."""
    name = offer.partition("/")[2]
    forms = [one for one in FORM.findall(browser.page.text) if name in one]
    form = next(one for one in forms if f'value="{act}"' in one)
    sent = {key: unescape(value) for key, value in FIELD.findall(form)}
    sent |= {"uren": "4"} if act in {"tel-ja", "akkoord"} else {}
    browser.page = await browser.post(path(case), sent | fields)
    return words_on(browser.page)
