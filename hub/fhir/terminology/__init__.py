"""Code systems and value sets: which codes are in, what they are called, how they stand."""
