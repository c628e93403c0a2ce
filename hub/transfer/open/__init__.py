"""Offers without a name: what candidates may see of a request, built anew from lists of what may.

docs/decisions/0086-the-transfer-point.md
"""
