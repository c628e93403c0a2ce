"""What is said of XML that is refused; `{}` is the place."""

from xml.parsers import expat

from profiles.text.parse import MAX_DEPTH
from profiles.text.place import Place
from profiles.xml.children import FHIR, Vocabulary

DOCTYPE = "A DOCTYPE stands at {}; FHIR has none, nor entities of its own: remove it."
TOO_DEEP = f"The body is nested deeper than {MAX_DEPTH} levels at {{}}; flatten it."
TEXT = "Text stands between elements at {}; in FHIR a value stands in the attribute value."
ATTRIBUTE = (
    "FHIR R4 has no such attribute at {}: a value stands in value, an element's id in id and an"
    " extension's url in url; remove it."
)
NAMESPACE = f'An element at {{}} is not of FHIR\'s namespace; declare xmlns="{FHIR}".'
NO_NAMESPACE = f'An element at {{}} has no namespace; declare xmlns="{FHIR}".'
NO_RESOURCE = "At {} stands no resource of FHIR R4 (4.0.1); correct the name of the element."
ELEMENT = (
    "FHIR R4 has no such element at {}; remove it, correct its name, or carry it as an extension."
)
TWO_RESOURCES = "At {} begins a second resource in one element; give each an element of its own."
OUT_OF_ORDER = "The element at {} comes too late; write elements in the order that FHIR R4 has."
TWICE = "The element at {} stands here already and does not repeat; write it once."
_NO_ENTITY = (
    "An entity at {} is not known: XML alone has lt, gt, amp, quot and apos; write the character."
)
_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]


def of_release(text: str, vocabulary: Vocabulary) -> str:
    """What is said, of another release than R4."""
    name = f"{vocabulary.release} ({vocabulary.version})"
    return text.replace("R4 (4.0.1)", name).replace("R4", vocabulary.release)


def not_xml(code: int, place: Place) -> str:
    """What XML itself has against it."""
    if code == _ENTITY:
        return _NO_ENTITY.format(place)
    return f"The body is not XML: {expat.errors.messages.get(code, 'it is broken')} at {place}."
