"""Offers without a name: what candidates may see of a request, built anew from lists of what may.

docs/decisions/0087-offers-without-a-name.md
"""
