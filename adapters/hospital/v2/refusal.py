"""Why a message is not taken: by its place and a condition of table 0357, never by a value."""

from typing import Final, Literal

from adapters.hospital.verdict import Fault

SEQUENCE: Final = 100
MISSING: Final = 101
DATA_TYPE: Final = 102
NOT_IN_TABLE: Final = 103
MESSAGE_TYPE: Final = 200
EVENT: Final = 201
ANOTHER_PERSON: Final = 205
"""Table 0357's duplicate key: what the message says of a person or visit is another's."""


class Refusal(Exception):
    """Nothing of this message is kept. https://www.hl7.eu/HL7v2x/v29/std29/ch02.html#Heading98."""

    def __init__(
        self, condition: int, place: str, text: str, code: Literal["AE", "AR"] = "AE"
    ) -> None:
        super().__init__(text)
        self.fault = Fault(code, condition, place, text)
