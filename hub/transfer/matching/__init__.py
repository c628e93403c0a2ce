"""Which candidates fit, why others do not, and what speaks for each; nobody is chosen here.

docs/decisions/0086-the-transfer-point.md
"""
