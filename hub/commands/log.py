"""Log lines: one JSON object a line, to stderr, without data of a person."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

_PLACE = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')
_TYPE = re.compile(r"^([A-Za-z_][\w.]*)(?::|$)", re.MULTILINE)


class OneLine(logging.Formatter):
    """Of an exception the type and the place: its message may quote a value."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        message = record.getMessage().strip()
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
        }
        if message.startswith("Traceback"):
            line |= _of_traceback(message)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [_place(frame.filename, frame.lineno, frame.name) for frame in frames]


def _of_traceback(text: str) -> dict[str, Any]:
    """Starlette logs a failed start as the text of its traceback."""
    named = _TYPE.search(text)
    where = [_place(*found) for found in _PLACE.findall(text)]
    return {"message": "failed", "error": named[1] if named else "", "where": where}


def _place(file: str, line: object, function: str) -> str:
    return f"{Path(file).name}:{line} {function}"


CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one-line": {"()": "hub.commands.log.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one-line"}},
    # It logs the address of each request: that of a person's statement, say.
    "loggers": {"httpx": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
"""For logging.config.dictConfig; uvicorn's own loggers follow it too."""
