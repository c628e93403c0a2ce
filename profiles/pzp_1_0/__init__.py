"""The definitions of the guide's 1.0 as its third candidate has them; what they mean is in `pzp`.

Differentials, written from the facts of the guide at https://api.iknl.nl/docs/pzp/r4.
"""
