"""FHIR STU3 to R4 and back, for the Dutch nursing handoff (zib2017) and end-of-life wishes."""

from profiles.stu3.convert import to_r4, to_stu3
from profiles.stu3.converted import Converted, Lost
from profiles.stu3.xml import read_stu3, write_stu3

__all__ = ["Converted", "Lost", "read_stu3", "to_r4", "to_stu3", "write_stu3"]
