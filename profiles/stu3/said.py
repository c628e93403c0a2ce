"""What is said of a conversion; no sentence holds a value."""

TEXTS = {
    "kept": "{target} has no such element here; it is kept in an extension for that of {source}.",
    "dropped": "{target} has no such element here, and no extension can hold it; it is left out.",
    "modifier": (
        "This changes what the rest means, and {target} has no place for it; "
        "send the resource without it, or as {target} itself."
    ),
    "unknown-modifier": (
        "This modifierExtension is not known, so nobody can tell what the rest means; "
        "send the resource as {target} itself."
    ),
    "type": (
        "This type of resource is none of those that are converted from {source} to {target}; "
        "send it as {target} itself."
    ),
    "filled": "{target} requires this, and {source} has it not; it is filled in.",
    "timestamp": "{target} requires a moment of a document; it is filled in from its Composition.",
    "identified": "{target} requires an identifier of a document; one is made of what is in it.",
    "spelled": "This is spelled as in {target}; on the way back it is spelled as in {source}.",
    "code": "This code is none of {source}; correct it.",
}
