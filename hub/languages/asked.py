"""The language that the caller of this moment asked for: English, or Dutch by Accept-Language.

https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
"""

from contextvars import ContextVar
from typing import Final, Literal

Language = Literal["en", "nl"]
DEFAULT: Final = "en"
ASKED: ContextVar[Language] = ContextVar("language", default=DEFAULT)
