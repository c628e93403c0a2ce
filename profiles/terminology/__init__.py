"""Code systems and value sets: which codes are in, as far as that can be told."""
