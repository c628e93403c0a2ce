"""A log line is one line, and an exception's own words stay out of it."""

import json
import logging
import sys
import traceback

from hub.commands.log import CONFIGURATION, OneLine


def a_record(message: str, *, failed: bool = False) -> logging.LogRecord:
    caught = None
    if failed:
        try:
            int("Vlinderhof")
        except ValueError:
            caught = sys.exc_info()
    return logging.LogRecord("hub.fhir", logging.ERROR, __file__, 1, message, None, caught)


def test_a_message_of_many_lines_becomes_one() -> None:
    line = OneLine().format(a_record("one\ntwo\n"))

    assert "\n" not in line
    assert json.loads(line)["message"] == "one\ntwo"
    assert json.loads(line)["level"] == "error"


def test_of_an_exception_the_type_and_place_are_told_and_not_its_words() -> None:
    line = OneLine().format(a_record("failed", failed=True))

    assert "Vlinderhof" not in line
    assert json.loads(line)["error"] == "ValueError"
    assert "test_log.py" in json.loads(line)["where"][0]


def test_of_a_traceback_in_a_message_the_same_is_left() -> None:
    try:
        int("Vlinderhof\nDETAIL: Key (name)")
    except ValueError:
        text = traceback.format_exc()

    line = OneLine().format(a_record(text))

    assert "Vlinderhof" not in line
    assert json.loads(line)["error"] == "ValueError"
    assert "test_log.py" in json.loads(line)["where"][0]


def test_the_address_of_a_request_that_the_hub_makes_is_not_logged() -> None:
    assert CONFIGURATION["loggers"]["httpx"]["level"] == "WARNING"
