"""What was turned away before anybody knew who asked: counted, for there is no row of it."""

from collections import Counter

Turned = Counter[tuple[str, str]]
"""How often at this door by this rule, both of closed sets; of one process."""
