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
    "nearest": "{target} has no such code; the nearest stands there, and this is kept beside it.",
    "typed": "{target} has no such type of value; it stands under the nearest that it has.",
    "order": "{target} has two places for these; on the way back they are in another order.",
    "display": "{target} has no place for the words beside this code; they are left out.",
    "moved": "{target} has one place for two of {source}; on the way back it is in the other.",
    "several": "{target} has one each; there are as many as there were modes.",
    "consent-none": (
        "This Consent is neither a treatment directive nor a living will by its codes, "
        "and others are not converted; give it its category."
    ),
    "consent-both": (
        "This Consent is a treatment directive and a living will at once, "
        "and the one decides what the other does not; send two."
    ),
    "not-said": (
        "Whether the treatment may be given is not said; "
        "say it in one TreatmentPermitted that has a code."
    ),
    "said-otherwise": "TreatmentPermitted is one CodeableConcept and nothing beside it; say it so.",
    "unknown-answer": (
        "This answer to whether the treatment may be given is none of the national ones: "
        "JA, NEE, JA_MAAR, or NASK, UNK, ASKU as a NullFlavor; use one of these."
    ),
    "several-answers": "TreatmentPermitted has codes that say different things; keep one.",
    "other-words": "The code of TreatmentPermitted is shown by the words of another; correct it.",
    "contradicted": (
        "What except says is against TreatmentPermitted, so nobody can tell what was decided; "
        "correct either."
    ),
    "restricted": (
        "There are restrictions beside an answer that has none, "
        "so nobody can tell what was decided; answer JA_MAAR, or take them away."
    ),
    "more-said": (
        "This except says more than its type and its restrictions, and that has no place in R4; "
        "say it in the restrictions."
    ),
    "no-treatment": "A treatment directive is about one treatment, in its extension; name it.",
    "two-treatments": (
        "The code of one treatment stands beside that of another, or beside its name, "
        "so nobody can tell which is meant; correct either."
    ),
    "except": "On the way back an except is written that says what TreatmentPermitted says.",
    "stale": "What STU3 said of this is no longer what R4 says; it is left out.",
    "r4-undecided": (
        "A treatment directive says permit or deny, or by one specificationOther what is decided; "
        "say either, and not both."
    ),
    "r4-more": (
        "This provision says more than STU3 has place for: it has a type, a period, actors "
        "and one code; make it as many resources."
    ),
    "verified-twice": "With whom it was agreed is said twice, and differently perhaps; keep one.",
    "not-agreed": "It was not verified with anybody, which R4 has no place for; a comment says it.",
    "moment": "The day on which it was verified is that of the directive, which had none.",
    "as-patient": "STU3 names the patient by a code; on the way back it is his reference.",
    "will-decides": (
        "A living will is a document and decides no treatment by itself; "
        "send the decision as a treatment directive."
    ),
    "two-kinds": (
        "The extension Treatment and the category name different kinds of living will; "
        "correct either."
    ),
    "said-twice": "The kind of living will is said twice, in other words; one is left out.",
}
