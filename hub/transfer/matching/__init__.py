"""Which candidates fit, why others do not, and what speaks for each; nobody is chosen here.

docs/decisions/0088-capacity-and-matching.md
"""
