"""What the events of cases say of a region in a month: pure, and of how many each figure is.

docs/decisions/0089-figures-of-the-transfer-point.md
"""
