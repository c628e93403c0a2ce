"""Regular expressions whose time grows with the text and no faster, whatever the pattern is.

Python's own engine tries alternatives one after another, so that one pattern of an installed
package could hold up the hub; this engine knows no look-around and no back-references instead.
https://hl7.org/fhirpath/N1/#matchesregex-string-boolean
"""

from collections.abc import Callable
from functools import lru_cache

from profiles.fhirpath.environment import NotEvaluated


@lru_cache(256)
def found_by(pattern: str) -> Callable[[str], bool]:
    """Whether the pattern is found anywhere in a text.

    Raises:
        NotEvaluated: the engine does not know such a pattern.
    """
    from pydantic_core import (  # noqa: PLC0415 - few invariants match patterns, none of ours
        SchemaError,
        SchemaValidator,
        core_schema,
    )

    schema = core_schema.str_schema(
        pattern=f"(?s){pattern}", regex_engine="rust-regex", strict=True
    )
    try:
        return SchemaValidator(schema).isinstance_python
    except SchemaError:
        raise NotEvaluated from None
