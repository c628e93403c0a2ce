"""$document: a Composition with what it refers to, and where that is not all, told so."""
