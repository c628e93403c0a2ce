"""FHIR STU3 to R4 and back, for the Dutch nursing handoff (zib2017) and end-of-life wishes."""

from profiles.stu3.convert import to_r4, to_stu3
from profiles.stu3.converted import Converted, Lost

__all__ = ["Converted", "Lost", "to_r4", "to_stu3"]
