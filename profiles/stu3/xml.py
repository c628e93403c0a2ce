"""STU3 in XML: by the one conversion there is, with the elements of STU3.

https://hl7.org/fhir/STU3/xml.html
"""

from functools import cache

from profiles.invalid import JsonObject
from profiles.stu3.release import stu3
from profiles.xml.children import Vocabulary
from profiles.xml.encoding import plain
from profiles.xml.read import read_closely
from profiles.xml.write import write_xml


def read_stu3(body: bytes) -> JsonObject:
    """The resource, as `profiles.text.parse` reads the same in JSON; no DOCTYPE, no entities.

    Raises Malformed.
    """
    return read_closely(plain(body), vocabulary=_vocabulary())


def write_stu3(resource: JsonObject) -> bytes:
    """A resource of STU3 in XML; `read_stu3` makes the same of it. Raises Unwritable."""
    return write_xml(resource, _vocabulary())


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(stu3().table, "STU3", "3.0.2")
